"""Numbers that stand for a person or a case: NHS, National Insurance, references, money, what3words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from triage.insight.extract.spans import at
from triage.models.mention import Mention, MentionKind

_NHS = re.compile(r"(?<![\d+])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d)")
_NHS_CUE = re.compile(r"\bnhs\b[^.\n]{0,30}\Z", re.IGNORECASE)
_NI = re.compile(
    r"(?<![A-Z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)([ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z])[ -]?"
    r"(\d{2})[ -]?(\d{2})[ -]?(\d{2})[ -]?([A-D])(?![A-Z0-9])",
    re.IGNORECASE | re.ASCII,
)
"""HMRC's form (NIM39110): no D, F, I, Q, U or V among the letters, no O as the second, seven prefixes never given."""
_SUM = r"(?P<amount>\d{1,3}(?:,\d{3})+|\d+)(?P<pence>\.\d{1,2})?\s?(?P<unit>k|m|grand|million|thousand)?"
_MONEY = (
    re.compile(rf"(?<![\w£])(?:£|GBP ?)\s?{_SUM}(?!\w)", re.IGNORECASE | re.ASCII),
    re.compile(rf"(?<![\w£.,]){_SUM}\s?(?:pounds?|quid|gbp)\b", re.IGNORECASE | re.ASCII),
)
MOST_POUNDS = 1e9
_UNITS = {"": 1, "k": 1_000, "grand": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}
_THREE = r"([a-z]{3,}\.[a-z]{3,}\.[a-z]{3,})(?![\w.])"
_WORDS = (
    re.compile(rf"(?<![\w./:])///?(?!www\.){_THREE}", re.IGNORECASE),
    re.compile(rf"\bw(?:hat)?3w(?:ords)?\b[^\n]{{0,20}}?\b{_THREE}", re.IGNORECASE),
)
_COMMON = {"case", "report", "log", "nice", "nce"}
"""Words of every day: a short number after one is seldom a reference."""
LEAST_DIGITS = 6
_REFERENCE = re.compile(
    r"\b(?:(?P<what>cad|crime|incident|ref(?:erence)?|log|urn|case|report(?: id)?|ni?ce)\b[\s:#.-]*"
    r"(?:(?:ref(?:erence)?|number|no|num|is|was|of)\b[\s.:#-]*){0,3})"
    r"(?P<value>(?=[A-Z0-9/-]*\d)[A-Z0-9]{1,6}(?:[/-][A-Z0-9]{1,14}){1,5}|[A-Z]{0,5}\d{3,14}(?!\d)"
    r"(?:\s?(?:of|/)\s?\d{1,2}\s?[A-Z]{3}\s?\d{2,4}|\s?of\s?\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?)?)(?![\w])",
    re.IGNORECASE | re.ASCII,
)


def nhs_numbers(text: str) -> Iterator[Mention]:
    """Ten digits whose last is the check digit (modulus 11, NHS Data Dictionary), only where the text says NHS or the
    usual spaces are written. The value is masked: the number itself is health data and is not needed to decide."""
    for match in _NHS.finditer(text):
        digits = "".join(match.groups())
        told, spaced = bool(_NHS_CUE.search(text[max(0, match.start() - 40) : match.start()])), len(match[0]) == 12
        if _nhs_valid(digits) and (told or (spaced and not digits.startswith("0"))):
            yield at(MentionKind.NHS_NUMBER, text, match.span(), f"••• ••• {digits[-4:]}", sure=told)


def ni_numbers(text: str) -> Iterator[Mention]:
    """National Insurance numbers, masked but for the last letter and two digits."""
    for match in _NI.finditer(text):
        yield at(MentionKind.NI_NUMBER, text, match.span(), f"•• •• •• {match[4]} {match[5].upper()}")


def money(text: str) -> Iterator[Mention]:
    """Sums in pounds; the value is plain digits with pence ("1200.00")."""
    for match in (match for pattern in _MONEY for match in pattern.finditer(text)):
        unit = (match["unit"] or "").lower()
        pounds = float(match["amount"].replace(",", "") + (match["pence"] or "")) * _UNITS[unit]
        if 0 < pounds < MOST_POUNDS:
            yield at(MentionKind.MONEY, text, match.span(), f"{pounds:.2f}")


def references(text: str) -> Iterator[Mention]:
    """Crime, incident and CAD references, where the text says that one follows; forms vary by force."""
    for match in _REFERENCE.finditer(text):
        value = " ".join(match["value"].upper().split())
        what = match["what"].lower()
        if what in _COMMON and len(value) < LEAST_DIGITS:
            continue
        yield at(MentionKind.REFERENCE, text, match.span("value"), value, note="" if what.startswith("ref") else what)


def what3words(text: str) -> Iterator[Mention]:
    """Three words with dots where slashes or the name of the service stand before them."""
    for match in (match for pattern in _WORDS for match in pattern.finditer(text)):
        yield at(MentionKind.WHAT3WORDS, text, match.span(1), match[1].lower())


def _nhs_valid(digits: str) -> bool:
    check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return check != 10 and check % 11 == int(digits[9])
