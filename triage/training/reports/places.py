"""An invented county and its addresses.

* Towns, streets, shops, pubs, parks and schools are invented.
* Postcodes: area letters "EB" have never been allocated to any place, yet "EB4 7QH" passes even the strict patterns
  (first letter, second letter and inward letters are all ones that may occur). No postcode file knows them.
* Map points lie out on the Dogger Bank, in the North Sea, in no force's area.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from triage.training.reports.draw import Draw

TOWNS: tuple[tuple[str, int], ...] = (
    ("Harrowmouth", 1),
    ("Harrowmouth", 2),
    ("Harrowmouth", 3),
    ("Stannerby", 4),
    ("Stannerby", 5),
    ("Pellow Bridge", 6),
    ("Great Ossing", 7),
    ("Market Thule", 8),
    ("Cawdle", 9),
    ("Wexcombe-on-Sea", 10),
    ("Nether Ossing", 7),
    ("Brackley Fen End", 11),
    ("Skerrow", 12),
    ("Llanferwyn", 14),
    ("Pontygwŷdd", 14),
    ("Tŷ Gwernen", 15),
)
WELSH_TOWNS = tuple(town for town in TOWNS if town[1] >= 14)
ENGLISH_TOWNS = tuple(town for town in TOWNS if town[1] < 14)

_NAMES = (
    "Larkspur",
    "Tanners",
    "Quarry",
    "Meadow",
    "St Audric's",
    "Chandler",
    "Beacon",
    "Orchard",
    "Cobbler",
    "Ropewalk",
    "Kestrel",
    "Almond",
    "Foundry",
    "Saltmarsh",
    "Viaduct",
    "Bramble",
    "Hallam",
    "Weavers",
    "Poplar",
    "Coronet",
    "Lockside",
    "Gasworks",
    "Thistle",
    "Fulmar",
    "Minster",
    "Pargeter",
    "Colliery",
    "Rowan",
    "Dunnock",
    "Staithe",
)
_ENDINGS = (
    "Road",
    "Road",
    "Street",
    "Street",
    "Avenue",
    "Close",
    "Close",
    "Lane",
    "Way",
    "Drive",
    "Court",
    "Crescent",
    "Walk",
)
_WELSH_STREETS = (
    "Heol y Felin",
    "Ffordd Gŵydd",
    "Stryd yr Eglwys",
    "Maes yr Ŷd",
    "Lôn Derw",
    "Heol Tŵr Gwyn",
    "Clos y Dŵr",
)
SHOPS = (
    "Kwikbasket",
    "Penny & Pound",
    "Garrods Local",
    "Fairlawn Foods",
    "the Corner Larder",
    "Bellmans Pharmacy",
    "Oddjob DIY",
    "Tolley's News",
    "Stitch & Co",
    "Marlow Fuels",
    "Hobday Sports",
    "Nightjar Wines",
    "FreshWay Express",
    "Dunmore Home",
)
PUBS = (
    "the Woolpack and Whistle",
    "the Lamplighter",
    "the Drowned Bell",
    "the Copper Hare",
    "Club Meridian",
    "the Three Staithes",
    "the Gaffer's Arms",
    "Bar Tangerine",
    "the Black Fulmar",
    "the Railway Tap",
)
PARKS = (
    "Jubilee Rec",
    "Pargeter Park",
    "the Marsh nature reserve",
    "Ossing Common",
    "Foundry Fields",
    "the skate park",
    "Cawdle Woods",
    "the canal path",
)
SCHOOLS = (
    "Ropewalk Primary",
    "St Audric's Academy",
    "Cawdle Juniors",
    "Beacon Hill School",
    "Thule High",
    "Ysgol y Felin",
)
ESTATES = (
    "the Larkspur estate",
    "the Foundry estate",
    "the Meadows",
    "the flats on Quarry Street",
    "the new build estate",
    "Fulmar Court",
)
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
DISTRICTS = tuple(sorted({district for _, district in TOWNS}))
"""Postcode districts of the county: EB1 to EB15."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address; ``flat`` may be empty. ``uprn`` is text and may start with zeros."""

    flat: str
    number: str
    street: str
    town: str
    postcode: str
    uprn: str
    latitude: float
    longitude: float

    @property
    def line(self) -> str:
        return f"{self.number} {self.street}".strip()

    @property
    def full(self) -> str:
        return ", ".join(part for part in (self.flat, self.line, self.town, self.postcode) if part)


def inward_codes() -> Iterator[str]:
    """Every inward code that an address of the county can have."""
    for digit in range(10):
        for first in _INWARD:
            for second in _INWARD:
                yield f"{digit}{first}{second}"


def middle_of(district: int) -> tuple[float, float]:
    """Latitude and longitude of the middle of where the reports of a district lie; see `address`."""
    return 54.6 + district * 0.012 + 0.0055, 2.1 + district * 0.02 + 0.00825


def street_name(draw: Draw, name: str, *, welsh: bool = False) -> str:
    if welsh and draw.chance(name + "/cy", 0.75):
        return draw.pick(name, _WELSH_STREETS)
    return f"{draw.pick(name, _NAMES)} {draw.pick(name + '/end', _ENDINGS)}"


def address(draw: Draw, *, welsh: bool | None = None, numbered: bool = True) -> Address:
    """An address of the invented county; ``welsh`` asks for (or against) its Welsh-speaking corner."""
    towns = TOWNS if welsh is None else (WELSH_TOWNS if welsh else ENGLISH_TOWNS)
    town, district = draw.pick("town", towns)
    bits = draw.bits("postcode")
    postcode = f"EB{district} {bits % 10}{_INWARD[bits // 10 % 20]}{_INWARD[bits // 200 % 20]}"
    flat = f"Flat {draw.whole('flat', 1, 24)}" if numbered and draw.chance("in flats", 0.18) else ""
    return Address(
        flat=flat,
        number=str(draw.whole("number", 1, 186)) if numbered else "",
        street=street_name(draw, "street", welsh=district >= 14),
        town=town,
        postcode=postcode,
        uprn=f"0999{draw.whole('uprn', 0, 99_999_999):08d}",
        latitude=round(54.6 + district * 0.012 + bits % 997 / 90_000, 5),
        longitude=round(2.1 + district * 0.02 + bits % 991 / 60_000, 5),
    )
