"""Learns m and u from people of whom nobody has said who is who: u from chance pairs, m by expectation-maximisation.

Only `triage bench matching` and whoever revises resources/matching.toml use this; the gateway works with weights that
were written down, so that the same two people always get the same answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from triage.insight.people.agreement import ORDER
from triage.insight.people.linkage import Linkage
from triage.insight.people.traits import Traits
from triage.insight.people.weights import Level, Weights

ROUNDS = 30
_LEAST = 1e-6
_TRUST = 2.0
"""Pairs' worth of trust that the weights from before keep for each level."""
_FEW = 100
"""People's worth of trust in u against counted values, in a population that was learned from."""
Pair = tuple[str, str]
Pattern = tuple[Pair, ...]


def pattern(linkage: Linkage, one: Traits, other: Traits) -> Pattern:
    """The levels at which two people agree, without what was not told."""
    return tuple((told.field, told.level) for told, _ in linkage.agreements(one, other))


def train(
    weights: Weights,
    likely: Iterable[Pattern],
    chance: Sequence[Pattern],
    *,
    share: float,
    people: int,
    rounds: int = ROUNDS,
) -> Weights:
    """Weights for a population of ``people`` records, every field by itself: what a household shares is not learned.

    Args:
        likely: patterns of pairs that share a blocking key.
        chance: patterns of pairs drawn by chance.
        share: a first guess at how many of ``likely`` are one person, 0 to 1.
    """
    seen = Counter(likely)
    weights = replace(weights, levels={field: _apart(levels) for field, levels in weights.levels.items()})
    learned = weights
    for _ in range(rounds):
        sure = {told: _probability(learned, told, share) for told in seen}
        total = sum(seen.values())
        share = min(max(sum(sure[told] * count for told, count in seen.items()) / total, _LEAST), 1 - _LEAST)
        of_one = _times(seen, sure)
        of_two = _times(seen, {told: 1 - one for told, one in sure.items()})
        learned = _moved(weights, _moved(weights, learned, of_one, "m"), of_two, "u")
    # Pairs that share a blocking key agree more often by chance than any two people do.
    learned = _moved(weights, learned, dict(Counter(one for told in chance for one in told)), "u")
    expected = max(2 * share * sum(seen.values()) / people, _LEAST)
    return replace(learned, population=people, expected=expected, trust=_FEW)


def _apart(levels: Mapping[str, Level]) -> dict[str, Level]:
    return {name: replace(level, shared_home=None) for name, level in levels.items()}


def _times(seen: Counter[Pattern], how_sure: dict[Pattern, float]) -> dict[Pair, float]:
    """How often each level was seen, weighted."""
    found: dict[Pair, float] = {}
    for told, count in seen.items():
        for one in told:
            found[one] = found.get(one, 0.0) + how_sure[told] * count
    return found


def _probability(weights: Weights, told: Pattern, share: float) -> float:
    odds = share / (1 - share)
    for field, name in told:
        level = weights.levels[field][name]
        odds *= level.m / level.u
    return odds / (1 + odds)


def _moved(first: Weights, now: Weights, seen: Mapping[Pair, float], which: str) -> Weights:
    """``now`` with m or u of each level as often as it was seen. The order of names is told by no other field."""
    levels: dict[str, dict[str, Level]] = {}
    for field, known in now.levels.items():
        total = sum(seen.get((field, name), 0.0) for name in known)
        levels[field] = {}
        for name, level in known.items():
            usual = getattr(first.levels[field][name], which)
            value = (seen.get((field, name), 0.0) + _TRUST * usual) / (total + _TRUST)
            levels[field][name] = replace(level, **{which: min(max(value, _LEAST), 1 - _LEAST)})
    return replace(now, levels={**levels, ORDER: now.levels[ORDER]})
