"""Looking something up elsewhere: what is asked, and what came back with its source and age (contracts D).

An answer never overwrites what was reported; it stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.models.answer import Answer


class About(StrEnum):
    """What can be looked up, and by what: a vehicle by its registration, a place by "latitude,longitude" in decimal
    degrees, a person by "surname / first name / date of birth", an address by "first line / postcode"."""

    VEHICLE = "vehicle"
    PLACE = "place"
    PERSON = "person"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


class LookupLevel(StrEnum):
    """How much an answer should stop a person: nothing special, reassuring, odd, or dangerous."""

    INFO = "info"
    SAFE = "safe"
    SUSPICIOUS = "suspicious"
    ALERT = "alert"


class LookupState(StrEnum):
    """FOUND; NONE: the source answered that it has nothing; UNAVAILABLE: it could not be asked, ``why`` says so."""

    FOUND = "found"
    NONE = "none"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupAsk:
    about: About
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupAnswer:
    """``source``: who was asked, as the screen says it; ``as_of``: when the source said it; ``stale``: it is older than
    wanted, and the source could not be asked again (``why`` says why). ``details``: label and text, in order.
    ``outside``: the question left the force.
    """

    about: About
    value: str
    source: str
    state: LookupState
    as_of: datetime
    level: LookupLevel = LookupLevel.INFO
    summary: str = ""
    details: tuple[Answer, ...] = ()
    stale: bool = False
    why: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupRequest:
    """What a handler's desk asks for a report, at most `MOST_ASKS` at a time."""

    asks: tuple[LookupAsk, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupAnswers:
    """One answer for each question and source that knows that kind of thing, in the order asked."""

    answers: tuple[LookupAnswer, ...] = ()


MOST_ASKS = 20
TYPES: tuple[type, ...] = (LookupRequest, LookupAnswers)
