"""Rounds of teaching: batches of lessons of like length, and steps down the slope."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from triage.bench.risk.teach.lessons import OUTPUTS, PIECES_WEIGH, Lesson, scarcity, weights
from triage.bench.risk.teach.model import lower, upper
from triage.bench.risk.teach.shape import Tree

SEED = 1
VERSIONS = 4
"""Ways in which each narrative is told; each round takes one of them at random."""
_SIZES = ((24, 64), (40, 40), (56, 32), (80, 20), (128, 12), (256, 6))
"""Most pieces of a lesson, and lessons in a batch."""


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how fast: ``rate`` for the layers, ``head_rate`` for what stands on them."""

    rounds: int
    rate: float
    head_rate: float


ANEW = Course(rounds=8, rate=1.2e-4, head_rate=1.8e-3)
FURTHER = Course(rounds=4, rate=8e-5, head_rate=8e-4)


@dataclass(frozen=True, slots=True)
class Heard:
    """A lesson as the layers that stay leave it: ``x`` a row for each piece."""

    x: Any
    marks: Any


def heard(model: Tree, lessons: Sequence[Lesson]) -> list[Heard]:
    """Worked out once: the layers below do not learn."""
    run = jax.jit(lambda numbers, there: lower(model, numbers, there))
    found: list[Heard | None] = [None] * len(lessons)
    for most, many in _SIZES:
        mine = [at for at, one in enumerate(lessons) if found[at] is None and len(one.numbers) <= most]
        for begin in range(0, len(mine), many):
            part = mine[begin : begin + many]
            numbers, there = np.zeros((many, most), np.int32), np.zeros((many, most), np.float32)
            there[:, 0] = 1
            for row, at in enumerate(part):
                count = len(lessons[at].numbers)
                numbers[row, :count], there[row, :count] = lessons[at].numbers, 1
            made = np.asarray(run(numbers, there))
            for row, at in enumerate(part):
                found[at] = Heard(made[row, : len(lessons[at].numbers)].copy(), lessons[at].marks)
    return [one for one in found if one is not None]


def taught(taught_first: Tree, told: Sequence[Sequence[Heard]], wanted: Any, course: Course = ANEW) -> Iterator[Tree]:
    """The taught layers and the head after each round; ``told``: each way of telling every narrative."""
    dice, key = random.Random(SEED), jax.random.PRNGKey(SEED)
    scarce, weigh = jnp.asarray(scarcity(wanted)), jnp.asarray(weights(OUTPUTS))
    steps = course.rounds * sum(1 for _ in _batches(told[0], wanted, None))
    way = optax.warmup_cosine_decay_schedule(0, 1.0, int(steps * 0.1), steps, 0.02)
    optimiser = _optimiser(way, course)
    state = optimiser.init(taught_first)

    def step(now: Tree, state: Any, batch: tuple[Any, ...], key: Any) -> tuple[Tree, Any, Any]:
        wrong, slope = jax.value_and_grad(_wrong)(now, batch, weigh, scarce, key)
        change, state = optimiser.update(slope, state, now)
        return optax.apply_updates(now, change), state, wrong

    stepped = jax.jit(step)
    now = taught_first
    for number in range(course.rounds):
        mixed = [told[dice.randrange(len(told))][at] for at in range(len(wanted))]
        total = [0.0]
        for batch in _batches(mixed, wanted, dice):
            key, mine = jax.random.split(key)
            now, state, wrong = stepped(now, state, batch, mine)
            total.append(float(wrong))
        logging.getLogger("triage.bench").info("round %d: %.3f", number + 1, sum(total) / (len(total) - 1))
        yield now


def seen(now: Tree, lessons: Sequence[Heard]) -> Any:
    """The log-odds of every lesson, in order."""
    run = jax.jit(lambda taught, x, there: upper(taught, x, there)[0])
    found = np.zeros((len(lessons), len(OUTPUTS)), np.float32)
    order = np.zeros((len(lessons), 1), np.float32)
    order[:, 0] = range(len(lessons))
    for x, there, _, at, real in _batches(lessons, order, None):
        kept = np.asarray(real) > 0
        found[np.asarray(at)[kept, 0].astype(int)] = np.asarray(run(now, x, there))[kept]
    return found


def _optimiser(way: Any, course: Course) -> Any:
    def down(rate: float) -> Any:
        return optax.chain(
            optax.clip_by_global_norm(1.0), optax.adamw(lambda step: way(step) * rate, weight_decay=0.01)
        )

    def named(tree: Tree) -> Tree:
        return {name: jax.tree.map(lambda _, name=name: name, part) for name, part in tree.items()}

    return optax.multi_transform({"layers": down(course.rate), "head": down(course.head_rate)}, named)


def _wrong(now: Tree, batch: tuple[Any, ...], weigh: Any, scarce: Any, key: Any) -> Any:
    """How wrong it is of the texts, and a little of how wrong it is of each piece."""
    x, there, marks, wanted, real = batch
    odds, by_piece = upper(now, x, there, key)
    soft = wanted * 0.98 + 0.01
    of_text = (jax.nn.softplus(odds) - soft * odds) * jnp.where(wanted > 0, scarce, 1) * weigh
    of_piece = (jax.nn.softplus(by_piece) - marks * by_piece) * weigh
    counted = there * real[:, None]
    pieces = (of_piece.mean(axis=2) * counted).sum() / counted.sum()
    return (of_text.mean(axis=1) * real).sum() / real.sum() + PIECES_WEIGH * pieces


def _batches(lessons: Sequence[Heard], wanted: Any, dice: random.Random | None) -> Iterator[tuple[Any, ...]]:
    """Meanings, which pieces are there, marks, labels, which rows are real; in chance order when there are dice."""
    sized: dict[tuple[int, int], list[int]] = {size: [] for size in _SIZES}
    for at, one in enumerate(lessons):
        sized[next(size for size in _SIZES if len(one.x) <= size[0])].append(at)
    parts = []
    for size, mine in sized.items():
        if dice is not None:
            dice.shuffle(mine)
        parts += [(size, mine[begin : begin + size[1]]) for begin in range(0, len(mine), size[1])]
    if dice is not None:
        dice.shuffle(parts)
    for (most, many), part in parts:
        yield _batch(lessons, wanted, part, most, many)


def _batch(lessons: Sequence[Heard], wanted: Any, part: list[int], most: int, many: int) -> tuple[Any, ...]:
    x = np.zeros((many, most, lessons[0].x.shape[1]), np.float32)
    there, real = np.zeros((many, most), np.float32), np.zeros(many, np.float32)
    marks = np.zeros((many, most, lessons[0].marks.shape[1]), np.float32)
    labels = np.zeros((many, wanted.shape[1]), np.float32)
    there[:, 0] = 1
    for row, at in enumerate(part):
        count = len(lessons[at].x)
        x[row, :count], there[row, :count], marks[row, :count] = lessons[at].x, 1, lessons[at].marks
        labels[row], real[row] = wanted[at], 1
    return tuple(map(jnp.asarray, (x, there, marks, labels, real)))
