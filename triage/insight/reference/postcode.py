"""The shape of a British postcode: read, written, packed into a number that sorts as postcodes do, found in a text.

Shape: Royal Mail's "A9 9AA" to "AA9A 9AA" (BS 7666); GIR 0AA stands for itself. Whether a postcode of this shape exists
is for the file to say, so no letter is ruled out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

UNITS = 10 * 26 * 26
"""Inward codes below one outward code."""
_DISTRICTS = 10 * 37
_SECTOR = 26 * 26
_GIR = 702 * _DISTRICTS * UNITS
_WHOLE = re.compile(r"([A-Z]{1,2})([0-9][0-9A-Z]?)([0-9])([A-Z])([A-Z])")
_PARTIAL = re.compile(r"([A-Z]{1,2})([0-9][0-9A-Z]?)")
_SECTORED = re.compile(r"([A-Z]{1,2})([0-9][0-9A-Z]?) ?([0-9])")
_BETWEEN = re.compile(r"[\s\-.]+")
_SLIPS = {"O": "O0", "0": "0O", "I": "I1", "1": "1I", "o": "O0", "i": "I1", "l": "L1I"}
"""A character as it was written, and what it may stand for; a small l looks like both others."""
_IN_TEXT = re.compile(
    r"(?<![A-Za-z0-9])"
    r"(?:[A-Za-z01]{1,2}[0-9OoIil][A-Za-z0-9]?[ \t\u00a0]{0,2}[0-9OoIil][A-Za-z01]{2}|[Gg][Ii][Rr] ?0[Aa][Aa])"
    r"(?![A-Za-z0-9])"
)


@dataclass(frozen=True, slots=True)
class Span:
    """Postcodes from ``first`` up to, not including, ``last``: an outward code ("SW4") or a sector ("SW4 7")."""

    text: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class InText:
    """Something of a postcode's shape at ``start`` to ``end``; ``readings``: as written first, then mended."""

    start: int
    end: int
    readings: tuple[str, ...]


def tidy(text: str) -> str:
    """Capitals without blanks, dots and hyphens."""
    return _BETWEEN.sub("", text.strip()).upper()


def pack(text: str) -> int | None:
    """The number of a postcode, below 2**32; None when the text has not the shape of one. Numbers sort by area,
    district and unit, so that all postcodes below "SW4" or "SW4 7" lie side by side."""
    plain = tidy(text)
    if plain == "GIR0AA":
        return _GIR
    found = _WHOLE.fullmatch(plain)
    if found is None:
        return None
    area, district, digit, first, second = found.groups()
    unit = int(digit) * _SECTOR + (ord(first) - 65) * 26 + ord(second) - 65
    return (_area(area) * _DISTRICTS + _district(district)) * UNITS + unit


def unpack(number: int) -> str:
    """The postcode of a number that `pack` gave, with its blank: "SW4 7AA"."""
    if number == _GIR:
        return "GIR 0AA"
    outward, unit = divmod(number, UNITS)
    digit, letters = divmod(unit, _SECTOR)
    return f"{_outward(outward)} {digit}{chr(65 + letters // 26)}{chr(65 + letters % 26)}"


def span_of(text: str) -> Span | None:
    """The postcodes that a part of one leaves open: "SW4", "SW4 7"; None for anything else."""
    plain = _BETWEEN.sub(" ", text.strip()).upper()
    found = _PARTIAL.fullmatch(plain)
    if found is not None:
        first = (_area(found[1]) * _DISTRICTS + _district(found[2])) * UNITS
        return Span(plain, first, first + UNITS)
    found = _SECTORED.fullmatch(plain)
    if found is None:
        return None
    first = (_area(found[1]) * _DISTRICTS + _district(found[2])) * UNITS + int(found[3]) * _SECTOR
    return Span(f"{found[1]}{found[2]} {found[3]}", first, first + _SECTOR)


def lettered(span: Span) -> Span:
    """All of "SW1A" to "SW1Z" for "SW1": inner London's districts are split by a letter that people leave out."""
    first = span.first + 11 * UNITS
    return Span(span.text, first, first + 26 * UNITS)


def readings(text: str) -> tuple[str, ...]:
    """What a text may mean as a postcode, as written first, then with O/0 and I/1 exchanged, fewest exchanges first."""
    plain = tidy(text)
    if not 5 <= len(plain) <= 7:
        return ()
    written = _BETWEEN.sub("", text.strip())
    made = ("".join(one) for one in product(*(_SLIPS.get(letter, letter.upper()) for letter in written)))
    fitting = [one for one in made if pack(one) is not None]
    return tuple(sorted(fitting, key=lambda one: sum(a != b for a, b in zip(one, plain, strict=True))))


def find(text: str) -> Iterator[InText]:
    """Everything in a text that may be a postcode; without one digit it is a word ("floor")."""
    for match in _IN_TEXT.finditer(text):
        found = readings(match.group())
        if found and any(one.isdigit() for one in match.group()):
            yield InText(match.start(), match.end(), found)


def _area(letters: str) -> int:
    first = ord(letters[0]) - 65
    return first * 27 + (ord(letters[1]) - 64 if len(letters) == 2 else 0)


def _district(text: str) -> int:
    """0 to 369: "4" before "40" before "4A"."""
    first = int(text[0]) * 37
    if len(text) == 1:
        return first
    return first + (1 + int(text[1]) if text[1].isdigit() else 11 + ord(text[1]) - 65)


def _outward(number: int) -> str:
    area, district = divmod(number, _DISTRICTS)
    first, second = divmod(area, 27)
    tens, rest = divmod(district, 37)
    letters = chr(65 + first) + (chr(64 + second) if second else "")
    tail = "" if rest == 0 else str(rest - 1) if rest <= 10 else chr(65 + rest - 11)
    return f"{letters}{tens}{tail}"
