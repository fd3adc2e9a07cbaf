"""The board as rows of a spreadsheet. Every cell is text that no spreadsheet takes for a formula."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from triage.models.account_sheet import safe, sheet
from triage.models.clock import london
from triage.models.figures import BoardFigures, BoardLine, BoardTally, Hour

HEAD = ("what", "key", "waiting", "past_target", "soon", "since", "report", "risk", "stage", "due", "holder", "why")


def board_sheet(told: BoardFigures) -> str:
    """The sums, then a row for each report that the board names, then the hours."""
    rows = [
        ("as of", "", "", "", "", _at(told.as_of)),
        _tally("waiting", told.waiting),
        *(_tally("by risk", tally) for tally in told.by_risk),
        *(_tally("by suggested grade", tally) for tally in told.by_grade),
        *(_tally("by type", tally) for tally in told.by_kind),
        *(_tally(f"view {view.name}", view.tally) for view in told.views),
        *(("stuck", pile.why.value, str(pile.number), "", "", _at(pile.since)) for pile in told.stuck),
        *_lines("longest not looked at", told.oldest),
        *_lines("breaches next", told.next_due),
        *(row for pile in told.stuck for row in _lines(f"stuck: {pile.why.value}", pile.lines)),
        *_held(told),
        *_hours("today", told.today),
        *_hours("a week before", told.before),
    ]
    return sheet(HEAD, [tuple(safe(cell) for cell in row) for row in rows])


def _tally(what: str, tally: BoardTally) -> tuple[str, ...]:
    numbers = (str(number) for number in (tally.waiting, tally.late, tally.soon))
    return (what, tally.key, *numbers, _at(tally.oldest_at))


def _lines(what: str, lines: Iterable[BoardLine]) -> Iterable[tuple[str, ...]]:
    for line in lines:
        told = (line.report_id, line.risk.value, line.stage.value, _at(line.due_at), line.holder, line.why)
        yield (what, line.kind, "", "", "", _at(line.since), *told)


def _held(told: BoardFigures) -> Iterable[tuple[str, ...]]:
    for person in told.people:
        for line in person.held:
            stage = "begun" if line.begun else "in hand"
            on = (line.report_id, line.risk.value, stage, _at(line.due_at), person.subject, "")
            yield ("held", line.kind, "", "", "", _at(line.since), *on)


def _hours(what: str, hours: Iterable[Hour]) -> Iterable[tuple[str, ...]]:
    for hour in hours:
        yield (f"came in {what}", f"{london(hour.start):%H:%M}", str(hour.came))
        yield (f"closed {what}", f"{london(hour.start):%H:%M}", str(hour.closed))


def _at(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else ""
