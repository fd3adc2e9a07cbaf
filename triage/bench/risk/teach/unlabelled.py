"""Texts without labels, made from the narratives that are told, and what they are taught towards.

Some sentences of a narrative, sentences of two joined, and the narratives of generated reports: what a larger model
makes of them is more than labels of whole narratives tell. Nothing comes from the part kept apart, and the generated
reports are of other seeds than those of the figures.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from triage.bench.risk.teach.lessons import Labelled, Rows, softened
from triage.models.sdm import parse
from triage.training.reports import generate, payload

_SENTENCES = re.compile(r"(?<=[.!?\n])\s+")
_FEWEST = 12
"""Words of a narrative of one sentence that is still cut in two."""
_MOMENT = datetime(2026, 5, 3, 6, tzinfo=UTC)
_SEEDS_AFTER = 6
"""Seeds of generated reports begin behind it: figures are taken of seed 1 (`triage.bench.risk.generated`)."""


def cut_and_joined(told: Sequence[Labelled], cuts: int, joined: int, dice: random.Random) -> list[str]:
    """Up to ``cuts`` texts of some of its own sentences for each narrative, and ``joined`` of two narratives each."""
    made = [text for one in told for text in dict.fromkeys(_cut(one.text, dice) for _ in range(cuts)) if text]
    return made + [_joined(dice.sample(told, 2), dice) for _ in range(joined)]


def generated(count: int, longest: int, seed: int) -> list[str]:
    """The narratives of ``count`` generated reports, each to its ``longest`` words; ``seed`` from 1."""
    reports = generate(count, _SEEDS_AFTER + seed, now=_MOMENT)
    texts = [parse(payload(one)).narrative for one in reports]
    return [" ".join(text.split()[:longest]) for text in texts if text]


def without_labels(text: str) -> Labelled:
    """A text of which nothing is known, to make a lesson of."""
    return Labelled(id="", text=text, kinds=(), min_grade="none", spans={})


def towards(larger: Rows, own: Rows, labelled: Rows, share: float) -> Rows:
    """The chances to teach towards: of the mean of both models' log-odds, mixed with labels where there are some.

    ``labelled``: labels of the first texts, 0 or 1; they count ``share``, from 0 to 1.
    """
    made = (1 / (1 + np.exp(-(larger + own) / 2))).astype(np.float32)
    known = len(labelled)
    made[:known] = (1 - share) * made[:known] + share * softened(labelled)
    return made


def _cut(text: str, dice: random.Random) -> str | None:
    """Some of its sentences in order, never all; of one sentence its begin or its end; None of one too short."""
    sentences = _SENTENCES.split(text)
    if len(sentences) > 1:
        many = dice.randrange(1, len(sentences))
        return " ".join(sentences[at] for at in sorted(dice.sample(range(len(sentences)), many)))
    words = text.split()
    if len(words) < _FEWEST:
        return None
    at = dice.randrange(6, len(words) - 4)
    return " ".join(words[:at] if dice.random() < 0.5 else words[at:])


def _joined(both: Sequence[Labelled], dice: random.Random) -> str:
    """Two sentences of one and one of the other."""
    first, second = (_SENTENCES.split(one.text) for one in both)
    return " ".join([*dice.sample(first, min(len(first), 2)), dice.choice(second)])
