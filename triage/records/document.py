"""From a report and a decision to what each records destination is sent: pure, one document per destination.

The same report, decision and profile always give the same bytes, so the body that the outbox freezes and hashes can
be made again and compared. Corrections are applied to the fields and listed beside them with the original words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from triage.models import codec
from triage.models.composed import composed
from triage.models.decision import Decision, Deliverable
from triage.models.errors import BugError
from triage.models.profile import Profile
from triage.models.report import Report
from triage.records.decided import decision_part, deliverable_part
from triage.records.made import addition_parts, merge_parts
from triage.records.parts import SCHEMA_NAME, CorrectionPart, DeliverablePart, MergePart, RecordDocument
from triage.records.preview import PreviewRow, PreviewSection, preview_sections
from triage.records.reported import (
    attachment_part,
    person_part,
    place_part,
    property_part,
    report_part,
    submission_part,
    vehicle_part,
)

__all__ = [
    "PreviewRow",
    "PreviewSection",
    "RecordDocument",
    "as_supplement",
    "build_documents",
    "from_json",
    "parts_of",
    "preview_sections",
    "to_json",
]


def build_documents(report: Report, decision: Decision, profile: Profile) -> dict[str, RecordDocument]:
    """What each destination will be sent, by destination key, in the order the decision names them.

    Every deliverable of the decision is in exactly one document; a decision that delivers nothing gives none.

    Raises:
        BugError: the decision is about another report.
        InputError: a correction names a field that cannot be corrected.
    """
    if decision.report_id != report.report_id:
        raise BugError(f"decision of {decision.report_id} put to report {report.report_id}")
    mended = composed(report, decision.draft)
    merges = merge_parts(report, decision.draft)
    grouped: dict[str, list[Deliverable]] = {}
    for deliverable in decision.deliverables:
        grouped.setdefault(deliverable.destination, []).append(deliverable)
    return {
        destination: _document(mended, decision, profile, destination, tuple(deliverables), merges)
        for destination, deliverables in grouped.items()
    }


def parts_of(document: RecordDocument, profile: Profile) -> tuple[RecordDocument, ...]:
    """The document as it is sent: whole, or one for each deliverable where the destination takes one at a time."""
    place = next((one for one in profile.destinations if one.key == document.destination), None)
    if place is None or not place.one_each:
        return (document,)
    return tuple(replace(document, deliverables=(one,)) for one in document.deliverables)


def as_supplement(document: RecordDocument, there: Mapping[str, str]) -> RecordDocument:
    """The document as an addition to a record that an earlier decision made (``there``: deliverable → record id); what
    is new in this decision is named beside it."""
    new = tuple(one for one in document.deliverables if one.key not in there)
    added = DeliverablePart(key="supplement", kind="supplement", crime=None, incident=None)
    return replace(document, deliverables=(added, *new))


def to_json(document: RecordDocument) -> bytes:
    """Canonical JSON (sorted keys, no blanks): what is frozen, hashed and sent."""
    return codec.canonical(document)


def from_json(body: bytes) -> RecordDocument:
    """The document back from its JSON.

    Raises:
        InputError: the JSON is not a record document; names the field.
    """
    return codec.decode(RecordDocument, body)


def _document(
    report: Report,
    decision: Decision,
    profile: Profile,
    destination: str,
    deliverables: tuple[Deliverable, ...],
    merges: tuple[MergePart, ...],
) -> RecordDocument:
    return RecordDocument(
        schema=SCHEMA_NAME,
        external_reference=report.report_id,
        force=profile.force.id,
        destination=destination,
        handling=profile.handling_marking,
        submission=submission_part(report.submission),
        report=report_part(report),
        decision=decision_part(decision, profile, report.kind),
        deliverables=tuple(deliverable_part(entry, decision.draft, profile) for entry in deliverables),
        people=tuple(person_part(person, report) for person in report.people),
        places=tuple(place_part(place) for place in report.places),
        vehicles=tuple(vehicle_part(vehicle) for vehicle in report.vehicles),
        property=tuple(property_part(item) for item in report.property_items),
        attachments=tuple(attachment_part(attachment) for attachment in report.attachments),
        corrections=tuple(
            CorrectionPart(field=entry.field, original=entry.original, value=entry.value, by=entry.by, at=entry.at)
            for entry in decision.draft.corrections
        ),
        additions=addition_parts(decision),
        merges=merges,
    )
