"""Our own matching over a file: by the weights that are shipped, and by weights learned from it without labels."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import quantiles
from time import perf_counter
from typing import Any

from triage.bench.matching.people_file import Pair, PeopleFile, Truth
from triage.bench.matching.scoring import best, quality
from triage.insight.people.blocks import asked, blocks
from triage.insight.people.linkage import Linkage, counted_values
from triage.insight.people.training import pattern, train
from triage.insight.people.traits import Traits
from triage.insight.people.weights import Shares, Weights, shipped

CHANCE = 20_000
TRUST = 100
FIRST_GUESS = 0.3


def measure(file: PeopleFile, truth: Truth, seed: int) -> dict[str, Any]:
    """Figures of both sets of weights; latency is of one person asked for among all others, without a database."""
    people = file.people
    index: dict[str, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        for block in blocks(person):
            index[block].append(place)
    pairs = {
        (min(place, other), max(place, other))
        for place, person in enumerate(people)
        for block in asked(person)
        for other in index[block]
        if other != place
    }
    shares = Shares(counts=Counter(value for person in people for value in counted_values(person)), total=len(people))
    weights = replace(shipped(), population=len(people), trust=TRUST)
    linkage = Linkage(weights, shares)
    learned = Linkage(_learn(linkage, weights, people, pairs, seed), shares)
    wanted = pairs & truth.same
    return {
        "people": len(people),
        "pairs_of_one_person": len(truth.same),
        "pairs_compared": len(pairs),
        "pairs_found_by_keys": round(len(wanted) / len(truth.same), 4),
        "shipped": _figures(_scores(linkage, people, pairs), truth),
        "learned": _figures(_scores(learned, people, pairs), truth),
        "query_ms": _latency(linkage, people, index),
    }


def _learn(linkage: Linkage, weights: Weights, people: Sequence[Traits], pairs: set[Pair], seed: int) -> Weights:
    chosen = random.Random(seed)
    chance = [pattern(linkage, *chosen.sample(people, 2)) for _ in range(CHANCE)]
    likely = [pattern(linkage, people[one], people[other]) for one, other in sorted(pairs)]
    return train(weights, likely, chance, share=FIRST_GUESS, people=len(people))


def _scores(linkage: Linkage, people: Sequence[Traits], pairs: set[Pair]) -> dict[Pair, float]:
    return {pair: linkage.compare(people[pair[0]], people[pair[1]]).bits for pair in pairs}


def _figures(bits: Mapping[Pair, float], truth: Truth) -> dict[str, Any]:
    return {**quality(bits, truth, 0.0), "best": best(bits, truth)}


def _latency(linkage: Linkage, people: Sequence[Traits], index: Mapping[str, Sequence[int]]) -> dict[str, float]:
    taken = []
    for place, person in enumerate(people[:1000]):
        begun = perf_counter()
        others = {other for block in asked(person) for other in index[block]} - {place}
        list(linkage.likely(person, [people[other] for other in others]))
        taken.append((perf_counter() - begun) * 1000)
    return percentiles(taken)


def percentiles(taken: Sequence[float]) -> dict[str, float]:
    """p50, p95 and the longest, in the unit given."""
    cut = quantiles(taken, n=100)
    return {"p50": round(cut[49], 2), "p95": round(cut[94], 2), "longest": round(max(taken), 2)}
