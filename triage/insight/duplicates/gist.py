"""What of a report is compared with other reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from triage.insight.duplicates.texts import telling
from triage.insight.people.traits import Traits, traits, traits_of
from triage.models.fold import joined
from triage.models.numbers import registration
from triage.models.report import Report
from triage.models.sdm.moments import as_utc

MOST_PEOPLE = 12
NOWHERE = Traits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Involved:
    """A person of a report: ``role`` in words, for the evidence."""

    key: str
    role: str
    traits: Traits


@dataclass(frozen=True, slots=True, kw_only=True)
class Gist:
    """``at``: the moment it happened or began, ``on``: its day, where only that was told; ``place``: the incident's
    address (only its home fields are set), ``spot`` latitude and longitude."""

    kind: str
    reference: str = ""
    at: datetime | None = None
    on: date | None = None
    place: Traits = NOWHERE
    spot: tuple[float, float] | None = None
    people: tuple[Involved, ...] = ()
    registrations: frozenset[str] = frozenset()
    identifiers: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()


def gist_of(report: Report) -> Gist:
    """Pure; a long report takes some milliseconds."""
    start = report.when.start if report.when else None
    told = start.at if start else None
    at = as_utc(told) if told and "T" in told else None
    place = next((place for place in report.places if "incident" in place.roles), None)
    where = traits(lines=place.lines, town=place.town, code=place.postcode, uprn=place.uprn) if place else Traits()
    spot = (place.latitude, place.longitude) if place else (None, None)
    return Gist(
        kind=report.kind,
        reference=joined(report.submission.customer_reference),
        at=at,
        on=at.date() if at else _day(told),
        place=where,
        spot=(spot[0], spot[1]) if spot[0] is not None and spot[1] is not None else None,
        people=tuple(_people(report)),
        registrations=frozenset(filter(None, (registration(one.registration) for one in report.vehicles))),
        identifiers=frozenset(filter(None, (_identifier(one.identifiers) for one in report.property_items))),
        words=telling(report.narrative),
    )


def _people(report: Report) -> Iterator[Involved]:
    for person in report.people[:MOST_PEOPLE]:
        told = traits_of(report, person)
        if told.said:
            yield Involved(key=person.key, role=person.roles[0] if person.roles else "person", traits=told)


def _identifier(text: str) -> str:
    """A serial number or IMEI; short ones are no identifiers."""
    value = joined(text)
    return value if len(value) > 5 and any(char.isdigit() for char in value) else ""


def _day(told: str | None) -> date | None:
    try:
        return date.fromisoformat(told[:10]) if told else None
    except ValueError:
        return None
