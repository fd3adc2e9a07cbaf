"""Rounds of teaching in torch: towards chances, which may be labels or what other models make of a text."""

from __future__ import annotations

import logging
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from triage.bench.risk.teach.batches import batches, filled
from triage.bench.risk.teach.layers import Model, leaves, upper
from triage.bench.risk.teach.lessons import PIECES_WEIGH, scarcity, weights
from triage.bench.risk.teach.shape import Tree

_WARM, _LAST = 0.1, 0.02


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how fast: ``rate`` for the uppermost layer, ``down`` of that for each layer below, ``head_rate``."""

    rounds: int
    rate: float
    down: float
    head_rate: float
    seed: int


@dataclass(frozen=True, slots=True)
class Told:
    """Texts as the layers that stay leave them, told one way; ``marks``: for each piece which outputs it tells."""

    heard: Sequence[Any]
    marks: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """``chances`` of each output (a row for each text); the marks of the first ``labelled`` texts are known."""

    outputs: Sequence[str]
    chances: Any
    labelled: int


def rounds(model: Model, taught: Tree, ways: Sequence[Told], wanted: Wanted, course: Course) -> Iterator[Tree]:
    """Teach what ``taught`` holds, in place; yields it after each round, in which each text is told one of the ways."""
    torch.manual_seed(course.seed)
    dice = random.Random(course.seed)
    every = [part.requires_grad_() for part in leaves(taught)]
    optimiser = torch.optim.AdamW(_groups(taught, course), weight_decay=0.01)
    lengths = [len(one) for one in ways[0].heard]
    steps = course.rounds * len(batches(lengths, model.room, model.most))
    slower = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _pace(step / steps))
    weigh, scarce = torch.from_numpy(weights(wanted.outputs)), torch.from_numpy(scarcity(wanted.chances))
    for number in range(course.rounds):
        ways_now = [dice.randrange(len(ways)) for _ in lengths]
        heard = [ways[way].heard[at] for at, way in enumerate(ways_now)]
        marks = [ways[way].marks[at] for at, way in enumerate(ways_now)]
        total: list[float] = []
        for part in batches([len(one) for one in heard], model.room, model.most, dice):
            wrong = _wrong(model, taught, _Batch.of(part, heard, marks, wanted), weigh, scarce)
            optimiser.zero_grad()
            wrong.backward()
            torch.nn.utils.clip_grad_norm_(every, 1.0)
            optimiser.step()
            slower.step()
            total.append(wrong.item())
        logging.getLogger("triage.bench").info("round %d: %.4f", number + 1, sum(total) / len(total))
        yield taught


@dataclass(frozen=True, slots=True)
class _Batch:
    x: Any
    there: Any
    marks: Any
    chances: Any
    labelled: Any

    @classmethod
    def of(cls, part: list[int], heard: Sequence[Any], marks: Sequence[Any], wanted: Wanted) -> _Batch:
        x, there = filled([heard[at] for at in part])
        labelled = np.array([[at < wanted.labelled] for at in part], np.float32)
        made = (x, there, filled([marks[at] for at in part])[0].astype(np.float32), wanted.chances[part], labelled)
        return cls(*map(torch.from_numpy, made))


def _wrong(model: Model, taught: Tree, batch: _Batch, weigh: Any, scarce: Any) -> Any:
    """How wrong it is of the texts, and a little of how wrong it is of each piece where that is known."""
    odds, by_piece = upper(model, taught, batch.x, batch.there, learning=True)
    seldom = 1 + (scarce - 1) * batch.chances
    of_text = (functional.softplus(odds) - batch.chances * odds) * seldom * weigh
    of_piece = ((functional.softplus(by_piece) - batch.marks * by_piece) * weigh).mean(2)
    counted = batch.there * batch.labelled
    return of_text.mean() + PIECES_WEIGH * (of_piece * counted).sum() / counted.sum().clamp(min=1)


def _groups(taught: Tree, course: Course) -> list[dict[str, Any]]:
    below = len(taught["layers"]) - 1
    layers = [
        {"params": list(leaves(layer)), "lr": course.rate * course.down ** (below - at)}
        for at, layer in enumerate(taught["layers"])
    ]
    return [*layers, {"params": list(leaves(taught["head"])), "lr": course.head_rate}]


def _pace(gone: float) -> float:
    """Share of the rate when a share of all steps is gone: up to the whole, then down along half a wave."""
    if gone < _WARM:
        return gone / _WARM
    return _LAST + (1 - _LAST) * 0.5 * (1 + math.cos(math.pi * min(1.0, (gone - _WARM) / (1 - _WARM))))
