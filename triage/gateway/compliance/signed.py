"""As much of a stored decision, queue line and assessment as figures ask for: a month is a hundred thousand of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.models.assessment import SetGrade
from triage.models.draft import CheckState


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Of a `CheckRecord`."""

    key: str
    state: CheckState = CheckState.OPEN
    trace: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Of an `IncidentLine`."""

    qualifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """Of a `Draft`."""

    grade: str = ""
    set_grades: tuple[SetGrade, ...] = ()
    incident: Incident = Incident()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Of a `Decision`."""

    profile_version: str
    draft: Drafted


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Of a `Summary`."""

    kind: str
    submitted_at: datetime
    received_at: datetime
    first_look_by: datetime
    record_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Of an `Indicator`."""

    strength: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """Of an `Assessment`."""

    min_grade: str = "none"
    indicators: tuple[Hit, ...] = ()
