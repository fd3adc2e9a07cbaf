"""What a handler makes of the public's words: people, places, vehicles and property added, people joined into one.

The public's own report never changes: additions and merges live in the draft and are laid over it (`models.composed`).
Each addition keeps the very words it was made from and where they stand, so that anybody can check it later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from triage.models.ids import PersonKey
from triage.models.person import Person
from triage.models.report import Report
from triage.models.things import Place, PropertyItem, Vehicle

Room = Literal["people", "places", "vehicles", "property"]

ROLES: dict[Room, tuple[str, ...]] = {
    "people": ("suspect", "victim", "witness", "missing person", "child", "mentioned"),
    "places": ("incident", "mentioned"),
    "vehicles": ("suspect", "stolen", "damaged", "involved"),
    "property": ("stolen", "damaged", "lost", "found"),
}
"""What a new thing can be in the report, the likeliest first."""

_REGISTRATION = re.compile(r"[A-Z]{2}\d{2}\s?[A-Z]{3}|[A-Z]\d{1,3}\s?[A-Z]{3}|[A-Z]{3}\s?\d{1,3}[A-Z]", re.IGNORECASE)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_STREET = re.compile(r"\b(?:street|road|lane|avenue|close|drive|park|square|station|way|st|rd|ave)\b", re.IGNORECASE)
_NAMED = re.compile(r"[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){0,3}\Z")
_TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "rev", "sir", "prof"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where words stand in the narrative of one version: characters ``start`` to ``end``, and the words themselves."""

    quote: str
    start: int
    end: int
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A person, place, vehicle or property item that the report tells of in words only. ``key`` like "a1"."""

    key: str
    room: Room
    role: str = ""
    source: Source
    by: str
    at: datetime

    @property
    def thing(self) -> str:
        """Its pointer, "people/a1", as corrections name it."""
        return f"{self.room}/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two people of a report who are one: ``gone`` is shown and sent as part of ``kept``."""

    kept: PersonKey
    gone: PersonKey
    by: str
    at: datetime


def next_key(additions: Iterable[Addition], report: Report) -> str:
    """A key that nothing of the report has: "a1", "a2", …"""
    taken = {entry.key for entry in additions}
    taken |= {str(person.key) for person in report.people} | {place.key for place in report.places}
    taken |= {vehicle.key for vehicle in report.vehicles} | {item.key for item in report.property_items}
    number = 1
    while f"a{number}" in taken:
        number += 1
    return f"a{number}"


def likely_room(words: str) -> Room:
    """What the words look like: a registration, an address, else a person. Only decides which row comes first."""
    text = words.strip()
    if _REGISTRATION.fullmatch(text):
        return "vehicles"
    if _POSTCODE.search(text) or _STREET.search(text):
        return "places"
    return "people" if text.istitle() or text.lower().split()[:1] in (["my"], ["his"], ["her"]) else "property"


def with_additions(report: Report, additions: Iterable[Addition]) -> Report:
    """The report with the added things behind its own."""
    for entry in additions:
        match entry.room:
            case "people":
                report = replace(report, people=(*report.people, _person(entry)))
            case "places":
                report = replace(report, places=(*report.places, _place(entry)))
            case "vehicles":
                report = replace(report, vehicles=(*report.vehicles, _vehicle(entry)))
            case "property":
                report = replace(report, property_items=(*report.property_items, _item(entry)))
    return report


def with_merges(report: Report, merges: Iterable[Merge]) -> Report:
    """The report with each pair as one person; a pair that a new version no longer has is passed over."""
    for entry in merges:
        kept, gone = report.person(entry.kept), report.person(entry.gone)
        if kept is None or gone is None or kept is gone:
            continue
        one = joined(kept, gone)
        people = tuple(one if person is kept else person for person in report.people if person is not gone)
        report = replace(report, people=people)
    return report


def joined(kept: Person, gone: Person) -> Person:
    """One person of two: what ``kept`` lacks comes from ``gone``, roles and contacts of both, both names."""
    told = tuple(dict.fromkeys((*kept.aliases, *_name_of(gone), *gone.aliases)))
    known = {(contact.kind, contact.value.casefold()) for contact in kept.contacts}
    others = tuple(one for one in gone.contacts if (one.kind, one.value.casefold()) not in known)
    return replace(
        kept,
        roles=tuple(dict.fromkeys((*kept.roles, *gone.roles))),
        aliases=tuple(name for name in told if name != kept.name),
        born=kept.born or gone.born,
        age=kept.age if kept.age is not None else gone.age,
        about_age=kept.about_age or gone.about_age,
        under_18=kept.under_18 if kept.under_18 is not None else gone.under_18,
        gender=kept.gender or gone.gender,
        ethnicity=kept.ethnicity or gone.ethnicity,
        contacts=(*kept.contacts, *others),
        contact_preference=kept.contact_preference or gone.contact_preference,
        place_key=kept.place_key or gone.place_key,
        description="\n".join(dict.fromkeys(text for text in (kept.description, gone.description) if text)),
        anonymous=kept.anonymous and gone.anonymous,
        details=(*kept.details, *gone.details),
    )


def _name_of(person: Person) -> tuple[str, ...]:
    told = any((person.given, person.middle, person.surname))
    return (person.name,) if told else ()


def _roles(entry: Addition) -> tuple[str, ...]:
    return (entry.role,) if entry.role else ()


def _person(entry: Addition) -> Person:
    """A name where the words look like one ("Liam Porter"), else a description ("my ex partner")."""
    key, roles, quote = PersonKey(entry.key), _roles(entry), entry.source.quote
    parts = quote.split()
    if not _NAMED.match(quote) or not all(part[:1].isupper() for part in parts):
        return Person(key=key, roles=roles, description=quote)
    title = parts.pop(0) if len(parts) > 1 and parts[0].rstrip(".").lower() in _TITLES else ""
    if title and len(parts) == 1:
        return Person(key=key, roles=roles, title=title, surname=parts[0])
    surname = parts[-1] if len(parts) > 1 else ""
    return Person(key=key, roles=roles, title=title, given=parts[0], middle=" ".join(parts[1:-1]), surname=surname)


def _place(entry: Addition) -> Place:
    found = _POSTCODE.search(entry.source.quote)
    return Place(
        key=entry.key,
        roles=_roles(entry),
        description=entry.source.quote,
        postcode=found[0].upper() if found else "",
    )


def _vehicle(entry: Addition) -> Vehicle:
    quote, roles = entry.source.quote, _roles(entry)
    if _REGISTRATION.fullmatch(quote):
        return Vehicle(key=entry.key, roles=roles, registration=quote.upper())
    return Vehicle(key=entry.key, roles=roles, description=quote)


def _item(entry: Addition) -> PropertyItem:
    return PropertyItem(key=entry.key, roles=_roles(entry), kind=entry.source.quote)
