"""What of a person is compared: names, birth, numbers, addresses, each in its one form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from triage.insight.people.names import name_from
from triage.models.fold import joined, words
from triage.models.numbers import phone, postcode
from triage.models.person import Person
from triage.models.report import Report

_SHORT = {
    "st": "street", "str": "street", "rd": "road", "ave": "avenue", "av": "avenue", "ln": "lane", "cl": "close",
    "ct": "court", "crt": "court", "dr": "drive", "cres": "crescent", "gdns": "gardens", "gdn": "gardens",
    "pl": "place", "sq": "square", "terr": "terrace", "ter": "terrace", "tce": "terrace", "apt": "flat",
    "apartment": "flat", "unit": "flat", "hse": "house", "bldg": "building", "pk": "park", "gr": "grove",
    "grv": "grove", "nth": "north", "sth": "south",
}  # fmt: skip
"""Words of addresses that people shorten; the same on both sides, so a wrong guess ("St James") does no harm."""
MOST = 4
"""Numbers or addresses of one person that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """All folded; "" or () where nothing is known. ``born`` is YYYY-MM-DD; ``street`` the lines of the home as words
    without numbers, ``doors`` the numbers in them; ``postcode`` without a blank."""

    given: tuple[str, ...] = ()
    surname: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    born: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    street: str = ""
    doors: tuple[str, ...] = ()
    town: str = ""
    postcode: str = ""
    uprn: str = ""

    @property
    def door(self) -> str:
        """The home as one value: its numbers (or, without any, its words) and the postcode; "" unless both are told."""
        where = " ".join(self.doors) or self.street
        return f"{where}|{self.postcode}" if where and self.postcode else ""

    @property
    def said(self) -> bool:
        """Whether there is anything to know a person by."""
        return bool(self.given or self.surname or self.phones or self.emails or self.door or self.uprn)


def traits(
    *,
    given: str = "",
    surname: str = "",
    aliases: Iterable[str] = (),
    born: str = "",
    phones: Iterable[str] = (),
    emails: Iterable[str] = (),
    lines: Sequence[str] = (),
    town: str = "",
    code: str = "",
    uprn: str = "",
) -> Traits:
    """Make a person comparable from what was told, as it was told."""
    name = name_from(given, surname, aliases)
    street, doors = _lines(lines)
    return Traits(
        given=name.given,
        surname=name.surname,
        also=name.also,
        born=born if len(born) == 10 else "",
        phones=_few(phone(one) for one in phones),
        emails=_few("".join(one.split()).casefold() for one in emails if "@" in one),
        street=street,
        doors=doors,
        town=" ".join(words(town)),
        postcode=postcode(code) or joined(code),
        uprn=joined(uprn).lstrip("0"),
    )


def traits_of(report: Report, person: Person) -> Traits:
    """A person of a report, with the home that the report ties to them."""
    home = report.place(person.place_key) if person.place_key else None
    return traits(
        given=f"{person.given} {person.middle}",
        surname=person.surname,
        aliases=person.aliases,
        born=person.born,
        phones=[contact.value for contact in person.contacts if contact.kind == "phone"],
        emails=[contact.value for contact in person.contacts if contact.kind == "email"],
        lines=home.lines if home else (),
        town=home.town if home else "",
        code=home.postcode if home else "",
        uprn=home.uprn if home else "",
    )


def landline(number: str) -> bool:
    """Whether a number belongs to a place rather than to a person (Ofcom: 01, 02, 03)."""
    return number.startswith(("01", "02", "03"))


def _few(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in found if one))[:MOST]


def _lines(lines: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    told = [_SHORT.get(word, word) for line in lines for word in words(line)]
    numbers = tuple(sorted({word for word in told if word[0].isdigit()}))
    return " ".join(word for word in told if not word[0].isdigit()), numbers
