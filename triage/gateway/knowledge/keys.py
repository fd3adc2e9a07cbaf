"""What two reports can have in common, each as a folded value: the keys that related reports and people are found by.

Each sort of key is one function of a report in `SORTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from triage.insight.duplicates.texts import bands, telling
from triage.models.fold import joined, words
from triage.models.numbers import phone, postcode, registration
from triage.models.person import Person
from triage.models.report import Report
from triage.models.sdm.moments import as_utc
from triage.models.things import Place

REFERENCE, PHONE, EMAIL, REGISTRATION = "reference", "phone", "email", "registration"
NAME, NAME_BORN, ADDRESS, UPRN, SCENE, WORDS = "name", "name_born", "address", "uprn", "scene", "words"
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """``field``: where in the report it stands, in words of ours; ``person_key``: whose it is, "" when nobody's;
    ``happened_at``: for a scene, when it was."""

    kind: str
    value: str
    field: str
    person_key: str = ""
    happened_at: datetime | None = None


def keys_of(report: Report) -> tuple[Key, ...]:
    """Every key of a report, each once."""
    found = (key for sort in SORTS for key in sort(report))
    return tuple(dict.fromkeys(key for key in found if key.value and len(key.value) <= LONGEST_VALUE))


def name_of(person: Person) -> str:
    """Given name and surname, folded, in alphabetical order: forms and people swap the two."""
    return " ".join(sorted(words(f"{person.given} {person.surname}")))


def address_of(place: Place) -> str:
    """The first line and the postcode, folded; "" unless both are told."""
    code = postcode(place.postcode)
    first = next((joined(line) for line in place.lines if line.strip()), "")
    return f"{first} {code}" if code and first else ""


def _references(report: Report) -> Iterator[Key]:
    value = joined(report.submission.customer_reference)
    yield Key(kind=REFERENCE, value=value, field="customer reference")


def _people(report: Report) -> Iterator[Key]:
    for person in report.people:
        whose = person.roles[0] if person.roles else "person"
        for contact in person.contacts:
            value = phone(contact.value) if contact.kind == PHONE else "".join(contact.value.split()).casefold()
            kind = PHONE if contact.kind == PHONE else EMAIL
            yield Key(kind=kind, value=value, field=f"{kind} of the {whose}", person_key=person.key)
        name = name_of(person)
        if " " in name:
            yield Key(kind=NAME, value=name, field=f"name of the {whose}", person_key=person.key)
        if name and person.born:
            value = f"{name}|{person.born}"
            yield Key(kind=NAME_BORN, value=value, field=f"name and birth of the {whose}", person_key=person.key)


def _addresses(report: Report) -> Iterator[Key]:
    homes: dict[str, list[Person]] = {}
    for person in report.people:
        homes.setdefault(person.place_key, []).append(person)
    for place in report.places:
        at_home = homes.get(place.key, []) if place.key else []
        for kind, value in ((ADDRESS, address_of(place)), (UPRN, joined(place.uprn))):
            field = f"address ({place.roles[0]})" if place.roles else "address"
            for person_key in [str(person.key) for person in at_home] or [""]:
                yield Key(kind=kind, value=value, field=field, person_key=person_key)


def _vehicles(report: Report) -> Iterator[Key]:
    for vehicle in report.vehicles:
        yield Key(kind=REGISTRATION, value=registration(vehicle.registration), field="registration")


def _scenes(report: Report) -> Iterator[Key]:
    """The incident's place, by postcode and by the square of about 100 m, with its time."""
    start = report.when.start if report.when else None
    at = as_utc(start.at) if start and start.at and "T" in start.at else None
    if at is None:
        return
    for place in report.places:
        if "incident" not in place.roles:
            continue
        yield Key(kind=SCENE, value=postcode(place.postcode), field="time and place", happened_at=at)
        if place.latitude is not None and place.longitude is not None:
            square = f"{place.latitude:.3f} {place.longitude:.3f}"
            yield Key(kind=SCENE, value=square, field="time and place", happened_at=at)


def _words(report: Report) -> Iterator[Key]:
    """What the narrative says, as keys that like texts share."""
    for band in bands(telling(report.narrative)):
        yield Key(kind=WORDS, value=band, field="words of the narrative")


SORTS: tuple[Callable[[Report], Iterator[Key]], ...] = (_references, _people, _addresses, _vehicles, _scenes, _words)
