"""Texts of like length put together for teaching."""

from __future__ import annotations

import random

import numpy as np

from triage.bench.risk.teach.batches import batches, filled

_LENGTHS = [3, 50, 7, 8, 200, 9, 4, 49, 51, 5]


def test_every_text_is_in_one_batch() -> None:
    for dice in (None, random.Random(1)):
        made = batches(_LENGTHS, 100, 4, dice)
        assert sorted(at for part in made for at in part) == list(range(len(_LENGTHS)))


def test_no_batch_is_larger_than_its_room_but_for_one_text_alone() -> None:
    for seed in range(20):
        for part in batches(_LENGTHS, 100, 4, random.Random(seed)):
            assert len(part) <= 4
            assert len(part) == 1 or len(part) * max(_LENGTHS[at] for at in part) <= 100


def test_what_is_not_there_is_told() -> None:
    made, there = filled([np.array([[1, 2], [3, 4]]), np.array([[5, 6]])])
    assert made.tolist() == [[[1, 2], [3, 4]], [[5, 6], [0, 0]]]
    assert there.tolist() == [[1, 1], [1, 0]]
