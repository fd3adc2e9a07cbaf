"""The course of one report, and which figures it counts in. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from triage.models.compliance import Figure, FiguredReport
from triage.models.ids import ReportId

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
"""Microseconds of one."""


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


class Course(NamedTuple):
    """When what happened to a report, and what was found. A tuple, because a month is a hundred thousand of them.

    ``received`` and ``started`` are microseconds since 1970, the other times microseconds after ``started``: when its
    clocks began (its sending, never later than its receipt). ``look_within`` and ``record_within``: its targets; None
    when they are not known any more. ``ended``: "" while it is open or recorded, else "no_record" or "passed_on". From
    ``repeat`` to ``not_possible`` and ``grade`` as in `Facts`; of one that is undecided there are none.
    """

    report_id: str
    received: int
    started: int
    kind: str
    grade: str
    look_within: int | None
    record_within: int | None
    looked: int | None
    decided: int | None
    recorded: int | None
    ended: str
    repeat: bool
    vulnerable: bool
    downgrade: str
    required: int
    done: int
    not_possible: int
    erased: bool
    restricted: str

    @property
    def needs_record(self) -> bool:
        """Whether the recording clock counts: what was closed without a record of ours, or passed on, needs none."""
        return not self.ended

    def told(self, *, named: bool) -> FiguredReport:
        return FiguredReport(
            report_id=ReportId(self.report_id if named else ""),
            kind=self.kind,
            grade=self.grade,
            received_at=EPOCH + timedelta(microseconds=self.received),
            looked=seconds(self.looked),
            decided=seconds(self.decided),
            recorded=seconds(self.recorded),
            restricted=not named,
        )


def micros(moment: datetime) -> int:
    """Microseconds from 1970 to that moment."""
    return (moment - EPOCH) // MICROSECOND


def seconds(after: int | None) -> int | None:
    """Whole seconds of so many microseconds."""
    return None if after is None else after // SECOND


def _late(after: int | None, within: int | None, so_far: int) -> bool:
    """After its time, or over it and not happened; what happens at the very moment is in time."""
    return within is not None and (so_far if after is None else after) > within


def _in_time(after: int | None, within: int | None) -> bool:
    return after is not None and within is not None and after <= within


def _open(after: int | None, within: int | None, so_far: int) -> bool:
    return after is None and not _late(None, within, so_far)


def _checks(one: Course) -> str:
    """How the required checks of a decided report stand: "", done, not_possible or missing; the worst counts."""
    if not one.required:
        return ""
    if one.done + one.not_possible < one.required:
        return "missing"
    return "not_possible" if one.not_possible else "done"


Fits = Callable[[Course, int], bool]
FITS: Mapping[Figure, Fits] = {
    Figure.RECEIVED: lambda _one, _so_far: True,
    Figure.LOOKED: lambda one, _so_far: one.looked is not None,
    Figure.LOOKED_IN_TIME: lambda one, _so_far: _in_time(one.looked, one.look_within),
    Figure.LOOKED_LATE: lambda one, so_far: _late(one.looked, one.look_within, so_far),
    Figure.LOOKED_OPEN: lambda one, so_far: _open(one.looked, one.look_within, so_far),
    Figure.DECIDED: lambda one, _so_far: one.decided is not None,
    Figure.UNDECIDED: lambda one, _so_far: one.decided is None,
    Figure.RECORDED: lambda one, _so_far: one.recorded is not None,
    Figure.RECORDED_IN_TIME: lambda one, _so_far: _in_time(one.recorded, one.record_within),
    Figure.RECORDED_LATE: lambda one, so_far: one.needs_record and _late(one.recorded, one.record_within, so_far),
    Figure.RECORDED_OPEN: lambda one, so_far: one.needs_record and _open(one.recorded, one.record_within, so_far),
    Figure.NO_RECORD: lambda one, _so_far: one.ended == "no_record",
    Figure.PASSED_ON: lambda one, _so_far: one.ended == "passed_on",
    Figure.REPEAT: lambda one, _so_far: one.repeat,
    Figure.VULNERABLE: lambda one, _so_far: one.vulnerable,
    Figure.DOWNGRADED: lambda one, _so_far: one.downgrade != "",
    Figure.DOWNGRADE_APPROVED: lambda one, _so_far: one.downgrade == "approved",
    Figure.DOWNGRADE_WAITING: lambda one, _so_far: one.downgrade == "waiting",
    Figure.DOWNGRADE_REFUSED: lambda one, _so_far: one.downgrade == "refused",
    Figure.DOWNGRADE_UNAPPROVED: lambda one, _so_far: one.downgrade == "unapproved",
    Figure.CHECKS_DONE: lambda one, _so_far: _checks(one) == "done",
    Figure.CHECKS_NOT_POSSIBLE: lambda one, _so_far: _checks(one) == "not_possible",
    Figure.CHECKS_MISSING: lambda one, _so_far: _checks(one) == "missing",
    Figure.ERASED: lambda one, _so_far: one.erased,
}
"""Figure → whether a report counts in it, so many microseconds after its clocks began."""
