"""Which cards a report has, in reading order, each made only when it is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from triage.models.composed import unmerged
from triage.models.draft import Draft
from triage.models.report import Report
from triage.ui.report.content import CardContent
from triage.ui.report.thing_cards import (
    Laid,
    person_card,
    place_card,
    property_card,
    vehicle_card,
    when_card,
)

CARDS_AT_ONCE = 12
ROLE_ORDER = ("victim", "reporter", "missing person", "suspect", "witness")

Maker = Callable[[Laid], CardContent]


def makers_for(report: Report, draft: Draft) -> tuple[Maker, ...]:
    """The cards of a report with what the draft added and joined."""
    whole = unmerged(report, draft)
    people = {person.key for person in whole.people}
    gone = frozenset(str(one.gone) for one in draft.merges if {one.kept, one.gone} <= people)
    return card_makers(whole, gone)


def card_makers(report: Report, gone: frozenset[str] = frozenset()) -> tuple[Maker, ...]:
    """People (victims first), places, time, vehicles, property; homes are shown with the people who live there.

    Args:
        gone: people who are shown as part of another one.
    """
    shown = [person for person in report.people if person.key not in gone]
    people = sorted(shown, key=lambda person: _rank(person.roles))
    homes = {person.place_key for person in report.people if person.place_key}
    places = [place for place in report.places if place.key not in homes or "incident" in place.roles]
    return (
        *(partial(person_card, report, person) for person in people),
        *(partial(place_card, report, place) for place in places),
        partial(when_card, report),
        *(partial(vehicle_card, report, vehicle) for vehicle in report.vehicles),
        *(partial(property_card, report, item) for item in report.property_items),
    )


def _rank(roles: tuple[str, ...]) -> int:
    """Place of a person by the most telling of their roles."""
    known = [ROLE_ORDER.index(role) for role in (entry.lower() for entry in roles) if role in ROLE_ORDER]
    return min(known, default=len(ROLE_ORDER))


def as_pointer(report: Report, field: str) -> str:
    """A field named as a record names it ("/people/0/surname") in our own words ("people/p1/surname")."""
    parts = field.strip("/").split("/")
    if len(parts) < 3 or not parts[1].isdigit():
        return "/".join(parts)
    things = {
        "people": [str(person.key) for person in report.people],
        "places": [place.key for place in report.places],
        "vehicles": [vehicle.key for vehicle in report.vehicles],
        "property": [item.key for item in report.property_items],
    }
    keys = things.get(parts[0], [])
    at = int(parts[1])
    return "/".join((parts[0], keys[at], parts[2])) if at < len(keys) else "/".join(parts)
