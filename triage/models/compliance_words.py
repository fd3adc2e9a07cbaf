"""Compliance figures in words: topics, their columns, times and shares. For the table, the print and the CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from triage.models.compliance import Figure, FiguresRow, Spread
from triage.models.profile import Profile

F = Figure


@dataclass(frozen=True, slots=True)
class Column:
    """``figure``: the reports that its number leads to. ``words``: the cell as a person reads it.

    ``share``: for a column that is also drawn as a bar, from 0 to 1; None where there is nothing to share out.
    """

    name: str
    figure: Figure
    words: Callable[[FiguresRow], str]
    share: Callable[[FiguresRow], float | None] | None = None


def time_words(seconds: int | None) -> str:
    """ "under 1 min", "45 min", "3 h 05 min", "2 d 4 h"; a dash for none."""
    if seconds is None:
        return "–"
    minutes = seconds // 60
    if minutes < 1:
        return "under 1 min"
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes:02} min"
    return f"{hours // 24} d {hours % 24} h"


def share_of(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def share_words(part: int, whole: int) -> str:
    """ "93 % (13 of 14)"; never 100 for what is not all, never 0 for what is some."""
    if not whole:
        return "–"
    rounded = round(100 * part / whole)
    if part:
        rounded = max(1, rounded)
    if part < whole:
        rounded = min(99, rounded)
    return f"{rounded} % ({part:,} of {whole:,})"


def _number(name: str, figure: Figure) -> Column:
    return Column(name, figure, lambda row: f"{row.count(figure):,}")


def _times(figure: Figure, spread: Callable[[FiguresRow], Spread]) -> tuple[Column, ...]:
    return (
        Column("Median", figure, lambda row: time_words(spread(row).median)),
        Column("90th", figure, lambda row: time_words(spread(row).ninetieth)),
        Column("Worst", figure, lambda row: time_words(spread(row).worst)),
    )


def _in_time(figure: Figure, late: Figure) -> Column:
    def parts(row: FiguresRow) -> tuple[int, int]:
        return row.count(figure), row.count(figure) + row.count(late)

    return Column("In target", figure, lambda row: share_words(*parts(row)), lambda row: share_of(*parts(row)))


def _of_decided(name: str, figure: Figure) -> Column:
    def parts(row: FiguresRow) -> tuple[int, int]:
        return row.count(figure), row.count(F.DECIDED)

    return Column(name, figure, lambda row: share_words(*parts(row)), lambda row: share_of(*parts(row)))


RECEIVED = _number("Received", F.RECEIVED)
TOPICS: Mapping[str, tuple[str, tuple[Column, ...]]] = {
    "look": (
        "First look",
        (
            RECEIVED, _number("Looked at", F.LOOKED), *_times(F.LOOKED, lambda row: row.looked),
            _in_time(F.LOOKED_IN_TIME, F.LOOKED_LATE), _number("Late", F.LOOKED_LATE),
            _number("Not yet", F.LOOKED_OPEN),
        ),
    ),
    "decision": (
        "Decision",
        (
            RECEIVED, _number("Decided", F.DECIDED), *_times(F.DECIDED, lambda row: row.decided),
            _number("Not decided", F.UNDECIDED),
        ),
    ),
    "record": (
        "Record",
        (
            _number("Recorded", F.RECORDED), *_times(F.RECORDED, lambda row: row.recorded),
            _in_time(F.RECORDED_IN_TIME, F.RECORDED_LATE), _number("Late", F.RECORDED_LATE),
            _number("Not yet", F.RECORDED_OPEN), _number("No record", F.NO_RECORD), _number("Passed on", F.PASSED_ON),
        ),
    ),
    "found": (
        "Victims and downgrades",
        (
            _number("Decided", F.DECIDED), _of_decided("Repeat", F.REPEAT), _of_decided("Vulnerable", F.VULNERABLE),
            _number("Downgraded", F.DOWNGRADED), _number("Approved", F.DOWNGRADE_APPROVED),
            _number("Waiting", F.DOWNGRADE_WAITING), _number("Refused", F.DOWNGRADE_REFUSED),
            _number("Not asked", F.DOWNGRADE_UNAPPROVED),
        ),
    ),
    "checks": (
        "Checks",
        (
            _number("Decided", F.DECIDED), _of_decided("All done", F.CHECKS_DONE),
            _number("Some not possible", F.CHECKS_NOT_POSSIBLE), _number("Some missing", F.CHECKS_MISSING),
        ),
    ),
}  # fmt: skip
"""Key → its name and columns. Each column leads to reports."""
EXPLAINED: Mapping[str, str] = {
    "look": "From sending until somebody took the report. The target is the first-look clock of the profile.",
    "decision": "From sending until the first decision that was not taken back reached the gateway. It has no target.",
    "record": "From sending until the first reference of a record came back. The target is the recording clock.",
    "found": "What the last decision says. Nobody knows of the repeat or vulnerable victims that nobody found.",
    "checks": "Required checks of decided reports. Not possible: recorded so, with why.",
}


def kind_words(kind: str | None, profile: Profile) -> str:
    if kind is None:
        return "All types"
    found = profile.kind(kind)
    return found.name if found else (kind.replace("_", " ").capitalize() or "Type not known any more")


def grade_words(grade: str | None, profile: Profile) -> str:
    if grade is None:
        return "All grades"
    found = profile.grade(grade)
    return found.name if found else (grade.replace("_", " ").capitalize() or "Not graded")


def row_words(row: FiguresRow, profile: Profile) -> str:
    """ "All reports", "Theft", "Priority", "Theft, Priority"."""
    if row.kind is None and row.grade is None:
        return "All reports"
    told = (
        None if row.kind is None else kind_words(row.kind, profile),
        None if row.grade is None else grade_words(row.grade, profile),
    )
    return ", ".join(words for words in told if words)
