"""Which narratives the second look is taught further with."""

from __future__ import annotations

from triage.bench.risk.narratives import FOLDS, UNSEEN, fold_of
from triage.bench.risk.teach.lessons import Labelled, chosen


def _narratives() -> list[Labelled]:
    return [
        Labelled(id=f"t{file}-{line:02d}", text="word " * line, kinds=(), min_grade="none", spans={})
        for file in range(70, 90)
        for line in range(1, 100)
    ]


def test_all_of_the_new_files_are_told_but_the_part_kept_apart() -> None:
    told = {one.id for one in chosen(_narratives(), 80, 0.25, 500)}
    new = {one.id for one in _narratives() if one.id >= "t80"}
    assert {one for one in told if one >= "t80"} == {one for one in new if fold_of(one, FOLDS) != UNSEEN}


def test_a_share_of_the_older_ones_is_told_and_always_the_same() -> None:
    told = [one.id for one in chosen(_narratives(), 80, 0.25, 500)]
    assert told == [one.id for one in chosen(_narratives(), 80, 0.25, 500)]
    assert 100 < sum(one < "t80" for one in told) < 300
    assert not any(fold_of(one, FOLDS) == UNSEEN for one in told)


def test_long_ones_are_left_out() -> None:
    assert max(len(one.text.split()) for one in chosen(_narratives(), 80, 1.0, 60)) == 60
