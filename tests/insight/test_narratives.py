"""The development narratives are well formed: labels known, words quoted exactly, parts apart, enough of each kind."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "narratives"
PARTS = ("tuning", "held_back", "unseen")
KEPT = PARTS[1:]
"""Parts that nothing is learned from."""
KINDS = (
    "immediate_danger", "weapon", "violence", "injury", "threat", "domestic", "stalking_harassment",
    "coercive_control", "sexual", "child", "vulnerable_adult", "self_harm", "missing", "hate", "exploitation",
    "spiking", "terrorism", "fire", "strangulation", "collision_injury", "repeat",
)  # fmt: skip
GRADES = ("none", "scheduled", "priority", "emergency")
FIELDS = {"id", "text", "type", "kinds", "min_grade", "spans", "writer", "trap"}
GROUPS: dict[str, tuple[str, ...]] = {
    "length": ("short", "medium", "long"),
    "spelling": ("good", "poor", "text-speak"),
    "language": ("en", "cy", "esl"),
}
SHINGLE = 5
"""Words in a row; a story that shares many of them with one of the other part is the same story."""

Narrative = dict[str, Any]


@cache
def part(name: str) -> tuple[Narrative, ...]:
    files = sorted((FOLDER / name).glob("*.jsonl"))
    return tuple(json.loads(line) for file in files for line in file.read_text("utf-8").splitlines())


def everything() -> list[Narrative]:
    return [one for name in PARTS for one in part(name)]


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}


def test_every_line_has_the_same_fields() -> None:
    odd = [one["id"] for one in everything() if set(one) != FIELDS or set(one["writer"]) != {*GROUPS, "dialect"}]
    assert not odd


def test_ids_are_unique_and_say_the_part() -> None:
    ids = [one["id"] for one in everything()]
    assert len(ids) == len(set(ids))
    assert all(one["id"].startswith(name[0]) for name in PARTS for one in part(name))


def test_labels_are_known() -> None:
    for one in everything():
        assert set(one["kinds"]) <= set(KINDS), one["id"]
        assert len(one["kinds"]) == len(set(one["kinds"])), one["id"]
        assert one["min_grade"] in GRADES, one["id"]
        assert all(one["writer"][group] in values for group, values in GROUPS.items()), one["id"]


def test_each_kind_is_shown_by_words_of_the_text() -> None:
    for one in everything():
        assert set(one["spans"]) == set(one["kinds"]), one["id"]
        for kind, words in one["spans"].items():
            assert words, (one["id"], kind)
            assert all(quote and quote in one["text"] for quote in words), (one["id"], kind)


def test_grades_follow_the_labels() -> None:
    for one in everything():
        kinds = set(one["kinds"])
        assert (one["min_grade"] == "emergency") == ("immediate_danger" in kinds), one["id"]
        assert (one["min_grade"] == "none") == (kinds <= {"repeat"}), one["id"]
        assert "strangulation" not in kinds or "violence" in kinds, one["id"]


@pytest.mark.parametrize("kept", KEPT)
def test_no_story_is_in_two_parts(kept: str) -> None:
    others = [one for name in PARTS if name != kept for one in part(name)]
    known = {one["id"]: shingles(one["text"]) for one in others}
    texts = {one["text"].casefold() for one in others}
    assert not [one["id"] for one in part(kept) if one["text"].casefold() in texts]
    alike = [
        (one["id"], other)
        for one in part(kept)
        if (mine := shingles(one["text"]))
        for other, theirs in known.items()
        if len(mine & theirs) > 0.2 * len(mine)
    ]
    assert not alike


def test_there_are_enough() -> None:
    total = len(everything())
    assert total >= 560
    assert 0.55 <= len(part("tuning")) / total <= 0.95
    assert sum(not one["kinds"] for one in everything()) >= 0.3 * total
    assert sum(bool(one["trap"]) for one in everything()) >= 100


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_told_often_enough(kind: str) -> None:
    counts = [sum(kind in one["kinds"] for one in part(name)) for name in ("tuning", "held_back")]
    assert sum(counts) >= 25, counts
    assert min(counts) >= 12, counts


def test_writers_are_many() -> None:
    languages = Counter(one["writer"]["language"] for one in everything())
    assert languages["cy"] >= 30
    assert languages["esl"] >= 40
    lengths = [len(one["text"].split()) for one in everything()]
    assert min(lengths) <= 6
    assert max(lengths) >= 500
    assert len({one["writer"]["dialect"] for one in everything()}) >= 8
