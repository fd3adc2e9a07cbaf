"""A report with the handler's corrections laid over it; the original stays as it was told.

A correction's field is a pointer of three parts, "people/<key>/surname". What may be corrected is listed here once,
so that the screen, the record document and the checks cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from triage.models.answer import Moment
from triage.models.draft import Correction, Draft
from triage.models.errors import FieldError, InputError
from triage.models.person import Contact, Person
from triage.models.report import Report, When
from triage.models.things import Place, PropertyItem, Vehicle

CORRECTABLE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "people": {
            "title": "Title",
            "given": "First name",
            "middle": "Middle name",
            "surname": "Surname",
            "born": "Date of birth",
            "about_age": "About age",
            "gender": "Gender",
            "ethnicity": "Ethnicity",
            "phone": "Phone",
            "email": "E-mail",
            "description": "Description",
        },
        "places": {
            "lines": "Address",
            "town": "Town",
            "county": "County",
            "postcode": "Postcode",
            "description": "Place",
        },
        "vehicles": {"registration": "Registration", "make": "Make", "model": "Model", "colour": "Colour"},
        "property": {"kind": "Item", "description": "Description", "value": "Value", "identifiers": "Serial numbers"},
        "when": {"start": "From", "end": "To"},
    }
)
"""Room of the report → attribute → its word on the screen."""

Thing = Person | Place | Vehicle | PropertyItem
T = TypeVar("T", Person, Place, Vehicle, PropertyItem)


def split_field(field: str) -> tuple[str, str, str]:
    """("people", key, attribute) of a correction's field; "when/start" has an empty key.

    Raises:
        InputError: no such field can be corrected.
    """
    room, _, rest = field.partition("/")
    key, _, attribute = rest.rpartition("/")
    if attribute not in CORRECTABLE.get(room, {}):
        raise InputError(f"{field} cannot be corrected.", (FieldError(field, "is not a field that can be corrected"),))
    return room, key, attribute


def label_of(field: str) -> str:
    room, _, attribute = split_field(field)
    return CORRECTABLE[room][attribute]


def original_of(report: Report, field: str) -> str:
    """What the public told in ``field``, as the screen writes it; "" when nothing was told."""
    room, key, attribute = split_field(field)
    if room == "when":
        told = getattr(report.when, attribute) if report.when else None
        return told.text if told else ""
    found = next((thing for thing in _room(report, room) if thing.key == key), None)
    if found is None:
        return ""
    if isinstance(found, Place) and attribute == "lines":
        return ", ".join(found.lines)
    if isinstance(found, Person) and attribute in {"phone", "email"}:
        return next((contact.value for contact in found.contacts if contact.kind == attribute), "")
    return str(getattr(found, attribute) or "")


def corrected(report: Report, corrections: Iterable[Correction]) -> Report:
    """A copy of ``report`` with each correction applied; later ones win, unknown targets are passed over
    (a new version of the report may no longer have the person that was corrected)."""
    for correction in corrections:
        room, key, attribute = split_field(correction.field)
        report = _apply(report, room, key, attribute, correction.value)
    return report


def with_correction(draft: Draft, correction: Correction) -> Draft:
    """The draft with this correction in place of an earlier one of the same field; back to the original = none."""
    others = tuple(entry for entry in draft.corrections if entry.field != correction.field)
    kept = others if correction.value == correction.original else (*others, correction)
    return replace(draft, corrections=kept)


def _room(report: Report, room: str) -> tuple[Thing, ...]:
    rooms: dict[str, tuple[Thing, ...]] = {
        "people": report.people,
        "places": report.places,
        "vehicles": report.vehicles,
        "property": report.property_items,
    }
    return rooms[room]


def _apply(report: Report, room: str, key: str, attribute: str, value: str) -> Report:
    if room == "when":
        when = report.when or When()
        moment = Moment(text=value)
        return replace(report, when=replace(when, start=moment) if attribute == "start" else replace(when, end=moment))
    if room == "people":
        return replace(report, people=_mend(report.people, key, attribute, value))
    if room == "places":
        return replace(report, places=_mend(report.places, key, attribute, value))
    if room == "vehicles":
        return replace(report, vehicles=_mend(report.vehicles, key, attribute, value))
    return replace(report, property_items=_mend(report.property_items, key, attribute, value))


def _mend(things: tuple[T, ...], key: str, attribute: str, value: str) -> tuple[T, ...]:
    return tuple(_mended(thing, attribute, value) if thing.key == key else thing for thing in things)


def _mended(thing: T, attribute: str, value: str) -> T:
    if isinstance(thing, Place) and attribute == "lines":
        return replace(thing, lines=tuple(part.strip() for part in value.split(",") if part.strip()))
    if isinstance(thing, Person) and attribute in {"phone", "email"}:
        return _with_contact(thing, attribute, value)
    change: dict[str, Any] = {attribute: value}
    return replace(thing, **change)


def _with_contact(person: Person, kind: str, value: str) -> Person:
    first = next((contact for contact in person.contacts if contact.kind == kind), None)
    mended = replace(first, value=value) if first else Contact(kind=kind, value=value)
    return replace(person, contacts=(mended, *(entry for entry in person.contacts if entry is not first)))
