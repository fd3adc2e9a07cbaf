"""Compliance figures of an invented day, and the reports behind one of them."""

from __future__ import annotations

from datetime import timedelta

from tests.builders import NOW
from triage.models.compliance import Figure, FiguredReport, FiguredReports, Figures, FiguresRow, Spread
from triage.models.ids import ReportId
from triage.models.profile_file import default_profile

MINUTE, HOUR = 60, 3600


def a_figures_row(kind: str | None, grade: str | None, many: int, slow: int = 1) -> FiguresRow:
    """``many`` reports of which a tenth was late; ``slow`` stretches their times."""
    late = many // 10
    decided = many - many // 5
    counts = {
        Figure.RECEIVED: many,
        Figure.LOOKED: many - 1,
        Figure.LOOKED_IN_TIME: many - 1 - late,
        Figure.LOOKED_LATE: late,
        Figure.LOOKED_OPEN: 1,
        Figure.DECIDED: decided,
        Figure.UNDECIDED: many - decided,
        Figure.RECORDED: decided - 2,
        Figure.RECORDED_IN_TIME: decided - 2 - late,
        Figure.RECORDED_LATE: late,
        Figure.RECORDED_OPEN: many - decided,
        Figure.NO_RECORD: 1,
        Figure.PASSED_ON: 1,
        Figure.REPEAT: many // 6,
        Figure.VULNERABLE: many // 4,
        Figure.DOWNGRADED: 3,
        Figure.DOWNGRADE_APPROVED: 1,
        Figure.DOWNGRADE_WAITING: 1,
        Figure.DOWNGRADE_UNAPPROVED: 1,
        Figure.CHECKS_DONE: decided - 3,
        Figure.CHECKS_NOT_POSSIBLE: 2,
        Figure.CHECKS_MISSING: 1,
    }
    return FiguresRow(
        kind=kind,
        grade=grade,
        counts={figure.value: count for figure, count in counts.items() if count > 0},
        looked=Spread(median=7 * MINUTE * slow, ninetieth=41 * MINUTE * slow, worst=3 * HOUR * slow + 300),
        decided=Spread(median=34 * MINUTE * slow, ninetieth=2 * HOUR * slow, worst=9 * HOUR * slow),
        recorded=Spread(median=38 * MINUTE * slow, ninetieth=3 * HOUR * slow, worst=52 * HOUR * slow),
        required=decided * 4,
        done=decided * 4 - 3,
        not_possible=2,
    )


def some_figures() -> Figures:
    """A day of twelve types and four grades."""
    kinds = [kind.key for kind in default_profile().kinds[:12]]
    grades = [*(grade.key for grade in default_profile().grades[:3]), ""]
    rows = [a_figures_row(None, None, 412)]
    rows += [a_figures_row(kind, None, 90 - 6 * at, 1 + at % 4) for at, kind in enumerate(kinds)]
    rows += [a_figures_row(None, grade, 160 - 30 * at, 1 + at) for at, grade in enumerate(grades)]
    rows += [a_figures_row(kind, grade, 40 - 3 * at) for at, kind in enumerate(kinds) for grade in grades]
    return Figures(since=NOW - timedelta(hours=6), until=NOW + timedelta(hours=18), at=NOW, rows=tuple(rows))


def some_reports() -> FiguredReports:
    kinds = default_profile().kinds
    items = [
        FiguredReport(
            report_id=ReportId(f"{number:08d}-0000-5000-8000-000000000000"),
            kind=kinds[number % 9].key,
            grade="priority" if number % 2 else "",
            received_at=NOW - timedelta(hours=9 - number),
            looked=(180 - 20 * number) * MINUTE if number else None,
            decided=(240 - 20 * number) * MINUTE if number % 2 else None,
            recorded=None,
            restricted=number == 4,
        )
        for number in range(6)
    ]
    return FiguredReports(items=tuple(items), count=41, at=NOW)
