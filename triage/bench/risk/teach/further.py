"""Teaches the shipped second look further: ``python -m triage.bench.risk.teach.further --new 89``.

Begins with the weights that are shipped, so it needs no original model, and a few rounds are enough. Each round tells
the narratives of the files from ``--new`` on, and ``--old``, a share of those before, chosen once, lest they be
forgotten. A fifth of all is kept from it, neighbours of a file together: what differs in one word from its neighbour
must not be on both sides. ``--step`` goes only a part of the way, which keeps more of what was known. On that fifth
`thresholds` finds from where outputs speak, afterwards. Needs jax and optax.
"""

from __future__ import annotations

import argparse
import logging
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import jax
import numpy as np

from triage.bench.risk.teach.keeping import keep_further
from triage.bench.risk.teach.lessons import OUTPUTS, chosen, labels, lesson, read
from triage.bench.risk.teach.model import head
from triage.bench.risk.teach.shape import LAYERS, TAUGHT, Tree, shipped, shipped_pieces
from triage.bench.risk.teach.teaching import FURTHER, SEED, heard, taught
from triage.insight.risk.encoder import stored
from triage.insight.risk.second_look import FILE


def main() -> None:
    """Read, teach, write; `thresholds` is needed afterwards."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    asked = _arguments()
    narratives = chosen(read(asked.narratives), asked.new, asked.old, asked.longest)
    wanted = np.array([labels(one) for one in narratives], np.float32)
    kept: dict[str, Any] = dict(stored(FILE))
    shape, standing = shipped(kept)
    model = jax.tree.map(jax.numpy.asarray, shape)
    pieces = shipped_pieces(kept)
    dice = random.Random(SEED)
    ways = [heard(model, [lesson(one, pieces, dice) for one in narratives]) for _ in range(asked.ways)]
    logging.getLogger("triage.bench").info("%d narratives are told", len(narratives))
    first = {"layers": model["layers"][LAYERS - TAUGHT :], "head": _with_any(standing, wanted)}
    for now in taught(first, ways, wanted, replace(FURTHER, rounds=asked.rounds)):
        part = jax.tree.map(lambda old, new: (1 - asked.step) * old + asked.step * new, first, now)
        keep_further(asked.to, kept, part)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Teach the shipped second look further.")
    parser.add_argument("--new", type=int, required=True, metavar="N", help="first file that it was not taught before")
    parser.add_argument("--old", type=float, default=0.25, metavar="SHARE", help="of the older ones told again (0.25)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often each is told (3)")
    parser.add_argument("--ways", type=int, default=2, metavar="N", help="ways in which each is told (2)")
    parser.add_argument("--longest", type=int, default=90, metavar="WORDS", help="longer ones are left out (90)")
    parser.add_argument("--step", type=float, default=1.0, metavar="SHARE", help="of the way to what was taught (1)")
    parser.add_argument("--narratives", type=Path, default=Path("tests/insight/narratives"))
    parser.add_argument("--to", type=Path, default=Path("resources") / FILE)
    return parser.parse_args()


def _with_any(standing: Tree, wanted: Any) -> Tree:
    """The head as it is shipped, with an output for "any", which is not."""
    fresh = head(len(OUTPUTS), wanted.mean(axis=0), SEED)
    return {
        name: np.concatenate([standing[name], np.asarray(value)[..., standing[name].shape[-1] :]], axis=-1)
        for name, value in fresh.items()
    }


if __name__ == "__main__":
    main()
