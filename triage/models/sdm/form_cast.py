"""The reporter and the places of a skeleton report, read from the labelled lines of its form.

Only what stands behind a plain label is taken; the lines themselves stay among the answers, so a wrong reading hides
nothing.
"""

from __future__ import annotations

import re

from triage.models.ids import PersonKey
from triage.models.person import Contact, Person
from triage.models.sdm.form import Pair
from triage.models.sdm.moments import moment
from triage.models.sdm.scalars import as_bool
from triage.models.things import Place

_NAME = re.compile(r"(?:your |full )?name\Z", re.IGNORECASE)
_FIRST = re.compile(r"(?:your )?(?:first|given) names?\Z", re.IGNORECASE)
_LAST = re.compile(r"(?:your )?(?:last|family) name\Z|surname\Z", re.IGNORECASE)
_BORN = re.compile(r"(?:your )?date of birth\Z|dob\Z", re.IGNORECASE)
_GENDER = re.compile(r"(?:your )?(?:gender|sex)\Z", re.IGNORECASE)
_PHONE = re.compile(
    r"(?:your |home |mobile |contact )*(?:tele)?phone(?: number)?\Z|mobile(?: number)?\Z", re.IGNORECASE
)
_EMAIL = re.compile(r"(?:your )?e-?mail(?: address)?\Z", re.IGNORECASE)
_HOME = re.compile(r"(?:your |home )*address\Z", re.IGNORECASE)
_WHERE = re.compile(
    r"where (?:did (?:it|this|the incident) (?:happen|take place)|was (?:it|this))\?"
    r"|location(?: of (?:the )?incident)?\Z",
    re.IGNORECASE,
)
_ANONYMOUS = re.compile(r"anonymous", re.IGNORECASE)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
_TITLE = re.compile(r"(?P<title>mrs?|ms|miss|mx|dr|rev|prof|sir|lady|cllr)\.?\s+(?=\S)", re.IGNORECASE)


def read_places(found: tuple[Pair, ...]) -> tuple[Place, ...]:
    """The place of the incident and the reporter's home, where the form names them."""
    told = ((_told(found, _WHERE), "incident"), (_told(found, _HOME), "home of reporter"))
    return tuple(_place(text, f"l{at}", role) for at, (text, role) in enumerate(told, 1) if text)


def read_reporter(found: tuple[Pair, ...], places: tuple[Place, ...]) -> tuple[Person, ...]:
    """The reporter, or nobody when the form has no line about them."""
    title, given, surname = _name(found)
    contacts = tuple(
        Contact(kind=kind, value=text)
        for kind, pattern in (("phone", _PHONE), ("email", _EMAIL))
        for text in [_told(found, pattern)]
        if text
    )
    anonymous = any(_ANONYMOUS.search(pair.question) and as_bool(pair.answer) for pair in found)
    if not (given or surname or contacts or anonymous):
        return ()
    home = next((place.key for place in places if "home of reporter" in place.roles), "")
    born = moment(_told(found, _BORN)).at or ""
    return (
        Person(
            key=PersonKey("p1"),
            roles=("reporter",),
            title=title,
            given=given,
            surname=surname,
            born=born[:10],
            gender=_told(found, _GENDER),
            contacts=contacts,
            place_key=home,
            anonymous=anonymous,
        ),
    )


def _told(found: tuple[Pair, ...], pattern: re.Pattern[str]) -> str:
    """The first line of the answer behind that label."""
    answers = (pair.answer for pair in found if pattern.match(pair.question.strip()))
    return next((answer.splitlines()[0].strip()[:200] for answer in answers if answer.strip()), "")


def _name(found: tuple[Pair, ...]) -> tuple[str, str, str]:
    first, last, whole = _told(found, _FIRST), _told(found, _LAST), _told(found, _NAME)
    if first or last:
        return "", first, last
    titled = _TITLE.match(whole)
    rest = whole[titled.end() :] if titled else whole
    given, _, surname = rest.rpartition(" ")
    return titled["title"] if titled else "", given, surname


def _place(text: str, key: str, role: str) -> Place:
    postcode = _POSTCODE.search(text)
    rest = text[: postcode.start()] + text[postcode.end() :] if postcode else text
    parts = [part.strip() for part in rest.split(",") if part.strip()]
    town = parts.pop() if len(parts) > 1 else ""
    return Place(
        key=key, roles=(role,), lines=tuple(parts), town=town, postcode=postcode[0].upper() if postcode else ""
    )
