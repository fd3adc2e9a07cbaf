"""Texts of like length put together, so that few places of a batch are empty. No more than numpy."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np

_NEAR = 3
"""Pieces by which lengths may differ and still change places by chance."""


def batches(lengths: Sequence[int], room: int, most: int, dice: random.Random | None = None) -> list[list[int]]:
    """Which texts go together: at most ``most`` of them, and of ``room`` places, unless one alone needs more.

    In order of length; with ``dice`` those of nearly the same length are mixed, and the batches come in chance order.
    """
    chance = [dice.random() * _NEAR if dice else 0.0 for _ in lengths]
    made: list[list[int]] = []
    longest = 0
    for at in sorted(range(len(lengths)), key=lambda at: lengths[at] + chance[at]):
        longest = max(longest, lengths[at])
        if not made or len(made[-1]) >= most or (len(made[-1]) + 1) * longest > room:
            made.append([])
            longest = lengths[at]
        made[-1].append(at)
    if dice:
        dice.shuffle(made)
    return made


def filled(rows: Sequence[Any]) -> tuple[Any, Any]:
    """Rows of different length in one array with zeros behind, and where something is there (1, else 0)."""
    long = max(len(row) for row in rows)
    first = np.asarray(rows[0])
    made = np.zeros((len(rows), long, *first.shape[1:]), first.dtype)
    there = np.zeros((len(rows), long), np.float32)
    for at, row in enumerate(rows):
        made[at, : len(row)], there[at, : len(row)] = row, 1
    return made, there
