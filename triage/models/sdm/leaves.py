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


_Waiting = tuple[object, str, str, tuple[str, ...], Owner, bool]
"""A node with its pointer, its name, the names above it, its owner, and whether a doubled name's earlier value."""


def collect(tree: object, owners: Mapping[int, Owner], rest: Owner) -> None:
    """Give every leaf of ``tree`` to the owner of the nearest node above it.

    ``owners`` maps ``id(node)`` of dicts in the tree to their owner. Walks with its own stack, so depth does
    not matter; keeps the order of the document.
    """
    stack: list[_Waiting] = [(tree, "", "", (), rest, False)]
    while stack:
        node, path, name, above, owner, again = stack.pop()
        if isinstance(node, dict) and node:
            mine = owners.get(id(node))
            if mine is not None:
                owner, above, name = mine, (), ""
            stack.extend(reversed(_members(node, path, (*above, name) if name else above, owner, again)))
        elif isinstance(node, list) and node:
            stack.extend([(node[at], f"{path}/{at}", name, above, owner, again) for at in range(len(node) - 1, -1, -1)])
        elif isinstance(node, (dict, list)):
            empty = EMPTY_OBJECT if isinstance(node, dict) else EMPTY_LIST
            owners.get(id(node), owner).leaves.append(Leaf(path, name, above, None, empty, again))
        else:
            owner.leaves.append(Leaf(path, name, above, _scalar(node), "", again))


def _members(node: dict[str, object], path: str, above: tuple[str, ...], owner: Owner, again: bool) -> list[_Waiting]:
    children: list[_Waiting] = [
        (value, f"{path}/{pointer_token(key)}", key, above, owner, again) for key, value in node.items()
    ]
    if isinstance(node, Doubled):
        children += [(value, f"{path}/{pointer_token(key)}", key, above, owner, True) for key, value in node.lost]
    return children


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
