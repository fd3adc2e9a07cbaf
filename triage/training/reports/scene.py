"""The facts of one event, and the slots through which a narrative asks for them.

A scene belongs to the event, not to the person who reports it: a second witness gets the same street, the same car
and the same suspect. Facts are drawn by name, so it makes no difference which narrative asks first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from triage.training.reports import moments, stock
from triage.training.reports.draw import Draw
from triage.training.reports.kinds import Kind
from triage.training.reports.library import Narrative
from triage.training.reports.names import CHILD_NAMES, COMMUNITIES, PET_NAMES, SUSPECT_NAMES_F, SUSPECT_NAMES_M
from triage.training.reports.people import Household, Person, phone
from triage.training.reports.places import ESTATES, PARKS, PUBS, SCHOOLS, SHOPS, Address, address, street_name
from triage.training.reports.vehicles import VANS, Car, car

_SURNAMES = COMMUNITIES[0].surnames


@dataclass(frozen=True, slots=True)
class Scene:
    """What happened, where and when. ``near`` is an address close to the event, used when it was not at home."""

    draw: Draw
    kind: Kind
    narrative: Narrative
    when: moments.When
    near: Address

    @property
    def suspect(self) -> tuple[str, str]:
        names = SUSPECT_NAMES_F if self.narrative.sus == "f" else SUSPECT_NAMES_M
        return self.draw.pick("suspect", names), self.draw.pick("suspect surname", _SURNAMES)

    @property
    def car(self) -> Car:
        return car(self.draw, "car")

    @property
    def other_car(self) -> Car:
        return car(self.draw, "other car")

    @property
    def missing(self) -> tuple[str, str, int]:
        names = COMMUNITIES[0].female if self.narrative.missing == "f" else COMMUNITIES[0].male
        age = self.draw.whole("missing age", *self.narrative.missing_age)
        return self.draw.pick("missing", names), self.draw.pick("missing surname", _SURNAMES), age

    @property
    def where(self) -> str:
        return self.narrative.where or self.kind.where

    @property
    def venue(self) -> str:
        """The name of the shop, pub, park or school where it happened; empty elsewhere."""
        stocks = {"shop": SHOPS, "pub": PUBS, "park": PARKS, "school": SCHOOLS}
        return self.draw.pick(self.where, stocks[self.where]) if self.where in stocks else ""


def make_scene(draw: Draw, kind: Kind, narrative: Narrative, sent: datetime, home: Address) -> Scene:
    """The scene of an event reported at ``sent`` by somebody who lives at ``home`` (people report what is near)."""
    when = moments.happened(
        draw,
        sent,
        narrative.hours,
        kind.lag if narrative.days is None else narrative.days,
        narrative.spread,
        now=narrative.now,
    )
    near = home
    if (narrative.where or kind.where) != "home":
        welsh = home.postcode[2:4] in {"14", "15"}
        near = address(draw.child("near"), welsh=welsh, numbered=draw.chance("door known", 0.35))
    return Scene(draw, kind, narrative, when, near)


@dataclass(frozen=True, slots=True)
class Telling:
    """A scene in the words of one person; ``fill`` answers the slots of a template."""

    scene: Scene
    teller: Person
    household: Household
    draw: Draw
    sent: datetime
    anonymous: bool = False
    second_hand: bool = False
    """True where somebody else than the first reporter tells of the same event."""

    @property
    def place(self) -> Address:
        """Where it happened: the teller's home or the place near by."""
        return self.teller.home if self.scene.where == "home" and not self.second_hand else self.scene.near

    def fill(self, slot: str) -> str:
        """The words for a slot. Raises KeyError for a slot that nobody can fill."""
        return _SLOTS[slot](self)


def _picked(name: str, options: tuple[str, ...]) -> Callable[[Telling], str]:
    return lambda telling: telling.scene.draw.pick(name, options)


def _money(name: str) -> Callable[[Telling], str]:
    return lambda telling: f"£{telling.scene.draw.pick(name, stock.MONEY):,}"


def _large(name: str) -> Callable[[Telling], str]:
    return lambda telling: f"£{telling.scene.draw.pick(name, stock.LARGE):,}"


def _number(name: str, low: int, high: int) -> Callable[[Telling], str]:
    return lambda telling: str(telling.scene.draw.whole(name, low, high))


def _thing(name: str, things: tuple[tuple[str, str, int], ...]) -> Callable[[Telling], str]:
    return lambda telling: telling.scene.draw.pick(name, things)[0]


def _handle(telling: Telling) -> str:
    draw = telling.scene.draw
    front = draw.pick("handle", ("xx_", "real.", "its", "not_"))
    return f"{front}{telling.scene.suspect[0].lower()}{draw.whole('handle no', 1, 99)}"


def _date(telling: Telling) -> str:
    draw = telling.scene.draw
    month = draw.pick("event month", ("March", "May", "June", "July", "September"))
    return f"{draw.whole('event day', 2, 27)} {month}"


def _model(make: str, model: str) -> str:
    return f"{make} {model}"


_SLOTS: dict[str, Callable[[Telling], str]] = {
    "first": lambda t: t.teller.first,
    "surname": lambda t: t.teller.surname or t.teller.first,
    "myname": lambda t: t.teller.name,
    "age": lambda t: str(t.teller.age(t.sent.date())),
    "myphone": lambda t: t.teller.phone,
    "homestreet": lambda t: t.teller.home.street,
    "hometown": lambda t: t.teller.home.town,
    "homenumber": lambda t: t.teller.home.number,
    "street": lambda t: t.place.street,
    "street2": lambda t: street_name(t.scene.draw, "street2"),
    "town": lambda t: t.place.town,
    "number": _number("house", 2, 88),
    "estate": _picked("estate", ESTATES),
    "park": _picked("park", PARKS),
    "pub": _picked("pub", PUBS),
    "shop": _picked("shop", SHOPS),
    "school": _picked("school", SCHOOLS),
    "when": lambda t: moments.when_words(t.draw, t.scene.when.start, t.sent),
    "day": lambda t: moments.day_words(t.scene.when.start, t.sent),
    "clock": lambda t: moments.clock_words(t.draw, "clock", t.scene.when.start),
    "between": lambda t: moments.between_words(t.draw, t.scene.when, t.sent),
    "sus": lambda t: t.scene.suspect[0],
    "susfull": lambda t: " ".join(t.scene.suspect),
    "susphone": lambda t: phone(t.scene.draw, "suspect phone"),
    "kid": lambda t: t.household.child,
    "kid2": _picked("second child", CHILD_NAMES),
    "kidage": _number("child age", 3, 11),
    "teenage": _number("teenager", 13, 16),
    "pet": _picked("pet", PET_NAMES),
    "mis": lambda t: t.scene.missing[0],
    "misfull": lambda t: " ".join(t.scene.missing[:2]),
    "misage": lambda t: str(t.scene.missing[2]),
    "car": lambda t: _model(t.scene.car.make, t.scene.car.model),
    "colour": lambda t: t.scene.car.colour,
    "plate": lambda t: t.scene.car.registration,
    "car2": lambda t: _model(t.scene.other_car.make, t.scene.other_car.model),
    "colour2": lambda t: t.scene.other_car.colour,
    "plate2": lambda t: t.scene.other_car.registration,
    "part2": lambda t: t.scene.other_car.registration[: t.scene.draw.whole("seen", 2, 4)],
    "van": lambda t: " ".join(t.scene.draw.pick("van", VANS)),
    "item": _thing("item", stock.STOLEN),
    "item2": _thing("item2", stock.STOLEN),
    "lost": _thing("lost", stock.LOST),
    "burgled": _thing("burgled", stock.BURGLED),
    "burgled2": _thing("burgled2", stock.BURGLED),
    "goods": lambda t: t.scene.draw.pick("goods", stock.GOODS)[0],
    "goodsvalue": lambda t: (
        f"£{t.scene.draw.pick('goods', stock.GOODS)[1] + t.scene.draw.whole('pence', 0, 99) / 100:.2f}"
    ),
    "money": _money("money"),
    "money2": _large("money2"),
    "look": _picked("look", stock.LOOKS),
    "lookf": _picked("lookf", stock.LOOKS_FEMALE),
    "portable": _thing("portable", stock.PORTABLE),
    "look2": _picked("look2", stock.LOOKS),
    "app": _picked("app", stock.APPS),
    "nearby": _picked("nearby", stock.DISTANCES),
    "relation": _picked("relation", stock.RELATIONS),
    "since": _picked("since", stock.PROBLEM_DAYS),
    "n": _number("n", 2, 6),
    "n2": _number("n2", 7, 40),
    "ref": lambda t: f"77/{t.scene.draw.whole('reference', 1000, 89999)}/{t.sent:%y}",
    "handle": _handle,
    "web": lambda t: (
        t.scene.draw.pick("web", ("bargain-barn", "dealdock", "marketgo", "spareroom-direct")) + ".example.com"
    ),
    "date": _date,
}
SLOT_NAMES = frozenset(_SLOTS)
"""Every slot a narrative may use."""

VALUES = {text: (group, value) for text, group, value in (*stock.STOLEN, *stock.PORTABLE, *stock.LOST, *stock.BURGLED)}
"""What a thing is worth and what the form calls it, by the words that describe it."""
