"""One submission as the hub's document: ``data`` is the incident, ``included`` everything tied to it.

Relationship names, one role each: personReporting, victim, witness, suspect, missingPerson, driver; incidentLocation,
submission, vehicle, property, media. A reporter who is also the victim has two.
"""

from __future__ import annotations

from typing import Any

from triage.training.reports import entities
from triage.training.reports.case import Case
from triage.training.reports.entities import Entity
from triage.training.reports.form import content

SKELETON_SENTENCE = "Skeleton payload: this service has no data model yet. Read submissionContent of the submission."
_AGENTS = tuple(
    f"Mozilla/5.0 ({machine}) {engine}"
    for machine, engine in (
        (
            "iPhone; CPU iPhone OS 18_1 like Mac OS X",
            "AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1",
        ),
        ("Linux; Android 14; K", "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"),
        ("Windows NT 10.0; Win64; x64", "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"),
        ("Macintosh; Intel Mac OS X 10_15_7", "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15"),
    )
)


class Builder:
    """Collects the entities of one document and the incident's relationships to them."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.included: list[Entity] = []
        self.relationships: dict[str, Any] = {}

    def add(self, role: str, entity: Entity) -> None:
        """Include the entity once and give it this role in the incident."""
        if entity not in self.included:
            self.included.append(entity)
        link = {"id": entity["id"], "type": entity["type"]}
        self.relationships.setdefault(role, {"data": []})["data"].append(link)


def document(case: Case) -> dict[str, Any]:
    """The payload of a case: a full model, or a skeleton with everything in the form's text."""
    builder = Builder(case)
    if case.skeleton:
        attributes: dict[str, Any] = {"incidentDescription": SKELETON_SENTENCE}
        builder.add("destinationEmailAddresses", entities.destination(case))
    else:
        attributes = entities.incident(case)
        _people(builder)
        _places_and_things(builder)
    builder.add("submission", _submission(case))
    for number, file in enumerate(case.files):
        entity = entities.attachment(case, file, number)
        builder.add("sohAttachments" if file.base64 else "media", entity)
    incident = {
        "id": case.draw.uuid("incident"),
        "type": "incident",
        "attributes": attributes,
        "relationships": builder.relationships,
    }
    return {"data": incident, "included": builder.included}


def _people(builder: Builder) -> None:
    case, narrative = builder.case, builder.case.telling.scene.narrative
    if case.reporter is not None:
        person, tied = entities.reporter(case, case.reporter)
        builder.included.extend(tied)
        builder.add("personReporting", person)
        if case.role == "victim" and case.kind.category in {"OCR", "RTI", "ASB"}:
            builder.add("victim", person)
        if case.role == "witness":
            builder.add("witness", person)
        if case.role == "business":
            builder.add("organisation", entities.organisation(case))
        if case.kind.key == "collision" and case.role == "victim":
            builder.add("driver", person)
    if narrative.sus:
        builder.add("suspect", entities.suspect(case))
    if narrative.missing:
        builder.add("missingPerson", entities.missing(case))
    if narrative.witness or case.draw.chance("names a witness", 0.05):
        builder.add("witness", entities.witness(case))


def _places_and_things(builder: Builder) -> None:
    case = builder.case
    if case.place is not None:
        builder.add("incidentLocation", entities.incident_location(case, case.place))
    for part, car in case.cars:
        builder.add("vehicle", entities.vehicle(case, part, car))
    for number, item in enumerate(case.items):
        builder.add("property", entities.property_item(case, item, number))


def _submission(case: Case) -> Entity:
    attributes = {
        "externalReferenceId": "SingleOnlineHome",
        "forceIdentifier": case.force,
        "category": case.kind.category,
        "categorySubcode": case.kind.subcode,
        "submissionId": case.submission_id,
        "submitTime": case.sent.isoformat(timespec="milliseconds"),
        "customerReferenceNumber": case.reference,
        "userAgent": case.draw.pick("agent", _AGENTS),
        "submissionContent": content(case),
    }
    if not case.telling.anonymous:
        attributes["ipAddress"] = _address(case)
    return {"id": case.draw.uuid("submission entity"), "type": "submission", "attributes": attributes}


def _address(case: Case) -> str:
    """An address from the blocks kept for documentation (RFC 5737, RFC 3849)."""
    bits = case.draw.bits("ip")
    if bits % 3 == 0:
        return f"2001:db8:{bits >> 8 & 0xFFFF:x}:{bits >> 24 & 0xFFFF:x}::{bits >> 40 & 0xFFFF:x}"
    return f"{('192.0.2', '198.51.100', '203.0.113')[bits % 7 % 3]}.{(bits >> 8) % 254 + 1}"
