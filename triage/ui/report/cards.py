"""Which cards a report has, in reading order, each made only when it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

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
CARDS_MORE = 6
"""Cards that come with each asking for more: what can be laid out before anybody notices."""
MOST_CARDS = 24
"""Cards on the screen at most: a report may have ten thousand people."""
ROLE_ORDER = ("victim", "reporter", "missing person", "suspect", "witness")


@dataclass(frozen=True, slots=True)
class Maker:
    """One card that is not made yet. ``home``: the key of the place that is shown on it, "" for none."""

    key: str
    make: Callable[..., CardContent]
    told: tuple[Any, ...]
    home: str = ""

    def __call__(self, laid: Laid) -> CardContent:
        return self.make(*self.told, laid)

    def has(self, field: str) -> bool:
        """Whether the row of this pointer ("people/p1/surname") would be on the card."""
        thing = "/".join(field.split("/")[:2]) if field.partition("/")[0] != "when" else "when"
        return bool(thing) and thing in (self.key, self.home)


def makers_for(report: Report, draft: Draft) -> tuple[Maker, ...]:
    """The cards of a report with what the draft added and joined."""
    whole = unmerged(report, draft)
    people = {person.key for person in whole.people} if draft.merges else set()
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
        *(
            Maker(f"people/{one.key}", person_card, (report, one), f"places/{one.place_key}" if one.place_key else "")
            for one in people
        ),
        *(Maker(f"places/{one.key}", place_card, (report, one)) for one in places),
        Maker("when", when_card, (report,)),
        *(Maker(f"vehicles/{one.key}", vehicle_card, (report, one)) for one in report.vehicles),
        *(Maker(f"property/{one.key}", property_card, (report, one)) for one in report.property_items),
    )


@lru_cache(maxsize=256)
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
