"""What the reporter's words mention that a form has a field for, with the words and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MentionKind(StrEnum):
    """What is mentioned."""

    POSTCODE = "postcode"
    REGISTRATION = "registration"
    PHONE = "phone"
    EMAIL = "email"
    MOMENT = "moment"
    REFERENCE = "reference"
    MONEY = "money"
    NHS_NUMBER = "nhs_number"
    NI_NUMBER = "ni_number"
    WHAT3WORDS = "what3words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """``value`` is what a field would take ("CO3 4QQ", "+44 20 7946 0123", "2026-11-20T22:15:00+00:00"), masked where
    the whole must not be shown; ``quote`` the very words, characters ``start`` to ``end`` of the narrative.

    ``sure``: False when the words fit the form but something had to be mended or guessed.
    ``note``: what the form itself says beyond the value ("first registered 2019"); "" mostly.
    """

    kind: MentionKind
    value: str
    quote: str
    start: int
    end: int
    sure: bool = True
    note: str = ""
