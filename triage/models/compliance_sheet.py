"""Compliance figures as rows of a spreadsheet: marking and period first, numbers as numbers, times in seconds."""

from __future__ import annotations

from triage.models.account_sheet import safe, sheet
from triage.models.clock import london
from triage.models.compliance import Figure, Figures, FiguresRow, Spread
from triage.models.compliance_words import grade_words, kind_words
from triage.models.profile import Profile

_SPREADS = ("looked", "decided", "recorded")
HEAD = (
    "type", "grade", *(figure.value for figure in Figure),
    *(f"{name}_{what}_seconds" for name in _SPREADS for what in ("median", "ninetieth", "worst")),
    "checks_required", "checks_done_of_them", "checks_not_possible_of_them",
)  # fmt: skip


def figures_sheet(told: Figures, profile: Profile) -> str:
    """CSV of every row. No cell is taken for a formula; an empty time has not happened to any report."""
    days = [f"{london(moment):%d/%m/%Y %H:%M}" for moment in (told.since, told.until, told.at)]
    about = (
        ("force", safe(profile.force.name)),
        ("received_from", days[0]),
        ("received_before", days[1]),
        ("as_of", days[2]),
        (),
        HEAD,
    )
    return sheet((safe(profile.handling_marking), ""), [*about, *(_cells(row, profile) for row in told.rows)])


def _cells(row: FiguresRow, profile: Profile) -> tuple[str, ...]:
    spreads: list[Spread] = [row.looked, row.decided, row.recorded]
    times = [told for one in spreads for told in (one.median, one.ninetieth, one.worst)]
    return (
        safe(kind_words(row.kind, profile)),
        safe(grade_words(row.grade, profile)),
        *(str(row.count(figure)) for figure in Figure),
        *("" if seconds is None else str(seconds) for seconds in times),
        *(str(number) for number in (row.required, row.done, row.not_possible)),
    )
