"""What was learned from labelled narratives: how much each word and pair of words speaks for a kind of risk.

One logistic regression for each kind over stems and pairs of neighbours. Its weights are a resource
(resources/risk-weights.json), made by ``triage.bench.risk.train`` from the tuning narratives alone. It has no
say without words: what it finds points to the stretch of a sentence that spoke for it most.
"""

from __future__ import annotations

import base64
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from triage.insight.risk.words import STOP, Told
from triage.models.resources import read_resource

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PRIORITY = "priority"
"""The output beside the kinds: that the report asks for priority at least."""
FULL = 24
"""Known words and pairs from which a text is weighed in full: a few say little."""
_LONGEST, _SHORTEST = 22, 3
_COST = 0.25
"""Share of the mean good contribution that a word must have to lengthen a stretch."""

Place = tuple[str, int, int]


class WeightsFile(msgspec.Struct, frozen=True, kw_only=True):
    """Weights as they are kept: ``weights`` int8, a row of ``outputs`` for each feature, in base64."""

    outputs: tuple[str, ...]
    bias: tuple[float, ...]
    scale: tuple[float, ...]
    least: tuple[float, ...]
    idf: tuple[float, ...]
    features: tuple[str, ...]
    weights: str


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights made ready; ``least`` is, for each output, the log-odds from which it speaks."""

    outputs: dict[str, int]
    index: dict[str, int]
    idf: NDArray[np.float32]
    matrix: NDArray[np.float32]
    bias: NDArray[np.float32]
    least: dict[str, float]


@dataclass(frozen=True, slots=True)
class Leaning:
    """What the weights make of one text: the log-odds of each output, and what each place added to it."""

    told: Told
    weights: Weights
    odds: dict[str, float]
    places: list[tuple[int, int, int]]
    values: NDArray[np.float32]

    def stretch(self, kind: str) -> tuple[int, int] | None:
        """The first and last stem of the words that speak most for a kind; None when none speak for it."""
        column = self.weights.outputs[kind]
        added = [0.0] * len(self.told.stems)
        for feature, first, last in self.places:
            share = float(self.weights.matrix[feature, column] * self.values[feature]) / (last - first + 1)
            for at in range(first, last + 1):
                added[at] += share
        good = [value for value in added if value > 0]
        if not good:
            return None
        return _best_stretch(added, self.told.stems, _COST * sum(good) / len(good))


def features_of(told: Told) -> list[Place]:
    """Each stem and each pair of neighbours within a sentence, with the first and last stem it covers."""
    stems = told.stems
    found: list[Place] = []
    for at, stem in enumerate(stems):
        if stem == STOP:
            continue
        found.append((stem, at, at))
        if at + 1 < len(stems) and stems[at + 1] != STOP:
            found.append((f"{stem} {stems[at + 1]}", at, at + 1))
    if told.english:
        known = {name for name, _, _ in found}
        found += (place for place in _english_features(told) if place[0] not in known)
    return found


def _english_features(told: Told) -> Iterator[Place]:
    """The same of what a Welsh text is in English; places are those of the Welsh words."""
    for stem, at in told.english:
        yield stem, at, at
    for (stem, at), (follows, after) in pairwise(told.english):
        yield f"{stem} {follows}", at, after


def lean(told: Told, weights: Weights) -> Leaning:
    """The log-odds of every output for a text."""
    import numpy as np

    places = [(weights.index[name], first, last) for name, first, last in features_of(told) if name in weights.index]
    counts = Counter(feature for feature, _, _ in places)
    values = np.zeros(len(weights.index), dtype=np.float32)
    if not counts:
        return Leaning(told, weights, dict(zip(weights.outputs, weights.bias.tolist(), strict=True)), [], values)
    rows = np.fromiter(counts, dtype=np.int64)
    heights = np.fromiter((1 + math.log(count) for count in counts.values()), dtype=np.float32) * weights.idf[rows]
    heights *= min(1.0, len(counts) / FULL) / np.sqrt(heights @ heights)
    values[rows] = heights
    odds = heights @ weights.matrix[rows] + weights.bias
    return Leaning(told, weights, dict(zip(weights.outputs, odds.tolist(), strict=True)), places, values)


def ready(file: WeightsFile) -> Weights:
    """Weights to work with, from what is kept."""
    import numpy as np

    whole = np.frombuffer(base64.b64decode(file.weights), dtype=np.int8).reshape(-1, len(file.outputs))
    scale = np.array(file.scale, dtype=np.float32)
    return Weights(
        outputs={name: at for at, name in enumerate(file.outputs)},
        index={name: at for at, name in enumerate(file.features)},
        idf=np.array(file.idf, dtype=np.float32),
        matrix=whole.astype(np.float32) * scale,
        bias=np.array(file.bias, dtype=np.float32),
        least=dict(zip(file.outputs, file.least, strict=True)),
    )


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights that the program ships, made ready once."""
    return ready(msgspec.json.decode(read_resource("risk-weights.json").encode(), type=WeightsFile))


def _best_stretch(added: list[float], stems: list[str], cost: float) -> tuple[int, int]:
    best, best_at = -math.inf, (0, 0)
    running, begin = 0.0, 0
    for at, value in enumerate(added):
        if stems[at] == STOP:
            running, begin = 0.0, at + 1
            continue
        if running <= 0 or at - begin >= _LONGEST:
            running, begin = 0.0, at
        running += value - cost
        if running > best:
            best, best_at = running, (begin, at)
    first, last = best_at
    while last - first + 1 < _SHORTEST and last + 1 < len(stems) and stems[last + 1] != STOP:
        last += 1
    return first, last
