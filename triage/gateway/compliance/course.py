"""The course of one report, and which figures it counts in. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.models.compliance import Figure, FiguredReport
from triage.models.ids import ReportId


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the decision says, as far as figures ask. ``downgrade``: "" for none, else what became of its approval:
    approved, waiting, refused, unapproved. Of the ``required`` checks so many are ``done`` or ``not_possible``."""

    grade: str = ""
    repeat: bool = False
    vulnerable: bool = False
    downgrade: str = ""
    required: int = 0
    done: int = 0
    not_possible: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """When what happened to a report. ``started_at``: when its clocks began (its sending, never later than its
    receipt); ``look_by`` and ``record_by``: its targets; None when they are not known any more.

    ``ended``: "" while it is open or recorded, else "no_record" or "passed_on". ``facts``: None while undecided.
    """

    report_id: ReportId
    kind: str
    received_at: datetime
    started_at: datetime
    look_by: datetime | None
    record_by: datetime | None
    looked_at: datetime | None = None
    decided_at: datetime | None = None
    recorded_at: datetime | None = None
    ended: str = ""
    facts: Facts | None = None
    erased: bool = False
    restricted: str = ""

    @property
    def grade(self) -> str:
        return self.facts.grade if self.facts else ""

    @property
    def needs_record(self) -> bool:
        """Whether the recording clock counts: what was closed without a record of ours, or passed on, needs none."""
        return not self.ended

    def seconds(self, moment: datetime | None) -> int | None:
        """Whole seconds from the start to that moment."""
        return None if moment is None else (moment - self.started_at) // timedelta(seconds=1)

    def told(self, *, named: bool) -> FiguredReport:
        return FiguredReport(
            report_id=self.report_id if named else ReportId(""),
            kind=self.kind,
            grade=self.grade,
            received_at=self.received_at,
            looked=self.seconds(self.looked_at),
            decided=self.seconds(self.decided_at),
            recorded=self.seconds(self.recorded_at),
            restricted=not named,
        )


def _late(happened: datetime | None, by: datetime | None, now: datetime) -> bool:
    """After its time, or over it and not happened; what happens at the very moment is in time."""
    return by is not None and (happened or now) > by


def _in_time(happened: datetime | None, by: datetime | None) -> bool:
    return happened is not None and by is not None and happened <= by


def _open(happened: datetime | None, by: datetime | None, now: datetime) -> bool:
    return happened is None and not _late(None, by, now)


def _checks(one: Course) -> str:
    """How the required checks of a decided report stand: "", done, not_possible or missing; the worst counts."""
    facts = one.facts
    if facts is None or not facts.required:
        return ""
    if facts.done + facts.not_possible < facts.required:
        return "missing"
    return "not_possible" if facts.not_possible else "done"


def _downgrade(one: Course) -> str:
    return one.facts.downgrade if one.facts else ""


Fits = Callable[[Course, datetime], bool]
FITS: Mapping[Figure, Fits] = {
    Figure.RECEIVED: lambda _one, _now: True,
    Figure.LOOKED: lambda one, _now: one.looked_at is not None,
    Figure.LOOKED_IN_TIME: lambda one, _now: _in_time(one.looked_at, one.look_by),
    Figure.LOOKED_LATE: lambda one, now: _late(one.looked_at, one.look_by, now),
    Figure.LOOKED_OPEN: lambda one, now: _open(one.looked_at, one.look_by, now),
    Figure.DECIDED: lambda one, _now: one.decided_at is not None,
    Figure.UNDECIDED: lambda one, _now: one.decided_at is None,
    Figure.RECORDED: lambda one, _now: one.recorded_at is not None,
    Figure.RECORDED_IN_TIME: lambda one, _now: _in_time(one.recorded_at, one.record_by),
    Figure.RECORDED_LATE: lambda one, now: one.needs_record and _late(one.recorded_at, one.record_by, now),
    Figure.RECORDED_OPEN: lambda one, now: one.needs_record and _open(one.recorded_at, one.record_by, now),
    Figure.NO_RECORD: lambda one, _now: one.ended == "no_record",
    Figure.PASSED_ON: lambda one, _now: one.ended == "passed_on",
    Figure.REPEAT: lambda one, _now: one.facts is not None and one.facts.repeat,
    Figure.VULNERABLE: lambda one, _now: one.facts is not None and one.facts.vulnerable,
    Figure.DOWNGRADED: lambda one, _now: _downgrade(one) != "",
    Figure.DOWNGRADE_APPROVED: lambda one, _now: _downgrade(one) == "approved",
    Figure.DOWNGRADE_WAITING: lambda one, _now: _downgrade(one) == "waiting",
    Figure.DOWNGRADE_REFUSED: lambda one, _now: _downgrade(one) == "refused",
    Figure.DOWNGRADE_UNAPPROVED: lambda one, _now: _downgrade(one) == "unapproved",
    Figure.CHECKS_DONE: lambda one, _now: _checks(one) == "done",
    Figure.CHECKS_NOT_POSSIBLE: lambda one, _now: _checks(one) == "not_possible",
    Figure.CHECKS_MISSING: lambda one, _now: _checks(one) == "missing",
    Figure.ERASED: lambda one, _now: one.erased,
}
"""Figure → whether a report counts in it, at a moment."""
