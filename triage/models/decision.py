"""A decision: the draft as one named person signed it, with what it will deliver and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.models.draft import Draft
from triage.models.ids import ReportId


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliverable:
    """One thing that a records destination will create: the incident, a crime, a collision …

    ``key`` is unique inside the decision ("incident", "crime-1"); ``destination`` a name of the profile.
    """

    key: str
    kind: str
    destination: str
    class_code: str = ""
    victim: str = ""
    place_key: str = ""
    principal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A legal act by one named person under a lease. ``profile_version`` says by which rules it was made.

    ``approval``: what a supervisor is asked to approve after it is recorded (a downgrade); "" for nothing.
    """

    report_id: ReportId
    report_version: int
    author: str
    author_name: str
    decided_at: datetime
    profile_version: str
    draft: Draft
    deliverables: tuple[Deliverable, ...] = ()
    approval: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that keeps a draft from being sent. ``field`` is where to jump ("grade", "thrive/threat",
    "checks/repeat"), ``words`` what to do, in a sentence."""

    field: str
    words: str


HANDED_OFF = "handoff-"
"""How the deliverable of a reference begins that a receiver gave for a handoff; what follows is its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a destination called the record it made."""

    deliverable: str
    destination: str
    reference: str
    record_id: str = ""
