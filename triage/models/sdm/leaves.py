"""Every leaf of a document, in order, each with its place, its names and the entity it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from triage.models.answer import Answer, Scalar
from triage.models.sdm.jsontree import Doubled
from triage.models.sdm.words import label, name_key, spoken

STRUCTURE = frozenset({"attributes", "relationships", "data", "included"})
_SCALARS = (str, int, float, bool)
EMPTY_LIST = "(empty list)"
EMPTY_OBJECT = "(empty group)"


@dataclass(slots=True)
class Leaf:
    """A scalar, or an empty list or object (``raw`` None, ``empty`` says which).

    ``name`` is the nearest field name; ``above`` the names over it inside its owner, outermost first.
    ``shown_as`` is set by whoever projects it into a typed field; ``key`` is the name as `name_key`.
    """

    path: str
    name: str
    above: tuple[str, ...]
    raw: Scalar
    empty: str = ""
    again: bool = False
    shown_as: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        self.key = name_key(self.name)


@dataclass(slots=True)
class Owner:
    """Leaves that belong together: one entity, one file, or what lies outside of all."""

    path: str
    leaves: list[Leaf] = field(default_factory=list)


def collect(tree: object, owners: Mapping[int, Owner], rest: Owner) -> None:
    """Give every leaf of ``tree`` to the owner of the nearest node above it, in the order of the document.

    ``owners`` maps ``id(node)`` of dicts in the tree to their owner. The tree is at most as deep as `jsontree.load`
    lets it be.
    """
    if isinstance(tree, (dict, list)):
        _Collector(owners).below(tree, "", "", (), rest, again=False)
    else:
        rest.leaves.append(Leaf("", "", (), _scalar(tree)))


@dataclass(slots=True)
class _Collector:
    owners: Mapping[int, Owner]

    def below(self, node: object, path: str, name: str, above: tuple[str, ...], owner: Owner, *, again: bool) -> None:
        """The leaves under a dict or list. ``name`` is its own name, ``above`` the names over it inside ``owner``;
        ``again``: it is the earlier value of a doubled name."""
        if isinstance(node, list):
            if not node:
                owner.leaves.append(Leaf(path, name, above, None, EMPTY_LIST, again))
            for at, value in enumerate(node):
                self._member(value, f"{path}/{at}", name, above, owner, again=again)
            return
        assert isinstance(node, dict)
        mine = self.owners.get(id(node))
        if mine is not None:
            owner = mine
        if not node:
            owner.leaves.append(Leaf(path, name, above, None, EMPTY_OBJECT, again))
            return
        inside = () if mine is not None else (*above, name) if name else above
        for key, value in node.items():
            self._member(value, f"{path}/{pointer_token(key)}", key, inside, owner, again=again)
        if isinstance(node, Doubled):
            for key, value in node.lost:
                self._member(value, f"{path}/{pointer_token(key)}", key, inside, owner, again=True)

    def _member(
        self, value: object, path: str, name: str, above: tuple[str, ...], owner: Owner, *, again: bool
    ) -> None:
        if isinstance(value, (dict, list)):
            self.below(value, path, name, above, owner, again=again)
        else:
            owner.leaves.append(Leaf(path, name, above, _scalar(value), "", again))


@lru_cache(maxsize=8192)
def pointer_token(key: str) -> str:
    """A name as a step of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def _scalar(node: object) -> Scalar:
    return node if node is None or isinstance(node, _SCALARS) else str(node)


def answer(leaf: Leaf) -> Answer:
    """The leaf as the desk shows it."""
    words = _words(leaf.name, leaf.above)
    if leaf.again:
        words = f"{words} (told more than once)"
    return Answer(
        path=leaf.path, label=words, text=leaf.empty or spoken(leaf.raw), raw=leaf.raw, shown_as=leaf.shown_as
    )


@lru_cache(maxsize=8192)
def _words(name: str, above: tuple[str, ...]) -> str:
    parents = [one for one in above if name_key(one) not in STRUCTURE]
    words = label(name) if name else "Value"
    return f"{label(parents[-1])}: {words[:1].lower()}{words[1:]}" if parents else words


def answers(leaves: list[Leaf]) -> tuple[Answer, ...]:
    return tuple(answer(leaf) for leaf in leaves)
