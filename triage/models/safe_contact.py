"""By which ways somebody of a report may be written to or rung (Victims' Code; domain/police.md §6).

Where there is domestic abuse or its like, and wherever the reporter called any way unsafe, only ways marked safe are
used: by the reporter, or by a handler who says how they know. A suspect's way and one called unsafe are never used.
The gateway looks again when it sends and keeps the last word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from triage.models.corrections import corrected
from triage.models.draft import Correction
from triage.models.ids import PersonKey
from triage.models.indicators import Assessment
from triage.models.person import Contact, Person
from triage.models.profile import ContactRules
from triage.models.report import Report


class Safety(StrEnum):
    """SAFE: marked safe. OPEN: nothing speaks against it. ASK: a person makes sure first. NEVER: not to be used."""

    SAFE = "safe"
    OPEN = "open"
    ASK = "ask"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to reach somebody. ``kind``: "email" or "phone". ``known``: the report itself names it, so the gateway
    finds it by ``person``; a corrected one is told as a bare address. ``why``: what speaks against it.
    """

    person: PersonKey
    name: str
    roles: tuple[str, ...]
    kind: str
    address: str
    known: bool = True
    safety: Safety = Safety.OPEN
    why: tuple[str, ...] = ()


def ways(
    report: Report, assessment: Assessment, rules: ContactRules, corrections: tuple[Correction, ...] = ()
) -> tuple[Way, ...]:
    """Every way to every person of the report, the safest of the reporter and the victim first."""
    told = {(person.key, _plain(contact.value)) for person in report.people for contact in person.contacts}
    mended = _asked_anew(corrected(report, corrections), told)
    guard = guard_words(report, assessment, rules)
    found = [
        _way(mended, person, contact, guard, known=(person.key, _plain(contact.value)) in told)
        for person in mended.people
        for contact in person.contacts
        if contact.kind in ("email", "phone") and contact.value.strip()
    ]
    order = list(Safety)
    return tuple(sorted(found, key=lambda way: (not _ours(way), order.index(way.safety))))


def guard_words(report: Report, assessment: Assessment, rules: ContactRules) -> str:
    """Why only ways marked safe are used for this report; "" when the guard is off."""
    signs = sorted({one.kind for one in assessment.indicators} & set(rules.guarded_signs))
    if report.kind in rules.guarded_kinds:
        return f"In a report of this kind ({_words(report.kind)}) somebody else may read or hear it."
    if signs:
        return f"The report has signs of risk ({', '.join(map(_words, signs))}): somebody else may read or hear it."
    if any(contact.safe is False for person in report.people for contact in person.contacts):
        return "The reporter said that one way of reaching them is not safe, so only ways marked safe are used."
    return ""


def _asked_anew(report: Report, told: set[tuple[PersonKey, str]]) -> Report:
    """A corrected way is not known to be safe: what was said of the old one says nothing of it."""
    people = tuple(
        replace(
            person,
            contacts=tuple(
                contact if (person.key, _plain(contact.value)) in told else replace(contact, safe=None)
                for contact in person.contacts
            ),
        )
        for person in report.people
    )
    return replace(report, people=people)


def same_address(one: str, other: str) -> bool:
    """Whether two ways of writing lead to the same box or telephone."""
    return _plain(one) == _plain(other) != ""


def _way(report: Report, person: Person, contact: Contact, guard: str, *, known: bool) -> Way:
    never = tuple(_never(report, contact))
    ask = () if never else tuple(_ask(report, contact, guard))
    safety = Safety.NEVER if never else Safety.ASK if ask else Safety.SAFE if contact.safe else Safety.OPEN
    return Way(
        person=person.key,
        name=person.name,
        roles=person.roles,
        kind=contact.kind,
        address=contact.value.strip(),
        known=known,
        safety=safety,
        why=never or ask,
    )


def _never(report: Report, contact: Contact) -> Iterator[str]:
    same = list(_sharing(report, contact))
    if any("suspect" in person.roles for person, _ in same):
        yield "It is the way to a suspect of this report."
    if any(one.safe is False for _, one in same):
        yield "It was reported as not safe to use."


def _ask(report: Report, contact: Contact, guard: str) -> Iterator[str]:
    same = list(_sharing(report, contact))
    if len({person.key for person, _ in same}) > 1:
        yield "Several people of this report share it."
    if guard and not all(one.safe is True for _, one in same):
        yield guard


def _sharing(report: Report, contact: Contact) -> Iterator[tuple[Person, Contact]]:
    for person in report.people:
        for one in person.contacts:
            if one is contact or same_address(one.value, contact.value):
                yield person, one


def _ours(way: Way) -> bool:
    return "reporter" in way.roles or "victim" in way.roles


def _plain(told: str) -> str:
    told = told.strip().lower()
    if "@" in told:
        return told
    digits = re.sub(r"\D", "", told)
    return "0" + digits.removeprefix("00").removeprefix("44").removeprefix("0") if digits else ""


def _words(key: str) -> str:
    return key.replace("_", " ")
