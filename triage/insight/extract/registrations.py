"""Vehicle registrations in running text, every form that is still on the road.

Forms as the DVLA publishes them (INF104): current (2001 on) AB51 ABC, prefix (1983 to 2001) A123 ABC, suffix (1963 to
1983) ABC 123A, dateless (before 1963) ABC 123, 1234 AB and their like, Northern Ireland ABZ 1234. O and 0, I and 1 are
exchanged where the form leaves no doubt which is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from triage.insight.extract.spans import at
from triage.models.mention import Mention, MentionKind

# Letters as people mistake them are allowed in the place of digits and mended afterwards.
_D, _L = "[0-9OI]", "[A-Z01]"
_FORMS = (
    ("current", rf"(?P<a>{_L}{{2}})(?P<n>{_D}{{2}})\s?(?P<b>{_L}{{3}})"),
    ("prefix", rf"(?P<a>[A-Z])(?P<n>{_D}{{1,3}})\s?(?P<b>[A-Z]{{3}})"),
    ("suffix", rf"(?P<a>[A-Z]{{3}})\s?(?P<n>{_D}{{1,3}})(?P<b>[A-Z])"),
    ("Northern Ireland", r"(?P<a>[A-Z]?I[A-Z]|[A-Z]{1,2}Z)\s?(?P<n>[0-9]{1,4})(?P<b>)"),
)
_OLD = (
    r"(?P<a>[A-Z]{1,3})\s?(?P<n>[0-9]{1,4})(?P<b>)",
    r"(?P<a>)(?P<n>[0-9]{1,4})\s?(?P<b>[A-Z]{1,3})",
)
LEAST_OLD = 4
"""Characters of a mark from before 1963 that is believed in running text."""
_EDGE_BEFORE, _EDGE_AFTER = r"(?<![\w£$€#@./-])", r"(?![\w@]|[.,]\d|-\w)"
_STRICT = tuple(
    (name, re.compile(_EDGE_BEFORE + form + _EDGE_AFTER, re.IGNORECASE | re.ASCII)) for name, form in _FORMS
)
_LOOSE = tuple(re.compile(_EDGE_BEFORE + form + _EDGE_AFTER, re.ASCII) for form in _OLD)
_CUE = re.compile(
    r"\b(?:reg(?:istration)?(?: (?:number|no\.?|plate|is|was))*|number[ -]?plates?|plates?|vrm|index)\b[^.\n]{0,24}\Z",
    re.IGNORECASE,
)
_VEHICLE = re.compile(
    r"\b(?:car|van|lorry|truck|taxi|moped|motor ?bike|motorcycle|scooter|bike|vehicle|suv|pickup|audi|bmw|corsa|fiesta|"
    r"focus|ford|vauxhall|astra|golf|vw|volkswagen|toyota|nissan|peugeot|renault|citroen|mercedes|merc|honda|kia|hyundai|"
    r"skoda|seat|mazda|volvo|tesla|mini|land rover|range rover|jaguar|transit|sprinter|driv(?:e|er|ing|ove)|parked)\b",
    re.IGNORECASE,
)
_NEVER_FIRST = set("QZ")
"""Letters that no office of the present scheme begins with: such a mark is believed near a vehicle only."""
_TO_DIGIT = str.maketrans("OI", "01")
_TO_LETTER = str.maketrans("01", "OI")
_AROUND = 90


def registrations(text: str) -> Iterator[Mention]:
    """Every registration that the text names, in the order of their forms, the least doubtful first.

    Short old marks ("ABC 123") are words and house numbers as well: they count only in capitals and where the text
    says that a registration follows.
    """
    for name, pattern in _STRICT:
        for match in pattern.finditer(text):
            found = _strict(name, match, text)
            if found is not None:
                yield found
    for pattern in _LOOSE:
        for match in pattern.finditer(text):
            first, last = (match["a"], match["n"]) if match["a"] else (match["n"], match["b"])
            told = _told(text, match.start())
            if told and not match["n"].startswith("0") and len(first) + len(last) >= LEAST_OLD:
                yield at(
                    MentionKind.REGISTRATION, text, match.span(), f"{first} {last}", sure=False, note="before 1963"
                )


def _strict(name: str, match: re.Match[str], text: str) -> Mention | None:
    a, b = match["a"].upper().translate(_TO_LETTER), match["b"].upper().translate(_TO_LETTER)
    n = match["n"].upper().translate(_TO_DIGIT)
    exact = (a + n + b) == re.sub(r"\s", "", match[0].upper())
    around = text[max(0, match.start() - _AROUND) : match.end() + _AROUND]
    told = _told(text, match.start()) or bool(_VEHICLE.search(around))
    written = match[0] == match[0].upper()
    if name == "current":
        plain = not set(a + b) & {"I"} and "Q" not in b
        known = a[0] not in _NEVER_FIRST and a[1] != "Q"
        year = _first_registered(int(n))
        if not plain or year is None or not ((exact and known) or told):
            return None
        note = f"first registered {year}" if known else "of no known series"
        return at(MentionKind.REGISTRATION, text, match.span(), f"{a}{n} {b}", sure=exact and known, note=note)
    # The older forms look like codes and times ("A4 PDF"): a vehicle or the word for it must stand near.
    if not told or (not written and not _told(text, match.start())) or n.startswith("0"):
        return None
    if name == "prefix":
        return at(
            MentionKind.REGISTRATION,
            text,
            match.span(),
            f"{a}{n} {b}",
            sure=exact and a not in "IOUZ",
            note="1983 to 2001",
        )
    if name == "suffix":
        return at(MentionKind.REGISTRATION, text, match.span(), f"{a} {n}{b}", sure=exact, note="1963 to 1983")
    return at(MentionKind.REGISTRATION, text, match.span(), f"{a} {n}", sure=exact, note="Northern Ireland")


def _told(text: str, start: int) -> bool:
    """Whether the words just before say that a registration follows."""
    return bool(_CUE.search(text[max(0, start - _AROUND) : start]))


def _first_registered(age: int) -> int | None:
    """The year that an age identifier stands for: 02 to 50 from March, 51 to 99 from September; 00 and 01 are none."""
    if age < 2:
        return None
    return 2000 + age if age <= 50 else 1950 + age
