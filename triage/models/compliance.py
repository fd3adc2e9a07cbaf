"""Compliance figures as inspectors ask for them: how soon was looked, decided and recorded, and what was found.

Every number is a number of reports that can be listed (`Figure`), so that each of them leads to its reports.
docs/figures.md says what each means, where it comes from, and what it does not say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from triage.models.ids import ReportId


class Figure(StrEnum):
    """What is counted. A report counts once in each figure that fits it.

    ``…_late`` holds what happened after its time and what is over its time and has not happened; ``…_open`` what has
    not happened and is not over its time.
    """

    RECEIVED = "received"
    LOOKED = "looked"
    LOOKED_IN_TIME = "looked_in_time"
    LOOKED_LATE = "looked_late"
    LOOKED_OPEN = "looked_open"
    DECIDED = "decided"
    UNDECIDED = "undecided"
    RECORDED = "recorded"
    RECORDED_IN_TIME = "recorded_in_time"
    RECORDED_LATE = "recorded_late"
    RECORDED_OPEN = "recorded_open"
    NO_RECORD = "no_record"
    PASSED_ON = "passed_on"
    REPEAT = "repeat"
    VULNERABLE = "vulnerable"
    DOWNGRADED = "downgraded"
    DOWNGRADE_APPROVED = "downgrade_approved"
    DOWNGRADE_WAITING = "downgrade_waiting"
    DOWNGRADE_REFUSED = "downgrade_refused"
    DOWNGRADE_UNAPPROVED = "downgrade_unapproved"
    CHECKS_DONE = "checks_done"
    CHECKS_NOT_POSSIBLE = "checks_not_possible"
    CHECKS_MISSING = "checks_missing"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Whole seconds until something happened, over the reports where it did; each is one report's own time (nearest
    rank: the smallest time that at least half, or nine of ten, do not exceed). None where it happened to none."""

    median: int | None = None
    ninetieth: int | None = None
    worst: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresRow:
    """The figures of a type of report and a grade. ``kind`` None: every type; ``grade`` None: every grade, "" those
    without one (not decided, or decided without a grade).

    ``counts``: `Figure` → reports; one that is missing is none. ``required``: checks that the profile asked for of the
    decided reports, of which ``done`` were done and ``not_possible`` recorded as such, with why.
    """

    kind: str | None
    grade: str | None
    counts: dict[str, int] = field(default_factory=dict)
    looked: Spread = Spread()
    decided: Spread = Spread()
    recorded: Spread = Spread()
    required: int = 0
    done: int = 0
    not_possible: int = 0

    def count(self, figure: Figure) -> int:
        return self.counts.get(figure.value, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Reports received from ``since`` (included) until ``until`` (not), as they stood at ``at``.

    ``rows``: all of them together first, then each type, each grade, and each type with each grade that it has.
    """

    since: datetime
    until: datetime
    at: datetime
    rows: tuple[FiguresRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguredReport:
    """One report behind a figure. Seconds from its sending; None where it has not happened.

    ``restricted``: it counts, but the caller may not know which it is.
    """

    report_id: ReportId
    kind: str
    grade: str
    received_at: datetime
    looked: int | None = None
    decided: int | None = None
    recorded: int | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguredReports:
    """The reports behind one figure, the slowest first. ``count``: all of them, of which ``items`` are the first."""

    items: tuple[FiguredReport, ...] = ()
    count: int
    at: datetime


TYPES = (Figures, FiguredReports)
"""What goes over the wire."""
