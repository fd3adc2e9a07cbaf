"""Telephone numbers and e-mail addresses in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from triage.insight.extract.spans import at
from triage.models.mention import Mention, MentionKind

MOST = 200
"""Numbers looked at in one text: what is longer than any report is a list, not somebody's contact."""
_DIGITS = re.compile(r"\d")
_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Z0-9][A-Z0-9._%+'-]{0,62}@(?:[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?\.){1,6}[A-Z]{2,24}(?![\w-]|\.\w)",
    re.IGNORECASE | re.ASCII,
)
_DASHED = re.compile(r"\d{2}-\d{2}-\d{2}\Z")


def phones(text: str) -> Iterator[Mention]:
    """Numbers that can be rung, as libphonenumber finds them for the United Kingdom; the value is international.

    Numbers that Ofcom keeps for drama and others that nobody has been given are found too, as not sure.
    """
    if not _DIGITS.search(text):
        return
    # Loaded here: its tables take 40 ms, and most reports that the desk shows were read at the gateway.
    import phonenumbers

    matcher = phonenumbers.PhoneNumberMatcher(text, "GB", leniency=phonenumbers.Leniency.POSSIBLE, max_tries=MOST)
    for match in matcher:
        number = match.number
        local = number.country_code == 44
        national = str(number.national_number)
        valid = phonenumbers.is_valid_number(number)
        if _DASHED.match(match.raw_string) or not (valid or (local and national[0] in "12378" and len(national) == 10)):
            continue
        written = match.raw_string.lstrip("(")
        if local and not written.startswith(("0", "+", "44")):
            continue
        value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        yield at(MentionKind.PHONE, text, (match.start, match.end), value, sure=valid)


def emails(text: str) -> Iterator[Mention]:
    """Addresses as they are written in text; the host in small letters. Nothing is asked of the network."""
    for match in _EMAIL.finditer(text):
        local, _, host = match[0].rpartition("@")
        if ".." not in local and not local.endswith("."):
            yield at(MentionKind.EMAIL, text, match.span(), f"{local}@{host.lower()}")
