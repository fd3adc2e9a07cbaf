"""What a handler has written about a report and not yet sent. Saved within half a second of each change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from triage.models.additions import Addition, Merge, Source
from triage.models.assessment import EarlierAssessment, SetGrade
from triage.models.ids import PersonKey, ReportId
from triage.models.lookup import LookupAnswer
from triage.models.outcome_draft import AttachTo, Handover, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A field put right beside the original, which never changes.

    ``field`` is a pointer into the report: "people/p1/surname", "places/l1/postcode", "vehicles/v1/registration".
    """

    field: str
    original: str
    value: str
    by: str
    at: datetime


class CheckState(StrEnum):
    OPEN = "open"
    DONE = "done"
    NOT_POSSIBLE = "not_possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRecord:
    """A check of the profile, done or recorded as not possible (then ``result`` says why).

    ``trace`` tells "no trace" from "not searched": "found", "no_trace" or "".
    """

    key: str
    state: CheckState = CheckState.OPEN
    result: str = ""
    system: str = ""
    reference: str = ""
    trace: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CrimeLine:
    """One crime of a report: HOCR class, victim and place inside the report, principal marked.

    ``source``: the words of the narrative it was made from, when a person chose some.
    """

    key: str
    class_code: str
    victim: PersonKey | None = None
    place_key: str = ""
    principal: bool = False
    note: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLine:
    """NSIR opening category and qualifiers of the incident."""

    category: str = ""
    qualifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that the handler decided so far. ``base_version`` is the report version it was written against.

    ``revision`` grows with each saved change. ``thrive`` maps a letter's key to the handler's words. ``question``,
    ``handover``, ``attach`` and ``signpost`` (keys of the profile) belong to outcomes that need them.
    ``answers`` maps "set/question" of the profile's question sets to the answer (models/questions.py);
    ``thrive_levels`` a letter's key to a risk level, where the profile asks for one. ``assessed_by``/``assessed_at``:
    who wrote the last words of THRIVE, ``graded_by``: who set the grade. ``earlier``: assessments that were made afresh
    since, the first one first; ``set_grades``: grades that other people or earlier assessments set. ``lookups``: what
    was looked up elsewhere and what came back, so that a decision keeps what was known when it was made.
    """

    report_id: ReportId
    base_version: int = 1
    revision: int = 0
    corrections: tuple[Correction, ...] = ()
    checks: tuple[CheckRecord, ...] = ()
    thrive: dict[str, str]
    overall_risk: str = ""
    grade: str = ""
    grade_reason: str = ""
    crimes: tuple[CrimeLine, ...] = ()
    incident: IncidentLine = IncidentLine()
    advice: tuple[str, ...] = ()
    outcome: str = ""
    reason: str = ""
    rationale: str = ""
    question: Question | None = None
    handover: Handover | None = None
    attach: AttachTo | None = None
    signpost: tuple[str, ...] = ()
    additions: tuple[Addition, ...] = ()
    merges: tuple[Merge, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    thrive_levels: dict[str, str] = field(default_factory=dict)
    assessed_by: str = ""
    assessed_at: datetime | None = None
    graded_by: str = ""
    earlier: tuple[EarlierAssessment, ...] = ()
    set_grades: tuple[SetGrade, ...] = ()
    lookups: tuple[LookupAnswer, ...] = ()

    def check(self, key: str) -> CheckRecord:
        return next((check for check in self.checks if check.key == key), CheckRecord(key=key))


def empty_draft(report_id: ReportId, base_version: int) -> Draft:
    return Draft(report_id=report_id, base_version=base_version, thrive={})
