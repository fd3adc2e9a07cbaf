"""Learns the weights of the sense of risk from the tuning narratives: ``python -m triage.bench.risk.train``.

Logistic regression for each kind, and one for "priority at least", with both outcomes weighed alike and a quadratic
penalty. From which log-odds an output speaks is found by five-fold cross-validation on the same narratives, neighbours
of a file together: held-back ones are never read.
"""

from __future__ import annotations

import argparse
import base64
import math
from collections import Counter
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from triage.bench.risk.narratives import FOLDS, Narrative, fold_of, read_part
from triage.bench.risk.sparse import Entry, Matrix, Sparse
from triage.insight.risk.learned import FULL, PRIORITY, WeightsFile, features_of
from triage.insight.risk.pack import KINDS, shipped_pack
from triage.insight.risk.sense import DANGER, PRIORITY_WEIGHS, from_rules, rule_signs
from triage.insight.risk.words import Told, told_in_words

STEPS, PENALTY, LEAST_DOCUMENTS = 100, 0.3, 2
QUIET_ALARMS = {"immediate_danger": 0.04, PRIORITY: 0.01}
"""Share of narratives without any label that an output may flag: these two decide the grade."""
ALARMS = 0.07
"""Share of narratives without its label that any other kind may flag."""
RARE_ALARMS = {"terrorism": 0.04, "spiking": 0.05, "strangulation": 0.05, "missing": 0.05, "stalking_harassment": 0.05}
"""The same for kinds that are rare and well found: most of what they flag is something else."""


def main() -> None:
    """Read, learn, write."""
    parser = argparse.ArgumentParser(description="Learn the weights of the sense of risk.")
    parser.add_argument("--until", type=int, default=99, metavar="N", help="last file to learn from (99)")
    parser.add_argument("--alarms", type=int, default=76, metavar="N", help="last file to find thresholds on (76)")
    parser.add_argument("--narratives", type=Path, default=Path("tests/insight/narratives"))
    parser.add_argument("--to", type=Path, default=Path("resources/risk-weights.json"))
    arguments = parser.parse_args()
    narratives = read_part(arguments.narratives, "tuning", arguments.until)
    arguments.to.write_bytes(msgspec.json.encode(learn(narratives, arguments.alarms)) + b"\n")


def learn(narratives: list[Narrative], alarms: int = 99) -> WeightsFile:
    """Weights from narratives, with the log-odds from which each output speaks.

    ``alarms``: the last file whose narratives count for those. Files 77 to 88 are mostly near neighbours of
    emergencies, written to be told apart: they teach well, but a share of them is no share of a queue.
    """
    outputs = (*KINDS, PRIORITY)
    counted = [Counter(name for name, _, _ in features_of(_told(one.text))) for one in narratives]
    wanted = np.array([[label(one, name) for name in outputs] for one in narratives], dtype=np.float32)
    least = _least(narratives, counted, wanted, alarms)
    features, idf = _features(counted)
    weights, bias = _fit(_matrix(counted, features, idf), wanted)
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-6) / 127
    return WeightsFile(
        outputs=outputs,
        bias=tuple(round(float(one), 4) for one in bias),
        scale=tuple(round(float(one), 6) for one in scale),
        least=tuple(round(float(one), 3) for one in least),
        idf=tuple(round(float(one), 3) for one in idf),
        features=tuple(features),
        weights=base64.b64encode(np.round(weights / scale).astype(np.int8).tobytes()).decode(),
    )


def _told(text: str) -> Told:
    return told_in_words(text, shipped_pack().vocabulary)


def label(one: Narrative, output: str) -> float:
    return float(one.min_grade in ("priority", "emergency") if output == PRIORITY else output in one.kinds)


def _features(counted: list[Counter[str]]) -> tuple[list[str], Matrix]:
    documents = Counter(name for one in counted for name in one)
    features = sorted(name for name, count in documents.items() if count >= LEAST_DOCUMENTS)
    idf = [math.log((1 + len(counted)) / (1 + documents[name])) + 1 for name in features]
    return features, np.array(idf, dtype=np.float32)


def _matrix(counted: list[Counter[str]], features: list[str], idf: Matrix) -> Sparse:
    index = {name: at for at, name in enumerate(features)}
    return Sparse.of([_row(one, index, idf) for one in counted], len(features))


def _row(counted: Counter[str], index: dict[str, int], idf: Matrix) -> list[Entry]:
    """As `triage.insight.risk.learned.lean` weighs a text: of length 1, and less while little of it is known."""
    known = [
        (index[name], (1 + math.log(count)) * float(idf[index[name]]))
        for name, count in counted.items()
        if name in index
    ]
    scale = min(1.0, len(known) / FULL) / max(math.sqrt(sum(height * height for _, height in known)), 1e-6)
    return [(column, height * scale) for column, height in sorted(known)]


def _fit(matrix: Sparse, wanted: Matrix) -> tuple[Matrix, Matrix]:
    """Accelerated gradient descent; both outcomes of an output weigh alike."""
    share = np.clip(wanted.mean(axis=0), 1e-3, 1)
    weigh = wanted / (2 * share) + (1 - wanted) / (2 * (1 - share))
    weights = np.zeros((matrix.shape[1], wanted.shape[1]), dtype=np.float32)
    bias = np.zeros(wanted.shape[1], dtype=np.float32)
    before, before_bias = weights, bias
    many = matrix.shape[0]
    step = 4.0 / float(weigh.max() * 0.12 + PENALTY / 10)
    for number in range(STEPS):
        push = number / (number + 3)
        ahead, ahead_bias = weights + push * (weights - before), bias + push * (bias - before_bias)
        wrong = weigh * (1 / (1 + np.exp(-(matrix.times(ahead) + ahead_bias))) - wanted) / many * 10
        before, before_bias = weights, bias
        slope = matrix.turned_times(wrong) + PENALTY / many * 10 * ahead
        weights = (ahead - step * slope).astype(np.float32, copy=False)
        bias = ahead_bias - step * 0.1 * wrong.sum(axis=0)
    return weights, bias


def _least(narratives: list[Narrative], counted: list[Counter[str]], wanted: Matrix, alarms: int) -> list[float]:
    odds = with_priority(first_senses(narratives, counted))
    usual = np.array([int(one.id[1:3]) <= alarms for one in narratives])
    quiet = np.array([not one.kinds for one in narratives])
    found: list[float] = []
    for at, name in enumerate((*KINDS, PRIORITY)):
        others = odds[usual & (quiet if name in QUIET_ALARMS else wanted[:, at] == 0), at]
        found.append(float(np.quantile(others, 1 - QUIET_ALARMS.get(name, RARE_ALARMS.get(name, ALARMS)))))
    return found


def with_priority(odds: Matrix) -> Matrix:
    """Log-odds, a column for each kind and one for priority, with the share of priority that counts for danger."""
    made = odds.copy()
    made[:, KINDS.index(DANGER)] += PRIORITY_WEIGHS * odds[:, len(KINDS)]
    return made


def _from_rules(text: str) -> list[float]:
    added = from_rules(rule_signs(_told(text), text, shipped_pack()), shipped_pack())
    return [added.get(name, 0.0) for name in (*KINDS, PRIORITY)]


def first_senses(narratives: list[Narrative], counted: list[Counter[str]]) -> Matrix:
    """The log-odds of each narrative, by rules and by weights that never saw it."""
    wanted = np.array([[label(one, name) for name in (*KINDS, PRIORITY)] for one in narratives], dtype=np.float32)
    folds = np.array([fold_of(one.id, FOLDS) for one in narratives])
    return _cross_validated(counted, wanted, folds) + _rules(narratives)


def _rules(narratives: list[Narrative]) -> Matrix:
    return np.array([_from_rules(one.text) for one in narratives], dtype=np.float32)


def _cross_validated(counted: list[Counter[str]], wanted: Matrix, folds: NDArray[np.int64]) -> Matrix:
    """The log-odds of each narrative by weights that saw neither it nor its neighbours."""
    odds = np.zeros_like(wanted)
    for fold in range(FOLDS):
        mine = np.flatnonzero(folds == fold)
        odds[mine] = _by_the_rest(counted, wanted, np.flatnonzero(folds != fold), mine)
    return odds


def odds_of(
    narratives: list[Narrative], counted: list[Counter[str]], rest: NDArray[np.int64], unseen: NDArray[np.int64]
) -> Matrix:
    """The log-odds of the unseen, by rules and by weights learned from the rest."""
    wanted = np.array([[label(one, name) for name in (*KINDS, PRIORITY)] for one in narratives], dtype=np.float32)
    rules = np.array([_from_rules(narratives[at].text) for at in unseen], dtype=np.float32)
    found: Matrix = _by_the_rest(counted, wanted, rest, unseen) + rules
    return found


def _by_the_rest(
    counted: list[Counter[str]], wanted: Matrix, rest: NDArray[np.int64], unseen: NDArray[np.int64]
) -> Matrix:
    features, idf = _features([counted[at] for at in rest])
    weights, bias = _fit(_matrix([counted[at] for at in rest], features, idf), wanted[rest])
    found: Matrix = _matrix([counted[at] for at in unseen], features, idf).times(weights) + bias
    return found


if __name__ == "__main__":
    main()
