"""Which given names are short, pet or other forms of one another (resources/nicknames.txt, our own list)."""

from __future__ import annotations

from functools import cache

from triage.models.fold import joined
from triage.models.resources import read_resource

FILE = "nicknames.txt"
_NONE: frozenset[str] = frozenset()


@cache
def _roots() -> dict[str, frozenset[str]]:
    """Full names by each of their forms: "alex" leads to alexander and alexandra."""
    found: dict[str, set[str]] = {}
    for line in read_resource(FILE).splitlines():
        told = line.partition("#")[0]
        full, _, forms = told.partition(":")
        root = joined(full)
        for form in (full, *forms.split()):
            if joined(form):
                found.setdefault(joined(form), set()).add(root)
    return {form: frozenset(roots) for form, roots in found.items()}


def roots(name: str) -> frozenset[str]:
    """The full names that a folded given name can stand for; itself when it is in no list."""
    return _roots().get(name) or frozenset((name,))


def kindred(one: str, other: str) -> frozenset[str]:
    """The full names that both can stand for, when at least one of them is in the list."""
    table = _roots()
    return table.get(one, _NONE) & table.get(other, _NONE)
