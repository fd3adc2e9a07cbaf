"""Everything that is known about one submission before it is written out as a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.training.reports import codes
from triage.training.reports.attachments import Attached
from triage.training.reports.draw import Draw
from triage.training.reports.kinds import Kind
from triage.training.reports.people import Person, phone
from triage.training.reports.places import Address
from triage.training.reports.scene import VALUES, Telling
from triage.training.reports.stock import GOODS
from triage.training.reports.template import render
from triage.training.reports.vehicles import Car

BRAND = "TRN"
"""The brand in customer reference numbers: three letters, as the hub gives each force."""


@dataclass(frozen=True, slots=True)
class Item:
    """A thing stolen, lost, found or damaged; ``value`` in whole pounds or None."""

    description: str
    group: str
    value: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One submission: who sent what about which scene. ``draw`` is the submission's own."""

    number: int
    force: str
    draw: Draw
    telling: Telling
    text: str
    submission_id: str
    sent: datetime
    skeleton: bool
    files: tuple[Attached, ...]
    revised: bool = False

    @property
    def kind(self) -> Kind:
        return self.telling.scene.kind

    @property
    def reporter(self) -> Person | None:
        """None when the reporter stays anonymous."""
        return None if self.telling.anonymous else self.telling.teller

    @property
    def role(self) -> str:
        """The reporter's part; somebody who tells a second time what others suffered is a witness."""
        return "witness" if self.telling.second_hand else self.telling.scene.narrative.role

    @property
    def place(self) -> Address | None:
        return None if self.telling.scene.where in {"none", "online"} else self.telling.place

    @property
    def involvement(self) -> str:
        return codes.INVOLVED_AS[self.role]

    @property
    def phone(self) -> str:
        """The number given on this form: a second version may bring a new one."""
        teller = self.telling.teller
        return phone(self.draw, "newer phone") if self.revised and self.draw.chance("new number", 0.2) else teller.phone

    @property
    def items(self) -> tuple[Item, ...]:
        telling = self.telling
        if telling.second_hand:
            return ()
        words = (render(part, telling.fill, telling.scene.draw) for part in telling.scene.narrative.items)
        return tuple(_item(text) for text in words)

    @property
    def cars(self) -> tuple[tuple[str, Car], ...]:
        """Vehicles with their part in it: "own" or "other" as the reporter sees it."""
        scene = self.telling.scene
        part = scene.narrative.vehicle
        if self.telling.second_hand:
            return tuple(("other", car) for car in (scene.car, scene.other_car)) if part == "both" else ()
        own = (("own", scene.car),) if part in {"own", "both"} else ()
        return own + ((("other", scene.other_car),) if part in {"other", "both"} else ())

    @property
    def reference(self) -> str:
        """The customer's reference number, shaped like the hub's."""
        return f"{BRAND}-{self.number % 9 + 1}-{self.sent:%y}-{self.number % 10000:04d}-{self.number // 10000:03d}"


_GOODS = dict(GOODS)


def _item(text: str) -> Item:
    if text in _GOODS:
        return Item(text, "Shop goods", _GOODS[text])
    group, value = VALUES.get(text, ("Other", None))
    return Item(text, group, value)
