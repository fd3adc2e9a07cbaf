"""Teaches the shipped second look further: ``python -m triage.bench.risk.teach.further``.

Begins with the weights that are shipped, so it needs no original model, and a few rounds are enough. Each round tells
all narratives of file 44 and later (``--known``: those before were taught before) and a part of the older ones, lest
they be forgotten. A fifth is kept from it, neighbours of a file together: what differs in one word from its neighbour
must not be on both sides. On that fifth `thresholds` finds from where outputs speak, afterwards. Needs jax and optax.
"""

from __future__ import annotations

import argparse
import logging
import random
from pathlib import Path
from typing import Any

import jax
import numpy as np

from triage.bench.risk.narratives import FOLDS, UNSEEN, fold_of
from triage.bench.risk.teach.keeping import keep_further
from triage.bench.risk.teach.lessons import OUTPUTS, labels, lesson, read
from triage.bench.risk.teach.model import LAYERS, TAUGHT, Tree, head, shipped
from triage.bench.risk.teach.teaching import FURTHER, SEED, heard, taught
from triage.insight.risk.encoder import stored
from triage.insight.risk.pieces import Pieces
from triage.insight.risk.second_look import FILE

VERSIONS = 2
OLD = 0.5
"""Chance of a narrative that was taught before to be told in a round."""


def main() -> None:
    """Read, teach, write; `thresholds` is needed afterwards."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(description="Teach the shipped second look further.")
    parser.add_argument("--narratives", type=Path, default=Path("tests/insight/narratives"))
    parser.add_argument("--known", type=int, default=44, help="first file that was not taught before")
    parser.add_argument("--to", type=Path, default=Path("resources") / FILE)
    arguments = parser.parse_args()
    narratives = read(arguments.narratives)
    wanted = np.array([labels(one) for one in narratives], np.float32)
    kept: dict[str, Any] = dict(stored(FILE))
    shape, standing = shipped(kept)
    model = jax.tree.map(jax.numpy.asarray, shape)
    pieces = Pieces({piece: at for at, piece in enumerate(bytes(kept["pieces"]).decode().split("\n"))})
    rest = np.array([at for at, one in enumerate(narratives) if fold_of(one.id, FOLDS) != UNSEEN])
    chance = np.array([1.0 if int(narratives[at].id[1:3]) >= arguments.known else OLD for at in rest])
    dice = random.Random(SEED)
    ways = [heard(model, [lesson(narratives[at], pieces, dice) for at in rest]) for _ in range(VERSIONS)]
    first = {"layers": model["layers"][LAYERS - TAUGHT :], "head": _with_any(standing, wanted[rest])}
    *_, now = taught(first, ways, wanted[rest], FURTHER, chance)
    keep_further(arguments.to, kept, now)


def _with_any(standing: Tree, wanted: Any) -> Tree:
    """The head as it is shipped, with an output for "any", which is not."""
    fresh = head(len(OUTPUTS), wanted.mean(axis=0), SEED)
    return {
        name: np.concatenate([standing[name], np.asarray(value)[..., standing[name].shape[-1] :]], axis=-1)
        for name, value in fresh.items()
    }


if __name__ == "__main__":
    main()
