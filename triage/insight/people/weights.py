"""What each level of agreement is worth: m and u probabilities (resources/matching.toml), and how common values are.

m: how often the level is seen between two records of one person; u: between records of two people. A level's weight is
log2(m/u) bits. Where a level is ``counted``, u is how common the very value is (term-frequency adjustment): two people
called Smith agree by chance far more often than two called Featherstonehaugh.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import log2
from typing import Any

from triage.insight.people.agreement import LEVELS
from triage.models.errors import BugError
from triage.models.resources import read_resource

FILE = "matching.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """``shared_home``: u between two people of one household, where it differs much; None where it does not."""

    m: float
    u: float
    counted: bool = False
    shared_home: float | None = None

    @property
    def bits(self) -> float:
        return log2(self.m / self.u)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """``population``: from how many people a chance pair is drawn, at least (a small store stands for a whole force);
    ``expected``: how many of them are, on average, the person asked for; ``trust``: how many people's worth of trust
    the documented u has against counted values. ``strong``, ``fair``, ``weak``: least probabilities of the words.
    """

    levels: Mapping[str, Mapping[str, Level]]
    population: int
    expected: float
    trust: int
    strong: float
    fair: float
    weak: float

    def of(self, field: str, level: str) -> Level | None:
        return self.levels[field].get(level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How common values are among ``total`` people: (kind, value) to how many have it. What is not counted is taken to
    be as common as documented."""

    counts: Mapping[tuple[str, str], int]
    total: int

    def share(self, kind: str, value: str, usual: float, trust: int) -> float:
        """The share of people with this value: what was counted, steadied by the usual share."""
        counted = self.counts.get((kind, value))
        if counted is None:
            return usual
        return (counted + usual * trust) / (self.total + trust)


NOTHING_COUNTED = Shares(counts={}, total=0)


def weights_from(table: Mapping[str, Any]) -> Weights:
    """The weights of a table as matching.toml holds it.

    Raises:
        BugError: a level is missing, or a probability is none.
    """
    levels = {field: _levels(field, table["fields"][field]) for field in LEVELS}
    words = table["words"]
    prior = table["prior"]
    return Weights(
        levels=levels,
        population=prior["population"],
        expected=prior["expected"],
        trust=prior["trust"],
        strong=words["strong"],
        fair=words["fair"],
        weak=words["weak"],
    )


@cache
def shipped() -> Weights:
    """The weights that come with the program."""
    return weights_from(tomllib.loads(read_resource(FILE)))


def _levels(field: str, told: Mapping[str, Mapping[str, Any]]) -> dict[str, Level]:
    made = {name: Level(**values) for name, values in told.items()}
    if set(made) != set(LEVELS[field]):
        raise BugError(f"{FILE}: the levels of {field} are {', '.join(LEVELS[field])}.")
    for name, level in made.items():
        if not (0 < level.m < 1 and 0 < level.u < 1):
            raise BugError(f"{FILE}: m and u of {field}.{name} lie between 0 and 1.")
    return made
