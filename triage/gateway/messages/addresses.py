"""Where a message may go: one address, in the form that mail servers and GOV.UK Notify take."""

from __future__ import annotations

import re

from triage.gateway.problems import invalid

LONGEST = 254
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}")
_PHONE = re.compile(r"\+?[0-9]{8,15}")
_LOOSE = re.compile(r"[\s().\-]")


def email_address(told: str, pointer: str = "/address") -> str:
    """One plain address (RFC 5321 Mailbox in ASCII; no quoted names, no literal hosts).

    Raises:
        Refusal: 422 naming the field; an address with a line break never gets further than this.
    """
    address = told.strip(" ")
    if len(address) > LONGEST or not _EMAIL.fullmatch(address) or len(address.rpartition("@")[0]) > 64:
        raise invalid(pointer, "must be one e-mail address, like name@example.org")
    return address


def phone_number(told: str, pointer: str = "/address") -> str:
    """A telephone number as digits; raises Refusal (422)."""
    number = _LOOSE.sub("", told.strip(" ")) if told.isprintable() else ""
    if not _PHONE.fullmatch(number):
        raise invalid(pointer, "must be one telephone number, like 07700 900123")
    return number


def same_address(one: str, other: str) -> bool:
    """Whether two ways of writing lead to the same box or telephone."""
    return _plain(one) == _plain(other) != ""


def _plain(told: str) -> str:
    told = told.strip().lower()
    if "@" in told:
        return told
    digits = re.sub(r"\D", "", told)
    return "0" + digits.removeprefix("00").removeprefix("44").removeprefix("0") if digits else ""
