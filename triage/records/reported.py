"""What the public reported, as parts of a record document (corrections are already applied)."""

from __future__ import annotations

from triage.models.answer import Moment
from triage.models.person import Contact, Person
from triage.models.report import Report, Submission, When
from triage.models.things import Attachment, Place, PropertyItem, Vehicle
from triage.records.parts import (
    AttachmentPart,
    ContactPart,
    MomentPart,
    PersonPart,
    PlacePart,
    PropertyPart,
    ReportPart,
    SubmissionPart,
    VehiclePart,
    WhenPart,
)


def submission_part(submission: Submission) -> SubmissionPart:
    """Without the IP address and browser: records systems have no use for them."""
    return SubmissionPart(
        id=submission.submission_id,
        customer_reference=submission.customer_reference,
        submitted=_moment(submission.submitted),
        source=submission.source,
        category=submission.category,
        subcode=submission.subcode,
    )


def report_part(report: Report) -> ReportPart:
    return ReportPart(
        version=report.version,
        kind=report.kind,
        title=report.title,
        narrative=report.narrative,
        when=_when(report.when),
    )


def person_part(person: Person, report: Report) -> PersonPart:
    home = report.place(person.place_key) if person.place_key else None
    return PersonPart(
        key=person.key,
        roles=person.roles,
        title=person.title,
        given=person.given,
        middle=person.middle,
        surname=person.surname,
        aliases=person.aliases,
        born=person.born,
        age=person.age,
        about_age=person.about_age,
        under_18=person.under_18,
        gender=person.gender,
        ethnicity=person.ethnicity,
        contacts=tuple(_contact(contact) for contact in person.contacts),
        contact_preference=person.contact_preference,
        place=person.place_key,
        address=home.one_line if home else "",
        description=person.description,
        anonymous=person.anonymous,
    )


def place_part(place: Place) -> PlacePart:
    return PlacePart(
        key=place.key,
        roles=place.roles,
        lines=place.lines,
        town=place.town,
        county=place.county,
        postcode=place.postcode,
        uprn=place.uprn,
        latitude=place.latitude,
        longitude=place.longitude,
        description=place.description,
    )


def vehicle_part(vehicle: Vehicle) -> VehiclePart:
    return VehiclePart(
        key=vehicle.key,
        roles=vehicle.roles,
        registration=vehicle.registration,
        make=vehicle.make,
        model=vehicle.model,
        colour=vehicle.colour,
        description=vehicle.description,
    )


def property_part(item: PropertyItem) -> PropertyPart:
    return PropertyPart(
        key=item.key,
        roles=item.roles,
        kind=item.kind,
        description=item.description,
        value=item.value,
        identifiers=item.identifiers,
    )


def attachment_part(attachment: Attachment) -> AttachmentPart:
    return AttachmentPart(
        number=attachment.number,
        name=attachment.name,
        media_type=attachment.media_type,
        size=attachment.size,
        sha256=attachment.sha256,
    )


def _moment(moment: Moment | None) -> MomentPart | None:
    return MomentPart(at=moment.at, text=moment.text) if moment else None


def _when(when: When | None) -> WhenPart | None:
    return WhenPart(start=_moment(when.start), end=_moment(when.end), exact=when.exact) if when else None


def _contact(contact: Contact) -> ContactPart:
    return ContactPart(kind=contact.kind, value=contact.value, label=contact.label, safe=contact.safe)
