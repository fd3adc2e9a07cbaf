"""What a row says in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import NOW, a_row
from triage.models.delivery import Delivery
from triage.models.indicators import RiskLevel
from triage.models.stage import Stage
from triage.ui.queue.sentence import due_words, heading, marks, sentence, standing, status


def test_a_row_reads_as_a_sentence() -> None:
    row = a_row(title="Stalking", place="Aberwen", risk=RiskLevel.HIGH, why=("Happening now", "Child"),
                marks=("Child",), held_by="K. Shah", due_at=NOW + timedelta(minutes=4, seconds=30))  # fmt: skip
    said = sentence(row, NOW)
    assert said.startswith("High risk. Stalking, Aberwen. 4 minutes left. Child. K. Shah has it.")
    assert "because Happening now, Child" in said
    assert said.endswith("submitted today 05:53.")


@pytest.mark.parametrize(
    ("row", "summary", "words", "tone"),
    [
        ({"delivery": Delivery.REJECTED, "mine": True}, {}, "To fix", "wrong"),
        ({"delivery": Delivery.QUEUED, "mine": True}, {}, "To send", "accent"),
        ({"delivery": Delivery.UNCERTAIN}, {}, "Checking", "warn"),
        ({"stage": Stage.AWAITING_APPROVAL}, {}, "Approval", "text_soft"),
        ({"mine": True}, {}, "Yours", "accent"),
        ({}, {"held_by": "K. Shah"}, "K. Shah", "text_soft"),
        ({}, {"why": ("weapon",)}, "weapon", "text_soft"),
        ({}, {"why": ("a very long reason",)}, "1 reason", "text_soft"),
        ({}, {"why": ("a", "b", "c")}, "3 reasons", "text_soft"),
        ({}, {}, "", "text_soft"),
    ],
)
def test_the_word_under_the_risk(row: dict[str, Any], summary: dict[str, Any], words: str, tone: str) -> None:
    assert status(a_row(row=row, **summary)) == (words, tone)


def test_short_words_are_whole_when_spoken() -> None:
    assert standing(a_row(row={"delivery": Delivery.REJECTED})) == "Needs fixing"
    assert standing(a_row(row={"mine": True})) == "You have it"


def test_marks_begin_with_what_is_new() -> None:
    assert marks(a_row(row={"unseen": True}, marks=("Child",)))[0] == ("New", "accent")
    assert marks(a_row(version=2, row={"unseen": True}))[0] == ("Version 2", "accent")
    assert marks(a_row(attachments=1)) == (("1 file", "plain"),)


def test_a_closed_report_has_no_clock() -> None:
    assert due_words(a_row(row={"stage": Stage.CLOSED}), NOW)[0] == "Closed"


def test_a_heading_without_a_place_has_no_dot() -> None:
    assert heading(a_row(title="Theft", place="")) == "Theft"
