"""A report with the handler's corrections laid over it; the original stays as it was told.

A correction's field is a pointer of three parts, "people/<key>/surname". What may be corrected is listed here once,
so that the screen, the record document and the checks cannot disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from triage.models.answer import Answer, Moment
from triage.models.draft import Correction, Draft
from triage.models.errors import FieldError, InputError
from triage.models.person import Contact, Person
from triage.models.report import Report, When
from triage.models.sdm.moments import moment
from triage.models.things import Place, PropertyItem, Vehicle

CORRECTABLE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "people": {
            "title": "Title",
            "given": "First name",
            "middle": "Middle name",
            "surname": "Surname",
            "born": "Date of birth",
            "age": "Age",
            "about_age": "About age",
            "under_18": "Under 18",
            "gender": "Gender",
            "ethnicity": "Ethnicity",
            "phone": "Phone",
            "email": "E-mail",
            "contact_preference": "Prefers",
            "description": "Description",
        },
        "places": {
            "lines": "Address",
            "town": "Town",
            "county": "County",
            "postcode": "Postcode",
            "description": "Place",
            "uprn": "UPRN",
            "position": "Map position",
        },
        "vehicles": {
            "registration": "Registration",
            "make": "Make",
            "model": "Model",
            "colour": "Colour",
            "description": "Description",
        },
        "property": {"kind": "Item", "description": "Description", "value": "Value", "identifiers": "Serial numbers"},
        "when": {"start": "From", "end": "To", "exact": "Exact time known"},
        "answers": {"text": "Answer"},
    }
)
"""Room of the report → attribute → its word on the screen. Contacts after the first are "phone2", "email3"; an answer
is named by its JSON pointer in the payload, "answers/data/attributes/hadWeapon/text"."""

_CONTACT = re.compile(r"(?P<kind>phone|email)(?P<number>[2-9]|[1-9]\d)?\Z")
_POSITION = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\Z")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? ", re.IGNORECASE)
_YES_NO = {"yes": True, "no": False}
_FLAGS = {"under_18", "exact"}

Thing = Person | Place | Vehicle | PropertyItem
T = TypeVar("T", Person, Place, Vehicle, PropertyItem)


def split_field(field: str) -> tuple[str, str, str]:
    """("people", key, attribute) of a correction's field; "when/start" has an empty key.

    Raises:
        InputError: no such field can be corrected.
    """
    room, _, rest = field.partition("/")
    key, _, attribute = rest.rpartition("/")
    if _plain(room, attribute) not in CORRECTABLE.get(room, {}):
        raise InputError(f"{field} cannot be corrected.", (FieldError(field, "is not a field that can be corrected"),))
    return room, key, attribute


def label_of(field: str) -> str:
    room, key, attribute = split_field(field)
    label = CORRECTABLE[room][_plain(room, attribute)]
    found = _CONTACT.match(attribute) if room == "people" else None
    if found and found["number"]:
        return f"{label} {found['number']}"
    return f"{label} “{key.rpartition('/')[2]}”" if room == "answers" else label


def fault_of(field: str, value: str) -> str:
    """What to write instead, in a sentence, when ``value`` cannot stand in ``field``; "" when it can."""
    return _fault(split_field(field)[2], value.strip())


def _fault(attribute: str, text: str) -> str:
    if not text:
        return ""
    if attribute == "age" and not (text.isdecimal() and int(text) <= 200):
        return "Write the age in years, 0 to 200."
    if attribute in _FLAGS and text.lower() not in _YES_NO:
        return "Write Yes or No."
    if attribute == "position" and not _POSITION.match(text):
        return "Write latitude and longitude, as 51.88951, 0.90421."
    return ""


def original_of(report: Report, field: str) -> str:
    """What the public told in ``field``, as the screen writes it; "" when nothing was told."""
    room, key, attribute = split_field(field)
    if room == "when":
        told = getattr(report.when, attribute) if report.when else None
        return told.text if isinstance(told, Moment) else _flag(told)
    if room == "answers":
        return next((answer.text for answer in _answers(report) if answer.path == f"/{key}"), "")
    found = next((thing for thing in _room(report, room) if thing.key == key), None)
    if found is None:
        return ""
    if isinstance(found, Place) and attribute == "lines":
        return ", ".join(found.lines)
    contact = _CONTACT.match(attribute) if isinstance(found, Person) else None
    if isinstance(found, Person) and contact:
        there = [one.value for one in found.contacts if one.kind == contact["kind"]]
        return next(iter(there[int(contact["number"] or 1) - 1 :]), "")
    if isinstance(found, Place) and attribute == "position":
        at = (found.latitude, found.longitude)
        return "" if None in at else f"{found.latitude:.5f}, {found.longitude:.5f}"
    told = getattr(found, attribute)
    return _flag(told) if attribute in _FLAGS else "" if told is None else str(told)


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


def without_correction(draft: Draft, field: str) -> Draft:
    """The draft in which this field reads as it was told."""
    return replace(draft, corrections=tuple(entry for entry in draft.corrections if entry.field != field))


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
        return replace(report, when=_mended_when(report.when or When(), attribute, value))
    if room == "answers":
        return _with_answer(report, f"/{key}", value)
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
    contact = _CONTACT.match(attribute) if isinstance(thing, Person) else None
    if isinstance(thing, Person) and contact:
        return _with_contact(thing, contact["kind"], int(contact["number"] or 1), value)
    if _fault(attribute, value.strip()):
        return thing
    return replace(thing, **_change(attribute, value))


def _change(attribute: str, value: str) -> dict[str, Any]:
    """The fields that a correction sets, in their own types; no words mean not known."""
    text = value.strip()
    if attribute == "age":
        return {"age": int(text) if text else None}
    if attribute in _FLAGS:
        return {attribute: _YES_NO.get(text.lower())}
    if attribute == "position":
        found = _POSITION.match(text)
        return {"latitude": float(found[1]) if found else None, "longitude": float(found[2]) if found else None}
    return {attribute: value}


def _with_contact(person: Person, kind: str, number: int, value: str) -> Person:
    """The person whose ``number``-th contact of this kind reads so. The first one corrected is the one that is used."""
    there = [contact for contact in person.contacts if contact.kind == kind]
    if len(there) < number:
        return replace(person, contacts=(*person.contacts, Contact(kind=kind, value=value))) if value else person
    old = there[number - 1]
    mended = replace(old, value=value)
    if number == 1:
        return replace(person, contacts=(mended, *(entry for entry in person.contacts if entry is not old)))
    return replace(person, contacts=tuple(mended if entry is old else entry for entry in person.contacts))


def _mended_when(when: When, attribute: str, value: str) -> When:
    """With the moment read, so that clocks and records know it too ("Thu 19 Nov 2026, 22:10")."""
    if attribute == "exact":
        return replace(when, exact=_YES_NO.get(value.strip().lower()))
    told = Moment(text=value, at=moment(_WEEKDAY.sub("", value, count=1)).at)
    return replace(when, start=told) if attribute == "start" else replace(when, end=told)


def _answers(report: Report) -> Iterable[Answer]:
    """Every answer of the report, wherever it is shown."""
    yield from (*report.answers, *report.other, *report.submission.details)
    for room in ("people", "places", "vehicles", "property"):
        for thing in _room(report, room):
            yield from thing.details


def _with_answer(report: Report, path: str, value: str) -> Report:
    def mend(answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
        if not any(answer.path == path for answer in answers):
            return answers
        return tuple(replace(answer, text=value) if answer.path == path else answer for answer in answers)

    def each(things: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(replace(thing, details=mend(thing.details)) for thing in things)

    return replace(
        report,
        answers=mend(report.answers),
        other=mend(report.other),
        submission=replace(report.submission, details=mend(report.submission.details)),
        people=each(report.people),
        places=each(report.places),
        vehicles=each(report.vehicles),
        property_items=each(report.property_items),
    )


def _flag(told: bool | None) -> str:
    return "" if told is None else "Yes" if told else "No"


def _plain(room: str, attribute: str) -> str:
    """The attribute without the number of a further contact."""
    found = _CONTACT.match(attribute) if room == "people" else None
    return found["kind"] if found else attribute
