"""The "exactly what will be sent" panel: record documents as sections of label and value.

Made from the documents themselves and not from the report, so the panel cannot show anything else than what leaves.
What two destinations are both sent is shown once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from triage.models.clock import london
from triage.models.corrections import label_of
from triage.models.errors import InputError
from triage.models.profile import Profile
from triage.records.assessed import answer_rows, earlier_rows, thrive_rows
from triage.records.parts import (
    CheckPart,
    DeliverablePart,
    MomentPart,
    PersonPart,
    PlacePart,
    PropertyPart,
    RecordDocument,
    VehiclePart,
)

PreviewRow = tuple[str, str]
_CHECK_WORDS = {"done": "Done", "not_possible": "Not possible", "open": "Not done"}
_MADE_WORDS = {
    "people": "Person",
    "places": "Place",
    "vehicles": "Vehicle",
    "property": "Property",
    "crimes": "Crime",
}
_TRACE_WORDS = {"found": "found", "no_trace": "no trace"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewSection:
    """A titled block of (label, value) rows; values are text from the public: show as plain text only."""

    title: str
    rows: tuple[PreviewRow, ...]


def preview_sections(documents: Mapping[str, RecordDocument], profile: Profile) -> tuple[PreviewSection, ...]:
    """Readable sections of ``documents``: first what each destination creates, then what they are all told."""
    names = {destination.key: destination.name for destination in profile.destinations}
    heads = [_deliverables(document, names.get(key, key)) for key, document in documents.items()]
    bodies: list[PreviewSection] = []
    for document in documents.values():
        shown = set(bodies)
        bodies += [section for section in _shared(document) if section not in shown]
    return (*heads, *bodies)


def _deliverables(document: RecordDocument, destination: str) -> PreviewSection:
    rows: list[PreviewRow] = [("Marking", document.handling)]
    for entry in document.deliverables:
        rows += _deliverable_rows(entry, document)
    return PreviewSection(title=f"To {destination}", rows=tuple(rows))


def _deliverable_rows(entry: DeliverablePart, document: RecordDocument) -> Iterator[PreviewRow]:
    if entry.incident:
        yield "Incident", entry.incident.category.name
        yield from _told(("Qualifiers", ", ".join(choice.name for choice in entry.incident.qualifiers)))
    elif entry.crime:
        crime = entry.crime
        yield ("Principal crime" if crime.principal else "Crime"), f"{crime.class_code} {crime.class_name}".strip()
        yield from _told(
            ("Victim", _person_name(document, crime.victim)),
            ("At", _place_line(document, crime.place)),
            ("Counting rule", crime.counting_rule),
            ("Note", crime.note),
        )
    else:
        yield entry.kind.replace("_", " ").capitalize(), entry.key


def _shared(document: RecordDocument) -> Iterator[PreviewSection]:
    yield _section("Decision", _decision_rows(document))
    for name, rows in (("Questions", answer_rows), ("Earlier assessments", earlier_rows)):
        if found := tuple(rows(document.decision)):
            yield PreviewSection(title=name, rows=found)
    yield _section("Report", _report_rows(document))
    for person in document.people:
        yield _section(f"Person: {', '.join(person.roles) or 'no role told'}", _person_rows(person))
    for place in document.places:
        yield _section(f"Place: {', '.join(place.roles) or 'no role told'}", _place_rows(place))
    for vehicle in document.vehicles:
        yield _section(f"Vehicle: {', '.join(vehicle.roles) or 'no role told'}", _vehicle_rows(vehicle))
    for item in document.property:
        yield _section(f"Property: {', '.join(item.roles) or 'no role told'}", _property_rows(item))
    if document.attachments:
        yield _section("Attachments", ((str(entry.number), entry.name) for entry in document.attachments))
    if document.corrections:
        yield _section("Corrections", _correction_rows(document))
    if document.additions or document.merges:
        yield _section("Made from the report’s words", _made_rows(document))


def _decision_rows(document: RecordDocument) -> Iterator[PreviewRow]:
    decision = document.decision
    yield from _told(
        ("Outcome", decision.outcome.name),
        ("Reason", decision.reason.name if decision.reason else ""),
        ("Grade", decision.grade.name),
        ("Reason for grade", decision.grade_reason),
        ("For approval", decision.approval),
        ("Overall risk", decision.overall_risk.name),
        *thrive_rows(decision),
        ("Rationale", decision.rationale),
        *((check.name, _check_words(check)) for check in decision.checks),
        ("Advice given", "; ".join(choice.name for choice in decision.advice)),
        ("Decided by", decision.author_name or decision.author),
        ("Decided at", f"{london(decision.decided_at):%d %b %Y %H:%M}"),
        ("By the rules of", decision.profile_version),
    )


def _report_rows(document: RecordDocument) -> Iterator[PreviewRow]:
    report, submission = document.report, document.submission
    when = report.when
    yield from _told(
        ("Kind", report.title),
        ("Reported on-line", _moment(submission.submitted)),
        ("Customer reference", submission.customer_reference),
        ("Version", str(report.version) if report.version > 1 else ""),
        ("Happened from", _moment(when.start) if when else ""),
        ("Happened to", _moment(when.end) if when else ""),
        ("What happened", report.narrative),
        ("Our reference", document.external_reference),
    )


def _person_rows(person: PersonPart) -> Iterator[PreviewRow]:
    name = " ".join(part for part in (person.title, person.given, person.middle, person.surname) if part)
    age = str(person.age) if person.age is not None else person.about_age
    under_18 = {True: "Yes", False: "No", None: ""}[person.under_18]
    yield from _told(
        ("Name", name or ("Anonymous" if person.anonymous else "Not given")),
        ("Also known as", "; ".join(person.aliases)),
        ("Date of birth", person.born),
        ("Age", age),
        ("Under 18", under_18),
        ("Gender", person.gender),
        ("Ethnicity", person.ethnicity),
        *((_contact_label(contact.kind, contact.safe), contact.value) for contact in person.contacts),
        ("Prefers", person.contact_preference),
        ("Address", person.address),
        ("Description", person.description),
    )


def _place_rows(place: PlacePart) -> Iterator[PreviewRow]:
    at = f"{place.latitude:.5f}, {place.longitude:.5f}" if None not in (place.latitude, place.longitude) else ""
    yield from _told(
        ("Address", ", ".join(place.lines)),
        ("Town", place.town),
        ("County", place.county),
        ("Postcode", place.postcode),
        ("UPRN", place.uprn),
        ("Latitude, longitude", at),
        ("Description", place.description),
    )


def _vehicle_rows(vehicle: VehiclePart) -> Iterator[PreviewRow]:
    yield from _told(
        ("Registration", vehicle.registration),
        ("Make", vehicle.make),
        ("Model", vehicle.model),
        ("Colour", vehicle.colour),
        ("Description", vehicle.description),
    )


def _property_rows(item: PropertyPart) -> Iterator[PreviewRow]:
    yield from _told(
        ("Item", item.kind),
        ("Description", item.description),
        ("Value", item.value),
        ("Serial numbers", item.identifiers),
    )


def _correction_rows(document: RecordDocument) -> Iterator[PreviewRow]:
    for entry in document.corrections:
        try:
            label = label_of(entry.field)
        except InputError:
            label = entry.field
        yield label, f"“{entry.original}” put right to “{entry.value}” by {entry.by}"


def _made_rows(document: RecordDocument) -> Iterator[PreviewRow]:
    """Where each added thing comes from, and who was joined with whom."""
    for entry in document.additions:
        room = entry.thing.partition("/")[0]
        yield _MADE_WORDS.get(room, room.capitalize()), f"“{entry.words}”, added by {entry.by}"
    for merge in document.merges:
        gone = " ".join(part for part in (merge.gone.given, merge.gone.surname) if part) or "Name not given"
        yield "One person", f"{_person_name(document, merge.kept)} and {gone}, joined by {merge.by}"


def _section(title: str, rows: Iterator[PreviewRow]) -> PreviewSection:
    return PreviewSection(title=title, rows=tuple(rows))


def _told(*rows: PreviewRow) -> Iterator[PreviewRow]:
    return (row for row in rows if row[1])


def _contact_label(kind: str, safe: bool | None) -> str:
    word = {"phone": "Phone", "email": "E-mail"}.get(kind, kind.capitalize())
    return {True: f"{word} (safe)", False: f"{word} (NOT safe)", None: word}[safe]


def _check_words(check: CheckPart) -> str:
    parts = (_CHECK_WORDS[check.state], _TRACE_WORDS.get(check.trace, ""), check.result, check.system, check.reference)
    return ", ".join(part for part in parts if part)


def _moment(moment: MomentPart | None) -> str:
    """In London's time where it could be read, else the words as told."""
    if moment is None or not moment.at:
        return moment.text if moment else ""
    try:
        read = datetime.fromisoformat(moment.at)
    except ValueError:
        return moment.text or moment.at
    if read.tzinfo is None:
        return f"{read:%d %b %Y}" if len(moment.at) == len("2026-11-20") else moment.text
    return f"{london(read):%d %b %Y %H:%M}"


def _person_name(document: RecordDocument, key: str) -> str:
    found = next((person for person in document.people if person.key == key), None)
    if found is None:
        return key
    return " ".join(part for part in (found.given, found.surname) if part) or "Name not given"


def _place_line(document: RecordDocument, key: str) -> str:
    found = next((place for place in document.places if place.key == key), None)
    if found is None:
        return key
    return ", ".join(part for part in (*found.lines, found.town, found.postcode) if part) or found.description
