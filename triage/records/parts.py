"""The parts of a record document: types only, one field for one thing, every field always sent.

No field has a default, so the JSON Schema generated from these types requires each of them: a records system can
tell "not told" (empty text or null) from "not sent". Keys ("p1", "l1") tie the parts together inside one document.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

SCHEMA_NAME: Literal["triage-record/1"] = "triage-record/1"

Key = Annotated[str, Meta(min_length=1)]
Instant = Annotated[datetime, Meta(tz=True)]
Uuid = Annotated[str, Meta(pattern="^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
Sha256 = Annotated[str, Meta(pattern="^([0-9a-f]{64})?$", description="Lower-case hex, or empty when not known.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A choice of the force profile: its key and the words it had when the decision was made."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentPart:
    """A point in time: ISO 8601 UTC or a date alone when it could be read, and the words as told."""

    at: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionPart:
    """The act of sending the form."""

    id: Key
    customer_reference: str
    submitted: MomentPart | None
    source: str
    category: str
    subcode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenPart:
    """When it happened. ``exact`` is null when the reporter did not say."""

    start: MomentPart | None
    end: MomentPart | None
    exact: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPart:
    """What the public reported. ``version`` counts the public's versions of it."""

    version: Annotated[int, Meta(ge=1)]
    kind: Key
    title: str
    narrative: str
    when: WhenPart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThrivePart:
    """One letter of the force's THRIVE and the handler's words for it; ``level`` where the force asks for one."""

    key: Key
    name: str
    words: str
    level: Named | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentPart:
    """An earlier THRIVE of the same report: who wrote it, when it was replaced, and why."""

    by: str
    at: Instant | None
    ended_at: Instant
    why: str
    overall_risk: Named | None
    grade: Named | None
    thrive: tuple[ThrivePart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPart:
    """An answer to a question of the force's sets: the question and the answer in words, and their keys."""

    group: Named
    key: Key
    question: str
    value: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPart:
    """A check that was done, or could not be. ``trace``: "found", "no_trace" or empty (not searched)."""

    key: Key
    name: str
    state: Literal["open", "done", "not_possible"]
    result: str
    system: str
    reference: str
    trace: str
    by: str
    at: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPart:
    """The decision of one named person, with the rules (profile version) it was made by.

    ``approval``: what a supervisor is asked to approve afterwards (a lowered grade), or empty.
    """

    author: Key
    author_name: str
    decided_at: Instant
    profile_version: str
    report_version: Annotated[int, Meta(ge=1)]
    outcome: Named
    reason: Named | None
    grade: Named
    grade_reason: str
    overall_risk: Named
    thrive: tuple[ThrivePart, ...]
    rationale: str
    checks: tuple[CheckPart, ...]
    advice: tuple[Named, ...]
    answers: tuple[AnswerPart, ...]
    earlier: tuple[AssessmentPart, ...]
    approval: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrimePart:
    """A crime by Home Office class. ``victim`` and ``place`` are keys of this document, or empty."""

    class_code: Key
    class_name: str
    counting_rule: str
    counted_per: str
    victim: str
    place: str
    principal: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPart:
    """The incident by NSIR opening category and qualifiers."""

    category: Named
    qualifiers: tuple[Named, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverablePart:
    """One thing to create. Exactly one reference is expected back for each."""

    key: Key
    kind: Key
    crime: CrimePart | None
    incident: IncidentPart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPart:
    """A way to reach a person; ``safe`` is null until somebody has asked."""

    kind: str
    value: str
    label: str
    safe: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPart:
    """A person with corrections applied. ``place`` is the key of their address, ``address`` its one line; ``aliases``
    other names of the same person, from people the handler joined into this one."""

    key: Key
    roles: tuple[str, ...]
    title: str
    given: str
    middle: str
    surname: str
    aliases: tuple[str, ...]
    born: str
    age: int | None
    about_age: str
    under_18: bool | None
    gender: str
    ethnicity: str
    contacts: tuple[ContactPart, ...]
    contact_preference: str
    place: str
    address: str
    description: str
    anonymous: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePart:
    key: Key
    roles: tuple[str, ...]
    lines: tuple[str, ...]
    town: str
    county: str
    postcode: str
    uprn: str
    latitude: float | None
    longitude: float | None
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VehiclePart:
    key: Key
    roles: tuple[str, ...]
    registration: str
    make: str
    model: str
    colour: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyPart:
    """``value`` is the text as told."""

    key: Key
    roles: tuple[str, ...]
    kind: str
    description: str
    value: str
    identifiers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentPart:
    """A file of the report, by number; its bytes follow on their own."""

    number: Annotated[int, Meta(ge=1)]
    name: str
    media_type: str
    size: Annotated[int, Meta(ge=0)] | None
    sha256: Sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPart:
    """A field put right by the handler: what was told, what it is, who says so and when."""

    field: Key
    original: str
    value: str
    by: str
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditionPart:
    """Something the handler made of the reporter's words: the thing ("people/a1", "crimes/crime-2"), the very words,
    where they stand in ``report.narrative`` of that version (characters, half-open), who made it and when."""

    thing: Key
    words: str
    start: Annotated[int, Meta(ge=0)]
    end: Annotated[int, Meta(ge=0)]
    report_version: Annotated[int, Meta(ge=1)]
    by: str
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePart:
    """Two people of the report that the handler found to be one: who is kept, and the other as they were told."""

    kept: Key
    gone: PersonPart
    by: str
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDocument:
    """All that one destination is sent about one report.

    ``external_reference`` is the report id: the same for every attempt and every mend, unique at the destination.
    ``handling`` is the protective marking by the force's handling instruction.
    """

    schema: Literal["triage-record/1"]
    external_reference: Uuid
    force: str
    destination: Key
    handling: str
    submission: SubmissionPart
    report: ReportPart
    decision: DecisionPart
    deliverables: Annotated[tuple[DeliverablePart, ...], Meta(min_length=1)]
    people: tuple[PersonPart, ...]
    places: tuple[PlacePart, ...]
    vehicles: tuple[VehiclePart, ...]
    property: tuple[PropertyPart, ...]
    attachments: tuple[AttachmentPart, ...]
    corrections: tuple[CorrectionPart, ...]
    additions: tuple[AdditionPart, ...]
    merges: tuple[MergePart, ...]
