"""What one shift leaves to the next: work that somebody holds, that waits, that is put off or not sent, and notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.models.stage import Stage

MOST_WORDS = 4000
NOTES_HOURS = 36
"""So long a note is shown: over the next shift and the one after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftReport:
    """A report that is not done. ``who``: its holder, or whom it waits for; ``since``: when it came to stand so;
    ``until``: when it comes back (put off), or the lease ends."""

    report_id: ReportId
    kind: str
    title: str
    place: str
    customer_reference: str
    risk: RiskLevel
    stage: Stage
    since: datetime
    due_at: datetime
    who: str = ""
    why: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """A workstation that stated operations it has not sent. ``who``: who was signed in there."""

    desk: str
    who: str
    stated_at: datetime
    operations: int
    report_ids: tuple[ReportId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftNote:
    """Words that somebody left for the next shift."""

    number: int
    by: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftNotePut:
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverSheet:
    """As the room stands at ``at``; the longest first, notes the newest first. Each list has 200 lines at most;
    ``more`` names those that are longer."""

    at: datetime
    held: tuple[LeftReport, ...] = ()
    awaiting: tuple[LeftReport, ...] = ()
    put_off: tuple[LeftReport, ...] = ()
    unsent: tuple[Unsent, ...] = ()
    notes: tuple[ShiftNote, ...] = ()
    more: tuple[str, ...] = ()


TYPES = (HandoverSheet, ShiftNote, ShiftNotePut)
"""What goes over the wire."""
