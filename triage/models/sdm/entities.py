"""The entities of a JSON:API document and who is related to whom, however untidy the document is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from triage.models.answer import Scalar
from triage.models.sdm.leaves import Leaf, Owner, collect
from triage.models.sdm.scalars import as_text
from triage.models.sdm.words import name_key

_OUTSIDE = frozenset({"relationships", "links", "meta"})


@dataclass(slots=True)
class Link:
    """One relationship: the name as told, and the entity it leads to (None: it leads nowhere)."""

    name: str
    target: Entity | None

    @property
    def key(self) -> str:
        return name_key(self.name)


@dataclass(slots=True, eq=False)
class Entity(Owner):
    """A resource object. ``kind`` is its type as `name_key`; ``fields`` its attribute leaves by name, ``groups``
    by the names of the objects they are nested in."""

    node: dict[str, object] = field(default_factory=dict)
    kind: str = ""
    id: str = ""
    links: list[Link] = field(default_factory=list)
    fields: dict[str, list[Leaf]] = field(default_factory=dict)
    groups: dict[str, list[Leaf]] = field(default_factory=dict)

    def leaf(self, *names: str) -> Leaf | None:
        """A told leaf under any of these names (given as `name_key`): the first name, the least nested leaf."""
        for name in names:
            if name in self.fields:
                told = [leaf for leaf in self.fields[name] if not leaf.again and as_text(leaf.raw)]
                if told:
                    return told[0] if len(told) == 1 else min(told, key=lambda leaf: len(leaf.above))
        return None

    def raw(self, shown_as: str, *names: str) -> Scalar:
        """The value of `leaf`, marked as shown in that typed field."""
        leaf = self.leaf(*names)
        if leaf is None:
            return None
        leaf.shown_as = shown_as
        return leaf.raw

    def text(self, shown_as: str, *names: str) -> str:
        return as_text(self.raw(shown_as, *names))

    def texts(self, shown_as: str, *names: str) -> tuple[str, ...]:
        """Every told value under the first of the names that has any (lists of names, address lines)."""
        for name in names:
            told = [leaf for leaf in self.fields.get(name, ()) if not leaf.again and as_text(leaf.raw)]
            for leaf in told:
                leaf.shown_as = shown_as
            if told:
                return tuple(as_text(leaf.raw) for leaf in told)
        return ()

    def inside(self, group: str) -> list[Leaf]:
        """Leaves in the attribute group of that name, or the attribute itself."""
        return [leaf for leaf in (*self.fields.get(group, ()), *self.groups.get(group, ())) if not leaf.again]


@dataclass(slots=True)
class Document:
    """``main`` is the incident (an empty entity when the document names none); ``loose`` all other leaves."""

    tree: object
    main: Entity
    others: list[Entity]
    loose: Owner
    dangling: list[str]
    twice: list[str]
    files: tuple[Owner, ...] = ()

    @property
    def entities(self) -> tuple[Entity, ...]:
        return (self.main, *self.others)


def read_document(tree: object, files: Mapping[int, Owner]) -> Document:
    """Find the entities of ``tree``, tie them by their relationships and give each its leaves.

    ``files`` are nodes inside entities that hold a file of their own; their leaves go there.
    """
    found = _resources(tree)
    main = next((one for one in found if one.kind == "incident"), None) or _first_of_data(tree, found)
    others = [one for one in found if one is not main]
    loose = Owner("")
    owners: dict[int, Owner] = {id(one.node): one for one in (main, *others)}
    collect(tree, {**owners, **files}, loose)
    for one in found:
        _index(one)
    document = Document(tree, main, others, loose, [], [], tuple(files.values()))
    _tie(document)
    return document


def member(node: object, name: str) -> object:
    """The member of an object under a name in any case; None when it has none."""
    if not isinstance(node, dict):
        return None
    if name in node:
        return node[name]
    for key, value in node.items():
        if name_key(key) == name:
            return value
    return None


def _resources(tree: object) -> list[Entity]:
    """Resource objects in `data` (one or many), `included`, and whole ones nested in relationships."""
    tops = tree if isinstance(tree, list) else [tree]
    found: list[Entity] = []
    seen: set[int] = set()
    waiting: list[tuple[object, str]] = []
    for at, top in enumerate(tops):
        prefix = f"/{at}" if isinstance(tree, list) else ""
        data, included = member(top, "data"), member(top, "included")
        if data is None and included is None:
            waiting.append((top, prefix))
            continue
        waiting += [(node, f"{prefix}/data") for node in _each(data)]
        waiting += [(node, f"{prefix}/included") for node in _each(included)]
    position = 0
    while position < len(waiting):
        node, path = waiting[position]
        position += 1
        if isinstance(node, dict) and id(node) not in seen:
            seen.add(id(node))
            found.append(_entity(node, path))
            waiting += [(inner, path) for inner in _embedded(node)]
    return found


def _each(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and value and "type" not in value and "id" not in value and "attributes" not in value:
        inner = list(value.values())
        if all(isinstance(one, dict) and ("type" in one or "attributes" in one) for one in inner):
            return inner
    return [value]


def _entity(node: dict[str, object], path: str) -> Entity:
    kind, identity = member(node, "type"), member(node, "id")
    return Entity(
        path,
        node=node,
        kind=name_key(as_text(kind)) if isinstance(kind, str) else "",
        id=_told(identity),
    )


def _embedded(node: dict[str, object]) -> Iterator[object]:
    """Whole resources inside relationships (some senders put them there instead of into `included`)."""
    for _, target in _targets(node):
        if isinstance(target, dict) and isinstance(member(target, "attributes"), dict):
            yield target


def _targets(node: dict[str, object]) -> Iterator[tuple[str, object]]:
    relations = member(node, "relationships")
    groups = relations if isinstance(relations, list) else [relations]
    for group in groups:
        if not isinstance(group, dict):
            continue
        for name, value in group.items():
            data = member(value, "data") if isinstance(value, dict) else None
            told = value if data is None else data
            for target in told if isinstance(told, list) else [told]:
                inner = member(target, "data") if isinstance(target, dict) else None
                yield name, target if inner is None else inner


def _first_of_data(tree: object, found: list[Entity]) -> Entity:
    top = tree[0] if isinstance(tree, list) and tree else tree
    data = member(top, "data")
    first = data[0] if isinstance(data, list) and data else data
    chosen = next((one for one in found if one.node is first), None)
    if chosen is None and len(found) == 1:
        chosen = found[0]
    return chosen or Entity("")


def _index(one: Entity) -> None:
    for leaf in one.leaves:
        top = name_key(leaf.above[0]) if leaf.above else ""
        if top in _OUTSIDE:
            continue
        if not leaf.above and leaf.key in {"id", "type"}:
            leaf.shown_as = leaf.key
            continue
        one.fields.setdefault(leaf.key, []).append(leaf)
        for name in leaf.above:
            if name != "attributes":
                one.groups.setdefault(name_key(name), []).append(leaf)


def _tie(document: Document) -> None:
    by_name: dict[tuple[str, str], Entity] = {}
    by_id: dict[str, Entity] = {}
    for one in document.entities:
        known = (one.kind, one.id.lower())
        if one.id and known in by_name:
            document.twice.append(one.id)
        by_name.setdefault(known, one)
        by_id.setdefault(one.id.lower(), one)
    by_node = {id(one.node): one for one in document.entities}
    for one in document.entities:
        lost = False
        for name, target in _targets(one.node):
            link = Link(name, _resolve(target, by_node, by_name, by_id))
            if link.target is not None:
                one.links.append(link)
            elif target not in (None, "", [], {}):
                lost = True
                document.dangling.append(name)
        _mark_links(one, lost)


def _resolve(
    target: object, by_node: dict[int, Entity], by_name: dict[tuple[str, str], Entity], by_id: dict[str, Entity]
) -> Entity | None:
    if id(target) in by_node:
        return by_node[id(target)]
    if isinstance(target, dict):
        kind, identity = _told(member(target, "type")), _told(member(target, "id"))
        if not identity:
            return None
        return by_name.get((name_key(kind) if kind else "", identity.lower())) or by_id.get(identity.lower())
    if isinstance(target, str | int):
        identity = as_text(target).lower()
        return by_id.get(identity) if identity else None
    return None


def _told(value: object) -> str:
    return as_text(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def _mark_links(one: Entity, lost: bool) -> None:
    """Linkage whose target was found says nothing that the roles do not say; a dangling one stays visible."""
    if lost:
        return
    for leaf in one.leaves:
        if leaf.above and name_key(leaf.above[0]) == "relationships" and leaf.key in {"id", "type"}:
            leaf.shown_as = "link"
