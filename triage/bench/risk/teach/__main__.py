"""Teaches the second look from the tuning narratives: ``python -m triage.bench.risk.teach --model FOLDER``.

FOLDER holds ``model.safetensors`` and ``vocab.txt`` of all-MiniLM-L6-v2. Needs jax, optax and safetensors, which the
program itself does not. Four fifths of the narratives are taught; on the last fifth, which it never saw, the log-odds
are found from which each output speaks together with the first senses. Some ten minutes of two free cores.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path
from typing import Any

import jax
import numpy as np

from triage.bench.risk import train
from triage.bench.risk.narratives import read_part
from triage.bench.risk.teach.keeping import keep, known_pieces
from triage.bench.risk.teach.lessons import OUTPUTS, labels, lesson, read
from triage.bench.risk.teach.model import head, original
from triage.bench.risk.teach.shape import LAYERS, TAUGHT
from triage.bench.risk.teach.teaching import SEED, VERSIONS, heard, seen, taught
from triage.bench.risk.teach.thresholds import WEIGH, least_of
from triage.insight.risk.learned import features_of
from triage.insight.risk.pack import shipped_pack
from triage.insight.risk.pieces import Pieces
from triage.insight.risk.sense import short_asks
from triage.insight.risk.words import told_in_words


def main() -> None:
    """Read, teach, find thresholds, write."""
    parser = argparse.ArgumentParser(description="Teach the second look of the sense of risk.")
    parser.add_argument("--model", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--narratives", type=Path, default=Path("tests/insight/narratives"))
    parser.add_argument("--to", type=Path, default=Path("resources/risk-second-look.npz"))
    arguments = parser.parse_args()
    narratives = read(arguments.narratives)
    pieces = Pieces({piece: at for at, piece in known_pieces(arguments.model)})
    model = jax.tree.map(jax.numpy.asarray, original(arguments.model))
    wanted = np.array([labels(one) for one in narratives], np.float32)
    order = np.random.default_rng(SEED).permutation(len(narratives))
    unseen, rest = np.split(order, [len(order) // 5])
    dice = random.Random(SEED)
    ways = [[lesson(narratives[at], pieces, dice) for at in rest] for _ in range(VERSIONS)]
    first = {
        "layers": model["layers"][LAYERS - TAUGHT :],
        "head": head(len(OUTPUTS), wanted[rest].mean(axis=0), SEED),
    }
    *_, now = taught(first, [heard(model, way) for way in ways], wanted[rest])
    odds = seen(now, heard(model, [lesson(narratives[at], pieces, None) for at in unseen]))
    vocabulary = shipped_pack().vocabulary
    asked = np.array([short_asks(told_in_words(narratives[at].text, vocabulary)) for at in unseen], np.float32)
    least = least_of(_first_senses(arguments.narratives, rest, unseen), odds, wanted[unseen], asked)
    keep(arguments.to, arguments.model, model, now, least, WEIGH)


def _first_senses(folder: Path, rest: Any, unseen: Any) -> Any:
    """What rules and learned weights that never saw them make of the unseen."""
    narratives = read_part(folder, "tuning")
    vocabulary = shipped_pack().vocabulary
    counted = [Counter(name for name, _, _ in features_of(told_in_words(one.text, vocabulary))) for one in narratives]
    return train.odds_of(narratives, counted, rest, unseen)


if __name__ == "__main__":
    main()
