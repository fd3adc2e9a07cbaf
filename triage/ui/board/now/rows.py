"""Reports of the board as rows, in words. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from triage.models.caller import name_words
from triage.models.figures import BoardLine, HeldLine
from triage.models.visible import one_line
from triage.ui.board.row import BoardRow
from triage.ui.text import span, time_left

Names = Callable[[str], str]
"""Kind key → its name in the force's profile."""


def waiting_row(line: BoardLine, now: datetime) -> BoardRow:
    """How long it waits since it was sent, and beside it the time to its target, which counts from then too."""
    left = time_left(line.due_at, now)
    tone = left.tone if left.tone != "text_soft" else "text"
    return BoardRow(
        report_id=line.report_id,
        risk=line.risk,
        what=line.title,
        note=_where(line, line.customer_reference),
        figure=span(now - line.since),
        aside=left.text,
        aside_tone=tone,
    )


def due_row(line: BoardLine, now: datetime) -> BoardRow:
    """The time to its target, and beside it how long it waits."""
    left = time_left(line.due_at, now)
    return BoardRow(
        report_id=line.report_id,
        risk=line.risk,
        what=line.title,
        note=_where(line, line.customer_reference),
        figure=left.text,
        tone=left.tone if left.tone != "text_soft" else "text",
        aside=f"waits {span(now - line.since)}",
    )


def stuck_row(line: BoardLine, now: datetime) -> BoardRow:
    """Why it waits, for how long, and who has it."""
    why = one_line(line.why, 120)
    note = ", ".join(part for part in (why, f"held by {name_words(line.holder)}" if line.holder else "") if part)
    return BoardRow(
        report_id=line.report_id,
        risk=line.risk,
        what=line.title,
        note=_where(line, note or line.customer_reference),
        figure=span(now - line.since),
    )


def held_row(who: str, line: HeldLine, now: datetime, names: Names, *, long: bool) -> BoardRow:
    """One report in somebody's hands. ``long``: for so long that somebody should ask."""
    left = time_left(line.due_at, now)
    return BoardRow(
        report_id=line.report_id,
        risk=line.risk,
        what=who,
        note=f"{names(line.kind)}, being recorded" if line.begun else names(line.kind),
        figure=span(now - line.since),
        tone="warn" if long else "text",
        aside=left.text,
        aside_tone=left.tone,
    )


def _where(line: BoardLine, more: str) -> str:
    """The place, before what else is told of it: beside a long title it would be cut."""
    return " · ".join(part for part in (line.place, more) if part)
