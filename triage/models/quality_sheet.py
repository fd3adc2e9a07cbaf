"""The trend of quality review as rows of a spreadsheet. Every cell is text that no spreadsheet takes for a formula."""

from __future__ import annotations

from triage.models.account_sheet import safe, sheet
from triage.models.quality import MarkCount, QualityTrend

HEAD = ("week", "handler", "reviewed", "question", "met", "partly", "not_met", "does_not_apply")


def trend_sheet(told: QualityTrend) -> str:
    """A row for each week, handler ("" is the whole room) and question."""
    rows = [
        (row.week, row.handler, str(row.reviewed), question.text, *_numbers(row.marks.get(question.key, MarkCount())))
        for row in told.rows
        for question in told.questions
    ]
    return sheet(HEAD, [tuple(safe(cell) for cell in row) for row in rows])


def _numbers(told: MarkCount) -> tuple[str, ...]:
    return tuple(str(number) for number in (told.met, told.partly, told.not_met, told.does_not_apply))
