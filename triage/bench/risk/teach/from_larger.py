"""Teaches the second look towards the larger model: ``python -m triage.bench.risk.teach.from_larger``.

``--larger`` is what `the_larger` wrote, ``--model`` the folder that it was made with. Narratives, told with slips, and
texts without labels made from them (`unlabelled`) are taught: towards the mean of the log-odds of the larger model and
of the second look as shipped, for narratives mixed with their labels. ``--from`` goes on from an earlier ``--to``. The
lower layers, words and thresholds stay as they were: `thresholds` is needed afterwards. Needs torch and safetensors:
``pip install torch safetensors``.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from triage.bench.risk.teach.keeping import keep_further, kept_in
from triage.bench.risk.teach.larger import larger, larger_pieces, read_taught
from triage.bench.risk.teach.layers import in_numpy, lower, odds
from triage.bench.risk.teach.lessons import OUTPUTS, Labelled, Lesson, Rows, labels, lesson, not_apart, read
from triage.bench.risk.teach.options import add_larger, add_told
from triage.bench.risk.teach.rounds import Course, Told, Wanted, rounds
from triage.bench.risk.teach.shape import shipped_pieces
from triage.bench.risk.teach.student import student
from triage.bench.risk.teach.unlabelled import cut_and_joined, generated, towards, without_labels
from triage.insight.risk.encoder import stored
from triage.insight.risk.pieces import Pieces
from triage.insight.risk.second_look import FILE

_KEPT = OUTPUTS[:-1]
"""Outputs of the second look: "any" is one of the larger model alone."""


def main() -> None:
    """Read, make texts, ask both models, teach, write."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    asked = _arguments()
    narratives = not_apart(read(asked.narratives), asked.whole, asked.longest)[: asked.limit]
    texts = cut_and_joined(narratives, asked.cuts, asked.joined, random.Random(10 + asked.seed))
    texts += generated(asked.reports, asked.longest, asked.seed)
    every = [*narratives, *map(without_labels, texts)]
    logging.getLogger("triage.bench").info("%d narratives, %d texts without labels", len(narratives), len(texts))
    by_larger = _by_larger(asked, every)
    as_shipped: dict[str, Any] = dict(stored(FILE))
    model, own = student(as_shipped)
    lessons = _lessons(every, shipped_pieces(as_shipped), asked.seed)
    heard = lower(model, [one.numbers for one in lessons])
    wanted = np.array([labels(one)[: len(_KEPT)] for one in narratives], np.float32)
    chances = towards(by_larger, odds(model, own, heard), wanted, asked.labels)
    kept = as_shipped if asked.begin is None else kept_in(asked.begin)
    _, taught = student(kept)
    told = Told(heard, [one.marks[:, : len(_KEPT)] for one in lessons])
    course = Course(asked.rounds, asked.rate, down=0.8, head_rate=3e-4, seed=asked.seed)
    for now in rounds(model, taught, [told], Wanted(_KEPT, chances, len(narratives)), course):
        keep_further(asked.to, kept, in_numpy(now))


def _by_larger(asked: argparse.Namespace, every: Sequence[Labelled]) -> Rows:
    """The log-odds that the larger model gives each text, told as the second look is told it."""
    model = larger(asked.model)
    lessons = _lessons(every, larger_pieces(asked.model), asked.seed)
    made: Rows = odds(model, read_taught(asked.larger), lower(model, [one.numbers for one in lessons]))
    return made[:, : len(_KEPT)]


def _lessons(every: Sequence[Labelled], pieces: Pieces, seed: int) -> list[Lesson]:
    """With the same dice for both models, so that both are told the same slips."""
    dice = random.Random(20 + seed)
    return [lesson(one, pieces, dice) for one in every]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Teach the second look towards the larger model.")
    add_larger(parser)
    parser.add_argument("--from", dest="begin", type=Path, metavar="FILE", help="go on from this one (as shipped)")
    parser.add_argument("--rounds", type=int, default=4, metavar="N", help="how often each is told (4)")
    parser.add_argument("--rate", type=float, default=1e-4, help="of the uppermost layer (1e-4)")
    parser.add_argument("--cuts", type=int, default=1, metavar="N", help="cut ones of each narrative (1)")
    parser.add_argument("--joined", type=int, default=1500, metavar="N", help="of two narratives each (1500)")
    parser.add_argument("--reports", type=int, default=700, metavar="N", help="narratives of generated reports (700)")
    parser.add_argument("--labels", type=float, default=0.5, metavar="SHARE", help="of labels beside the models (0.5)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of texts, slips and chance (1)")
    add_told(parser)
    parser.add_argument("--to", type=Path, default=Path("resources") / FILE)
    return parser.parse_args()


if __name__ == "__main__":
    main()
