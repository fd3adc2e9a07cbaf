"""The clocks of a report in words: first look, attendance, recording, notice of intended prosecution. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.models.clocks import ClockState, ReportClock, report_clocks
from triage.models.profile import Profile
from triage.models.queue import Summary
from triage.models.report import Report
from triage.models.stage import Stage
from triage.ui.report.dates import day_in_full
from triage.ui.text import SOON, day_and_time, span, span_spoken

LABELS = {"first_look": "First look", "attend": "Attend", "record": "Record", "notice": "Notice (NIP)"}
_UNSET = {"attend": "choose a grade", "notice": "date of the offence not known"}
_WHY = {
    "first_look": "Somebody looks at the report by then.",
    "attend": "The target of the chosen grade.",
    "record": "Crimes are recorded within the time of the counting rules; waiting does not stop it.",
    "notice": "Last day to serve a notice of intended prosecution (Road Traffic Offenders Act 1988 s.1).",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """One clock as it is shown: ``label`` ("Record"), ``words`` ("23 h 43 m left"), its ``state`` and tone.

    ``spoken`` is the whole for a screen reader, ``hint`` when it is due and why.
    """

    key: str
    label: str
    words: str
    spoken: str
    state: ClockState
    tone: str = "text"
    hint: str = ""


def clock_lines(
    summary: Summary, stage: Stage, profile: Profile, grade: str, now: datetime, report: Report | None = None
) -> tuple[ClockLine, ...]:
    """The clocks of a report that is not closed."""
    clocks = report_clocks(summary, stage, profile, grade, now, report)
    return tuple(_line(clock, now, profile) for clock in clocks)


def _line(clock: ReportClock, now: datetime, profile: Profile) -> ClockLine:
    words, said = _words(clock, now)
    label = LABELS[clock.key]
    return ClockLine(
        key=clock.key,
        label=label,
        words=words,
        spoken=f"{label}: {said}",
        state=clock.state,
        tone=_tone(clock, now),
        hint=_hint(clock, now, profile),
    )


def _words(clock: ReportClock, now: datetime) -> tuple[str, str]:
    """As shown and as spoken."""
    match clock.state:
        case ClockState.DONE:
            return "done", "done"
        case ClockState.NONE:
            return "no target", "no target"
        case ClockState.UNSET:
            return _UNSET[clock.key], _UNSET[clock.key]
    if clock.due is None:
        target = clock.target or timedelta(0)
        return f"{span(target)} from grade", f"{span_spoken(target)} from the grade"
    left = clock.due - now
    if left <= timedelta(0):
        return f"{span(-left)} overdue", f"{span_spoken(-left)} overdue"
    soon = "due soon, " if clock.state is ClockState.SOON else ""
    if clock.key == "notice" and clock.day is not None:
        day = f"by {clock.day:%a} {clock.day.day} {clock.day:%b}"
        return f"{day}, {_days(left)} left", f"{soon}by {day_in_full(clock.day)}, {_days(left)} left"
    return f"{soon}{span(left)}" if soon else f"{span(left)} left", f"{soon}{span_spoken(left)} left"


def _days(left: timedelta) -> str:
    """Whole days that are left, today among them: a notice can still be served on the last day."""
    whole = left.days + (1 if left % timedelta(days=1) else 0)
    return f"{whole} day{'' if whole == 1 else 's'}"


def _tone(clock: ReportClock, now: datetime) -> str:
    if clock.state is ClockState.OVER or (clock.due and clock.due - now < SOON):
        return "wrong"
    if clock.state is ClockState.SOON or (clock.key == "notice" and clock.state is ClockState.UNSET):
        return "warn"
    return "text_soft" if clock.state in (ClockState.DONE, ClockState.NONE, ClockState.UNSET) else "text"


def _hint(clock: ReportClock, now: datetime, profile: Profile) -> str:
    why = _WHY[clock.key]
    if clock.key == "notice":
        last = f"{day_in_full(clock.day)} is the last day. " if clock.day else "Correct the date under When. "
        return f"{last}{why} {profile.notice.note}".strip()
    return f"By {day_and_time(clock.due, now)}. {why}" if clock.due else why
