"""Vehicles. Registrations have the shape of the current scheme ("QK21 BXD") but begin with Q or Z, letters that never
begin a mark of that scheme, so no such vehicle exists. The last three letters have no vowels and spell nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from triage.training.reports.draw import Draw

_SECOND = "ABCDEFGHJKLMNOPRSTUVWXY"
_LAST = "BCDFGHJKLMNPRSTVWXYZ"
_YEARS = tuple(f"{year:02d}" for year in (*range(8, 27), *range(58, 76)))
CARS = (
    ("Ford", "Fiesta"),
    ("Vauxhall", "Corsa"),
    ("Volkswagen", "Golf"),
    ("Ford", "Focus"),
    ("Nissan", "Qashqai"),
    ("Kia", "Sportage"),
    ("Toyota", "Yaris"),
    ("BMW", "1 Series"),
    ("Audi", "A3"),
    ("Renault", "Clio"),
    ("Skoda", "Octavia"),
    ("Honda", "Jazz"),
    ("Peugeot", "208"),
    ("Mercedes", "A Class"),
    ("Land Rover", "Discovery"),
    ("Hyundai", "i10"),
    ("Citroen", "C1"),
    ("Mini", "Cooper"),
)
VANS = (
    ("Ford", "Transit"),
    ("Mercedes", "Sprinter"),
    ("Volkswagen", "Transporter"),
    ("Vauxhall", "Vivaro"),
    ("Citroen", "Berlingo"),
)
COLOURS = ("silver", "black", "white", "grey", "blue", "red", "dark blue", "dark grey", "white", "black", "green")


@dataclass(frozen=True, slots=True)
class Car:
    registration: str
    make: str
    model: str
    colour: str


def car(draw: Draw, name: str) -> Car:
    """A car that does not exist; asked twice by the same name it is the same car."""
    return _car(draw.key, name)


@lru_cache(maxsize=64)
def _car(key: int, name: str) -> Car:
    draw = Draw(key)
    bits = draw.bits(name)
    letters = "".join(_LAST[(bits >> shift) % 20] for shift in (8, 16, 24))
    mark = f"{'QZ'[bits & 1]}{_SECOND[(bits >> 32) % 23]}{_YEARS[(bits >> 40) % len(_YEARS)]} {letters}"
    make, model = draw.pick(name + "/make", CARS)
    return Car(mark, make, model, draw.pick(name + "/colour", COLOURS))
