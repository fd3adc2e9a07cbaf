"""The clocks of a report as facts: first look, attendance, recording, and the notice of intended prosecution.

Three clocks: design desk.md. The notice: Road Traffic Offenders Act 1988 s.1(1)(c), served within 14 days of the
offence; the day of the offence itself does not count, so an offence on the 1st leaves until the end of the 15th.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from triage.models.clock import LONDON, london
from triage.models.profile import Profile
from triage.models.queue import Summary
from triage.models.report import Report
from triage.models.stage import Stage

SOON = timedelta(minutes=15)
NOTICE_SOON = timedelta(days=3)


class ClockState(StrEnum):
    """``UNSET``: nothing to count yet, because something has to be chosen or told first."""

    DONE = "done"
    UNSET = "unset"
    NONE = "none"
    RUNNING = "running"
    SOON = "soon"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportClock:
    """``key``: first_look, attend, record or notice. ``due`` in UTC, or only a ``target`` that has not begun to run."""

    key: str
    state: ClockState
    due: datetime | None = None
    target: timedelta | None = None
    day: date | None = None


def report_clocks(
    summary: Summary, stage: Stage, profile: Profile, grade: str, now: datetime, report: Report | None = None
) -> tuple[ReportClock, ...]:
    """The three clocks, and the notice's where the profile wants it. A closed report has none.

    Args:
        report: with corrections applied; without one there is no offence date to count from.
    """
    if stage is Stage.CLOSED:
        return ()
    looked = stage is not Stage.INCOMING
    first = (
        ReportClock(key="first_look", state=ClockState.DONE)
        if looked
        else _running("first_look", summary.first_look_by, now)
    )
    notice = _notice(report, profile, now) if report and report.kind in profile.notice.kinds else None
    clocks = (first, _attend(summary, profile, grade, now), _running("record", summary.record_by, now))
    return (*clocks, notice) if notice else clocks


def notice_day(offence: date, days: int) -> date:
    """The last day on which a notice for an offence on that day can be served."""
    return offence + timedelta(days=days)


def offence_day(report: Report) -> date | None:
    """The day of the offence in UK time: its beginning where told, else its end; None when neither could be read."""
    told = [report.when.start, report.when.end] if report.when else []
    for moment in told:
        if moment is None or not moment.at:
            continue
        try:
            if len(moment.at) == len("2026-11-19"):
                return date.fromisoformat(moment.at)
            return london(datetime.fromisoformat(moment.at)).date()
        except ValueError:
            continue
    return None


def _attend(summary: Summary, profile: Profile, grade: str, now: datetime) -> ReportClock:
    chosen = profile.grade(grade)
    if summary.attend_by is not None:
        return _running("attend", summary.attend_by, now)
    if chosen is None:
        return ReportClock(key="attend", state=ClockState.UNSET)
    if chosen.target_minutes is None:
        return ReportClock(key="attend", state=ClockState.NONE)
    return ReportClock(key="attend", state=ClockState.RUNNING, target=timedelta(minutes=chosen.target_minutes))


def _notice(report: Report, profile: Profile, now: datetime) -> ReportClock:
    offence = offence_day(report)
    if offence is None:
        return ReportClock(key="notice", state=ClockState.UNSET)
    last = notice_day(offence, profile.notice.days)
    due = datetime.combine(last + timedelta(days=1), time(0), LONDON).astimezone(UTC)
    return ReportClock(key="notice", state=_state(due, now, NOTICE_SOON), due=due, day=last)


def _running(key: str, due: datetime, now: datetime) -> ReportClock:
    return ReportClock(key=key, state=_state(due, now, SOON), due=due)


def _state(due: datetime, now: datetime, soon: timedelta) -> ClockState:
    left = due - now
    if left <= timedelta(0):
        return ClockState.OVER
    return ClockState.SOON if left < soon else ClockState.RUNNING
