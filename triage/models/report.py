"""A report from the public as the desk sees it: everything the payload said, under its meaning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.models.answer import Answer, Gap, Moment
from triage.models.ids import ReportId, SubmissionId
from triage.models.person import Person
from triage.models.things import Attachment, Place, PropertyItem, Vehicle


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """The act of sending the form. ``content`` is the whole form as plain text, banner included."""

    submission_id: SubmissionId
    force: str = ""
    source: str = ""
    category: str = ""
    subcode: str = ""
    customer_reference: str = ""
    submitted: Moment | None = None
    content: str = ""
    ip_address: str = ""
    user_agent: str = ""
    details: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When it happened, as told."""

    start: Moment | None = None
    end: Moment | None = None
    exact: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One version of one report. Immutable: what a handler changes lives in a `Draft` beside it.

    ``kind`` is the key of a report kind ("burglary", "collision", "missing" … "other"); ``title`` its words.
    ``answers`` are the incident's own known questions; ``other`` everything that no meaning is known for.
    Every leaf of the payload is in exactly one of: answers, other, or some ``details``.
    ``banner`` is the protective-marking line the form opened with.
    """

    report_id: ReportId
    version: int = 1
    submission: Submission
    kind: str = "other"
    title: str = "Report"
    narrative: str = ""
    narrative_path: str = ""
    banner: str = ""
    when: When | None = None
    people: tuple[Person, ...] = ()
    places: tuple[Place, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    property_items: tuple[PropertyItem, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    answers: tuple[Answer, ...] = ()
    other: tuple[Answer, ...] = ()
    gaps: tuple[Gap, ...] = ()
    skeleton: bool = False
    received_at: datetime | None = None

    def person(self, key: str) -> Person | None:
        return next((person for person in self.people if person.key == key), None)

    def place(self, key: str) -> Place | None:
        return next((place for place in self.places if place.key == key), None)

    def with_role(self, role: str) -> tuple[Person, ...]:
        return tuple(person for person in self.people if role in person.roles)
