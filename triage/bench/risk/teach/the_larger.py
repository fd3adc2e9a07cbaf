"""Teaches the larger model from labels: ``python -m triage.bench.risk.teach.the_larger --model FOLDER --to FILE``.

FOLDER holds ``model.safetensors`` and ``vocab.txt`` of all-mpnet-base-v2. What is taught is written to FILE after each
round, and `from_larger` teaches the second look with it; the program never reads it. ``--from`` goes on from an earlier
FILE: short texts first and all of them afterwards is quicker than all at once. Of the files before ``--whole`` a part
is kept apart. Needs torch and safetensors: ``pip install torch safetensors``.
"""

from __future__ import annotations

import argparse
import logging
import random
from pathlib import Path

import numpy as np

from triage.bench.risk.teach.larger import WIDTH, larger, larger_pieces, read_taught, write
from triage.bench.risk.teach.layers import Model, fresh_head, lower
from triage.bench.risk.teach.lessons import OUTPUTS, Labelled, labels, lesson, not_apart, read, softened
from triage.bench.risk.teach.options import add_model, add_told
from triage.bench.risk.teach.rounds import Course, Told, Wanted, rounds
from triage.bench.risk.teach.shape import TAUGHT
from triage.insight.risk.pieces import Pieces


def main() -> None:
    """Read, teach, write."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    asked = _arguments()
    narratives = not_apart(read(asked.narratives), asked.whole, asked.longest)
    narratives = [one for one in narratives if int(one.id[1:3]) <= asked.until][: asked.limit]
    logging.getLogger("triage.bench").info("%d narratives are told", len(narratives))
    model, pieces = larger(asked.model), larger_pieces(asked.model)
    chances = softened(np.array([labels(one) for one in narratives], np.float32))
    dice = random.Random(asked.seed)
    ways = [_told(model, narratives, pieces, None if asked.ways > 1 and not way else dice) for way in range(asked.ways)]
    if asked.begin is None:
        fresh = fresh_head(WIDTH, chances.mean(axis=0), asked.seed)
        taught = {"layers": model.layers[-TAUGHT:], "head": fresh}
        course = Course(asked.rounds, asked.rate, down=0.8, head_rate=1e-3, seed=asked.seed)
    else:
        taught = read_taught(asked.begin)
        course = Course(asked.rounds, asked.rate, down=0.9, head_rate=6e-4, seed=asked.seed)
    for now in rounds(model, taught, ways, Wanted(OUTPUTS, chances, len(narratives)), course):
        write(asked.to, now)


def _told(model: Model, narratives: list[Labelled], pieces: Pieces, dice: random.Random | None) -> Told:
    lessons = [lesson(one, pieces, dice) for one in narratives]
    return Told(lower(model, [one.numbers for one in lessons]), [one.marks for one in lessons])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Teach the larger model that the second look is taught from.")
    add_model(parser)
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help="what is taught is written here")
    parser.add_argument("--from", dest="begin", type=Path, metavar="FILE", help="go on from this one (begin anew)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often each is told (3)")
    parser.add_argument("--ways", type=int, default=2, metavar="N", help="ways in which each is told (2)")
    parser.add_argument("--rate", type=float, default=6e-5, help="of the uppermost layer (6e-5)")
    parser.add_argument("--until", type=int, default=99, metavar="N", help="last file that is told (99)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of slips and chance (1)")
    add_told(parser)
    return parser.parse_args()


if __name__ == "__main__":
    main()
