"""Households and the people in them, made on demand from the seed.

Phone numbers lie in the ranges kept for drama (07700 900000-900999, 01632 960000-960999) and e-mail addresses at
example.com, .org and .net. A household is the same whenever it is asked for, which is what makes repeat callers.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from triage.training.reports.draw import Draw
from triage.training.reports.names import CHILD_NAMES, COMMUNITIES, Community
from triage.training.reports.places import Address, address

_SHARES = tuple(accumulate(community.share for community in COMMUNITIES))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a name. Empty text where not told; ``gender`` is "f" or "m", ``gender_code`` its coded value."""

    title: str
    given: tuple[str, ...]
    middle: tuple[str, ...]
    surname: str
    gender: str
    gender_code: str
    born: date
    ethnicity: str
    phone: str
    email: str
    home: Address

    @property
    def first(self) -> str:
        return self.given[0] if self.given else self.surname

    @property
    def name(self) -> str:
        return " ".join(part for part in (*self.given, *self.middle, self.surname) if part)

    def age(self, today: date) -> int:
        """Whole years on that day."""
        return today.year - self.born.year - ((today.month, today.day) < (self.born.month, self.born.day))


@dataclass(frozen=True, slots=True)
class Household:
    """``size`` adults at one address; ``child`` is a forename used where a child is mentioned."""

    home: Address
    size: int
    child: str
    surname: str
    community: Community
    draw: Draw

    def person(self, number: int, today: date) -> Person:
        """Adult ``number`` of this household, from 0."""
        return _person(self.draw.child(f"person{number}"), self.community, self.surname, self.home, today)

    def anyone(self, draw: Draw, name: str, today: date) -> Person:
        """One of the adults, drawn by name."""
        return self.person(draw.bits(name) % self.size, today)


def household(key: int) -> Household:
    """The household of this key: one to three adults who share an address and usually a surname."""
    draw = Draw(key)
    community = draw.weighted("community", COMMUNITIES, _SHARES)
    home = address(draw, welsh=community.welsh or (None if draw.chance("anywhere", 0.1) else False))
    surname = draw.pick("surname", community.surnames)
    size = 1 + draw.chance("second", 0.55) + draw.chance("third", 0.2)
    return Household(home, size, draw.pick("child", CHILD_NAMES), surname, community, draw)


def _person(draw: Draw, community: Community, family: str, home: Address, today: date) -> Person:
    female = draw.chance("female", 0.54)
    first = draw.pick("given", community.female if female else community.male)
    surname = family if draw.chance("shares the name", 0.82) else draw.pick("own surname", community.surnames)
    middle = (
        (draw.pick("middle", community.female if female else community.male),)
        if draw.chance("has middle", 0.15)
        else ()
    )
    given, middle = (first,), () if middle == (first,) else middle
    if draw.chance("mononym", 0.008):
        surname, middle = "", ()
    elif draw.chance("turned round", 0.008):
        given, surname = (surname,), first
    years = draw.whole("years", 17, 64) if draw.chance("of working age", 0.8) else draw.whole("years", 65, 91)
    return Person(
        title=_title(draw, female),
        given=given,
        middle=middle,
        surname=surname,
        gender="f" if female else "m",
        gender_code=_gender_code(draw, female),
        born=today - timedelta(days=years * 365 + years // 4 + draw.whole("days", 1, 360)),
        ethnicity="NS" if draw.chance("rather not", 0.06) else draw.pick("ethnicity", community.ethnicities),
        phone=phone(draw, "phone"),
        email=_email(draw, first, surname),
        home=home,
    )


def _title(draw: Draw, female: bool) -> str:
    if draw.chance("untitled", 0.35):
        return ""
    if draw.chance("learned", 0.03):
        return draw.pick("title", ("Dr", "Rev", "Prof", "Cllr"))
    return draw.pick("title", ("Mrs", "Miss", "Ms", "Ms")) if female else "Mr"


def _gender_code(draw: Draw, female: bool) -> str:
    if draw.chance("other gender", 0.02):
        return draw.pick("gender", ("GNDR_0003", "GNDR_0004"))
    return "GNDR_0001" if female else "GNDR_0002"


def phone(draw: Draw, name: str) -> str:
    """A number that is kept for drama; written as people write numbers."""
    number = draw.whole(name, 0, 999)
    if draw.chance(name + "/landline", 0.12):
        return f"01632 960{number:03d}"
    return draw.pick(
        name + "/style", ("07700 900{:03d}", "07700900{:03d}", "07700 900{:03d}", "+447700900{:03d}")
    ).format(number)


@cache
def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(letter for letter in letters.lower() if letter.isalnum())


def _email(draw: Draw, first: str, surname: str) -> str:
    one, two, number = _plain(first), _plain(surname) or "home", draw.whole("mail number", 1, 99)
    style = draw.pick("mail style", ("{0}.{1}", "{0}{2}", "{1}{2}", "{0}_{1}{2}", "the.{1}s", "{0}.{1}{2}"))
    return f"{style.format(one, two, number)}@example.{draw.pick('mail host', ('com', 'org', 'net', 'com'))}"


def retold(person: Person, draw: Draw) -> Person:
    """The same person a second time, as people really fill in forms: another spelling, another phone, a short name."""
    change = draw.pick("retold", ("phone", "surname", "given", "email", "title"))
    if change == "phone":
        return replace(person, phone=phone(draw, "new phone"))
    if change == "email":
        return replace(person, email=_email(draw, person.first, person.surname))
    if change == "given" and person.given and len(person.first) > 3:
        return replace(person, given=(person.first[:-1] if person.first[-1] in "eyah" else person.first[:3],))
    if change == "surname" and len(person.surname) > 4:
        at = 1 + draw.bits("letter") % (len(person.surname) - 2)
        return replace(person, surname=person.surname[:at] + person.surname[at] + person.surname[at:])
    return replace(person, title="", middle=())
