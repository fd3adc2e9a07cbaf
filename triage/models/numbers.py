"""Numbers that people write in many ways, each as one word: telephone numbers, postcodes, registrations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from triage.models.fold import joined

FEWEST_DIGITS = 7
_MOST_DIGITS = 15
_PHONE = re.compile(r"(?<![\w.\-/])(?:\+|\()?\d(?:[ \u00a0().\-]{0,2}\d){6,16}(?!\w)", re.ASCII)
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)[ \u00a0]{0,2}(\d[A-Z]{2})\b", re.IGNORECASE | re.ASCII)
# Current style (AB12 CDE), prefix (A123 BCD), suffix (ABC 123D); dateless plates look like any other words.
_REGISTRATION = re.compile(
    r"\b(?:([A-Z]{2}\d{2})[ \u00a0]?([A-Z]{3})|([A-Z]\d{1,3})[ \u00a0]?([A-Z]{3})"
    r"|([A-Z]{3})[ \u00a0]?(\d{1,3}[A-Z]))\b",
    re.IGNORECASE | re.ASCII,
)
_BOUNDARY = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")


class Number(NamedTuple):
    """A number in a text: ``value`` is its one form, ``apart`` the words it is commonly written as."""

    value: str
    apart: tuple[str, ...]
    start: int
    end: int


def phone(text: str) -> str:
    """A telephone number as digits in the national form (07700900123); "" when it is none. Numbers of other
    countries keep their code, without "+" or "00"."""
    digits = "".join(char for char in text if char in "0123456789")
    if digits.startswith("00"):
        digits = digits[2:]
    elif digits.startswith("0") or (not text.strip().startswith("+") and not digits.startswith("44")):
        return _length(digits if digits.startswith("0") or len(digits) != 10 else f"0{digits}")
    if digits.startswith("44") and len(digits) >= FEWEST_DIGITS:
        digits = "0" + digits[2:].lstrip("0")
    return _length(digits)


def _length(digits: str) -> str:
    return digits if FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS else ""


def postcode(text: str) -> str:
    """A postcode as one folded word (ls14ap); "" when it is none."""
    found = _POSTCODE.search(text)
    return (found[1] + found[2]).lower() if found else ""


def registration(text: str) -> str:
    """A vehicle's registration as one folded word, whatever its style."""
    return joined(text)[:16]


def registration_apart(value: str) -> tuple[str, ...]:
    """A registration in its commonly written halves: ab12cde → ab12 cde; tbm123 → tbm 123."""
    found = _REGISTRATION.fullmatch(value)
    if found:
        return tuple(part.lower() for part in found.groups() if part)
    return tuple(_BOUNDARY.split(value)) if value.isalnum() else ()


def numbers_in(text: str) -> Iterator[Number]:
    """Every telephone number, postcode and registration in a text."""
    for found in _PHONE.finditer(text):
        value = phone(found[0])
        if value:
            yield Number(value, (), found.start(), found.end())
    for pattern in (_POSTCODE, _REGISTRATION):
        for found in pattern.finditer(text):
            apart = tuple(part.lower() for part in found.groups() if part)
            yield Number("".join(apart), apart, found.start(), found.end())
