"""The three clocks of a report: first look, attendance, recording. Red only when minutes away or over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.models.profile import Profile
from triage.models.queue import Summary
from triage.models.stage import Stage
from triage.ui.text import span, span_spoken, time_left


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """One clock: ``label`` ("First look"), ``words`` ("4 min"), a ``tail`` ("from grade"), the tone it has now."""

    key: str
    label: str
    words: str
    spoken: str
    tone: str = "text"
    tail: str = ""


def clock_lines(summary: Summary, stage: Stage, profile: Profile, grade: str, now: datetime) -> tuple[ClockLine, ...]:
    """The clocks that still run. A closed report has none; one that somebody holds had its first look."""
    if stage is Stage.CLOSED:
        return ()
    lines: list[ClockLine] = []
    if stage is Stage.INCOMING:
        lines.append(_line("first_look", "First look", summary.first_look_by, now))
    chosen = profile.grade(grade)
    if summary.attend_by is not None:
        lines.append(_line("attend", "Attend", summary.attend_by, now))
    elif chosen and chosen.target_minutes:
        target = timedelta(minutes=chosen.target_minutes)
        lines.append(
            ClockLine(key="attend", label="Attend", words=span(target), spoken=span_spoken(target), tail="from grade")
        )
    lines.append(_line("record", "Record within", summary.record_by, now))
    return tuple(lines)


def _line(key: str, label: str, due: datetime, now: datetime) -> ClockLine:
    left = time_left(due, now)
    tone = "text" if left.tone == "text_soft" else left.tone
    return ClockLine(key=key, label=label, words=left.text.removesuffix(" left"), spoken=left.spoken, tone=tone)
