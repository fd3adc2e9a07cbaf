"""The plain list of phrases (resources/risk-plain.toml): what the sense of risk is measured beside, and the phrases
that are evidence for a THRIVE letter.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from triage.insight.risk.phrases import PhraseFinder
from triage.models.codec import convert
from triage.models.resources import read_resource

EVIDENCE = "evidence/"
"""Prefix of finder names that are evidence for a THRIVE letter and no risk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """One sort of risk. ``fields`` are incident fields whose "yes" makes a hit of ``fields_strength``."""

    key: str
    mark: str
    why: str
    min_grade: str
    thrive: tuple[str, ...]
    strength: float
    phrases: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    fields_strength: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """The least score (0 to 100) of each level above low."""

    high: int
    raised: int
    routine: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    pack: str
    levels: Levels
    sorts: tuple[Sort, ...]
    kinds: dict[str, str]
    evidence: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Rules:
    """A pack made ready: ``sorts`` by key, ``fields`` by lower-case name, ``finder`` over all phrases, ``evidence``
    over those that are evidence alone, named by letter.
    """

    pack: Pack
    sorts: dict[str, Sort]
    fields: dict[str, Sort]
    finder: PhraseFinder
    evidence: PhraseFinder


@lru_cache(maxsize=1)
def shipped_rules() -> Rules:
    """The rules that the program ships."""
    pack = convert(Pack, tomllib.loads(read_resource("risk-plain.toml")))
    finder = PhraseFinder()
    for sort in pack.sorts:
        finder.add(sort.key, sort.phrases)
    for letter, phrases in pack.evidence.items():
        finder.add(EVIDENCE + letter, phrases)
    evidence = PhraseFinder()
    for letter, phrases in pack.evidence.items():
        evidence.add(letter, phrases)
    fields = {name.lower(): sort for sort in pack.sorts for name in sort.fields}
    return Rules(pack, {sort.key: sort for sort in pack.sorts}, fields, finder, evidence)
