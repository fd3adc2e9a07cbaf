"""Texts without labels that the second look is taught with, and what it is taught towards."""

from __future__ import annotations

import random

import numpy as np
import pytest

from triage.bench.risk.narratives import FOLDS, UNSEEN, fold_of
from triage.bench.risk.teach.lessons import Labelled, labels, not_apart
from triage.bench.risk.teach.unlabelled import cut_and_joined, generated, towards, without_labels
from triage.insight.risk.pack import KINDS


def _narratives() -> list[Labelled]:
    """Each has words of its own, so that a text tells where it came from; every fourth is one sentence."""
    return [
        Labelled(id=one, text=_text(f"{file}x{line}", line), kinds=("weapon",), min_grade="priority", spans={})
        for file in range(80, 92)
        for line in range(1, 75)
        for one in [f"t{file}-{line:02d}"]
    ]


def _text(mark: str, line: int) -> str:
    if line % 4 == 0:
        return " ".join(f"w{mark}" for _ in range(14))
    return f"First w{mark} here. Then w{mark} there! Last w{mark}?"


def _texts(told: list[Labelled], seed: int) -> list[str]:
    return cut_and_joined(told, 2, 300, random.Random(seed))


def test_the_same_seed_gives_the_same_texts() -> None:
    told = not_apart(_narratives(), 89, 90)
    assert _texts(told, 1) == _texts(told, 1)
    assert _texts(told, 1) != _texts(told, 2)
    assert generated(12, 90, 1) == generated(12, 90, 1)
    assert generated(12, 90, 1) != generated(12, 90, 2)


def test_no_text_of_the_part_kept_apart_gets_in() -> None:
    told = not_apart(_narratives(), 89, 90)
    apart = {one.id for one in _narratives() if fold_of(one.id, FOLDS) == UNSEEN and one.id < "t89"}
    assert apart
    assert {one.id for one in _narratives()} - {one.id for one in told} == apart
    known = {f"w{int(one.id[1:3])}x{int(one.id[4:])}" for one in told}
    words = {word.strip(".!?") for text in _texts(told, 1) for word in text.split() if word.startswith("w")}
    assert words
    assert words <= known


def test_long_ones_are_not_told() -> None:
    assert {len(one.text.split()) for one in not_apart(_narratives(), 89, 13)} == {8}


def test_a_cut_text_is_a_part_of_its_narrative_and_never_all_of_it() -> None:
    told = _narratives()
    whole = {one.text for one in told}
    made = cut_and_joined(told, 1, 0, random.Random(1))
    assert len(made) == len(told)
    assert not whole & set(made)


def test_a_narrative_too_short_to_be_cut_is_left_out() -> None:
    assert cut_and_joined([without_labels("Lost a glove.")], 3, 0, random.Random(1)) == []


def test_generated_narratives_are_no_longer_than_asked() -> None:
    made = generated(30, 20, 1)
    assert max(len(text.split()) for text in made) == 20
    assert generated(0, 20, 1) == []


def test_nothing_is_known_of_a_text_without_labels() -> None:
    assert set(labels(without_labels("He has a knife."))) == {0.0}


def test_labels_count_their_share_and_only_where_they_are_known() -> None:
    odds = np.zeros((3, len(KINDS)), np.float32)
    made = towards(odds + 2, odds - 2, np.ones((1, len(KINDS)), np.float32), 0.5)
    assert made[0] == pytest.approx(0.5 * 0.5 + 0.5 * 0.99)
    assert made[1:] == pytest.approx(0.5)
