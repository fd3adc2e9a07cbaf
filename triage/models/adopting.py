"""Where a mention belongs in the report, and the draft that takes it in. Only a person adopts.

A field that is empty and can only be meant is filled (as a correction); else a new thing is made from the words (as an
addition). What fits nowhere, or is in the report already, has no place here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from triage.models.additions import Room, Source
from triage.models.clock import london
from triage.models.composed import add_thing, composed
from triage.models.corrections import label_of, original_of, with_correction
from triage.models.draft import Correction, Draft
from triage.models.mention import Mention, MentionKind
from triage.models.person import Person
from triage.models.report import Report
from triage.models.things import Place, Vehicle

_CUES = 60
"""Characters before a number or address in which its owner is looked for."""
_OTHERS = re.compile(r"\b(?:his|her|hers|their|he|she|they|him|them|suspect|attacker|thief|driver|ex)\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:my|me|mine|i|i'm|our|us|we|contact|reach)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?\n]\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """``field`` is the field that gets ``value``; with a ``room`` a new thing is made first and the field is its own
    ("registration"). ``words`` says it on the screen.
    """

    field: str
    value: str
    words: str
    room: Room | None = None
    role: str = ""


def is_told(mention: Mention, whole: Report) -> bool:
    """Whether the report, with what was laid over it, says this already."""
    wanted = _plain(mention.value)
    match mention.kind:
        case MentionKind.POSTCODE:
            return any(wanted == _plain(place.postcode) for place in whole.places)
        case MentionKind.REGISTRATION:
            return any(wanted == _plain(vehicle.registration) for vehicle in whole.vehicles)
        case MentionKind.PHONE | MentionKind.EMAIL:
            return any(wanted == _plain(way.value) for person in whole.people for way in person.contacts)
        case MentionKind.MOMENT:
            return whole.when is not None and whole.when.start is not None
        case MentionKind.MONEY:
            pounds = mention.value.removesuffix(".00")
            return any(pounds in item.value.replace(",", "") for item in whole.property_items)
        case MentionKind.REFERENCE:
            answers = (*whole.answers, *whole.other)
            return any(wanted == _plain(answer.text) for answer in answers)
        case _:
            return any(mention.value in place.description for place in whole.places)


def adoption_of(mention: Mention, whole: Report) -> Adoption | None:
    """Where it would go in this report; None: nowhere, it can only be copied."""
    match mention.kind:
        case MentionKind.POSTCODE:
            return _place(mention.value, whole.places)
        case MentionKind.REGISTRATION:
            return _vehicle(mention.value, whole.vehicles)
        case MentionKind.PHONE | MentionKind.EMAIL:
            return _contact(mention, whole)
        case MentionKind.MOMENT:
            return Adoption(field="when/start", value=_moment(mention.value), words="as the time it happened")
        case MentionKind.MONEY:
            lacking = [item for item in whole.property_items if not item.value]
            if len(lacking) != 1:
                return None
            pounds = f"£{float(mention.value):,.2f}"
            return Adoption(field=f"property/{lacking[0].key}/value", value=pounds, words="as the property's value")
        case MentionKind.WHAT3WORDS:
            role, value = _role_of(whole.places), f"///{mention.value}"
            return Adoption(field="description", value=value, words="as a place", room="places", role=role)
        case _:
            return None


def adopt(draft: Draft, report: Report, mention: Mention, *, by: str, at: datetime) -> Draft:
    """The draft with the mention in its place; unchanged where it has none or is told already."""
    whole = composed(report, draft)
    place = None if is_told(mention, whole) else adoption_of(mention, whole)
    if place is None:
        return draft
    field = place.field
    if place.room is not None:
        source = Source(quote=mention.quote, start=mention.start, end=mention.end, version=report.version)
        draft, made = add_thing(draft, report, place.room, place.role, source, by=by, at=at)
        field = f"{made.thing}/{place.field}"
        whole = composed(report, draft)
    before = original_of(whole, field)
    if before == place.value:
        return draft
    return with_correction(draft, Correction(field=field, original=before, value=place.value, by=by, at=at))


def adopted_thing(before: Draft, after: Draft) -> str:
    """The field that an adoption filled, to put the focus on; "" when nothing changed."""
    known = {(entry.field, entry.value) for entry in before.corrections}
    changed = [entry.field for entry in after.corrections if (entry.field, entry.value) not in known]
    if changed:
        return changed[-1]
    return f"{after.additions[-1].thing}/registration" if len(after.additions) > len(before.additions) else ""


def _place(value: str, places: Iterable[Place]) -> Adoption:
    places = tuple(places)
    lacking = [place for place in places if not place.postcode and "incident" in place.roles]
    if len(lacking) == 1:
        field = f"places/{lacking[0].key}/postcode"
        return Adoption(field=field, value=value, words="as the postcode of where it happened")
    role = _role_of(places)
    return Adoption(field="postcode", value=value, words="as a place", room="places", role=role)


def _role_of(places: Iterable[Place]) -> str:
    return "mentioned" if any("incident" in place.roles for place in places) else "incident"


def _vehicle(value: str, vehicles: Iterable[Vehicle]) -> Adoption:
    lacking = [vehicle for vehicle in vehicles if not vehicle.registration]
    if len(lacking) == 1:
        field = f"vehicles/{lacking[0].key}/registration"
        return Adoption(field=field, value=value, words="as the registration of the vehicle")
    return Adoption(field="registration", value=value, words="as a vehicle", room="vehicles", role="involved")


def _contact(mention: Mention, whole: Report) -> Adoption | None:
    """Whose it is: the only suspect's or the reporter's, where the words before it say so."""
    before = _before(whole.narrative, mention.start)
    others, own = bool(_OTHERS.search(before)), bool(_OWN.search(before))
    role = "suspect" if others and not own else "reporter" if own and not others else ""
    fitting = whole.with_role(role) if role else ()
    if len(fitting) != 1:
        return None
    owner = fitting[0]
    field = f"people/{owner.key}/{_next_contact(owner, mention.kind.value)}"
    return Adoption(field=field, value=mention.value, words=f"as {label_of(field)} of the {role}")


def _before(text: str, start: int) -> str:
    near = text[max(0, start - _CUES) : start]
    return _SENTENCE.split(near)[-1]


def _next_contact(person: Person, kind: str) -> str:
    count = sum(way.kind == kind for way in person.contacts)
    return kind if not count else f"{kind}{count + 1}"


def _moment(value: str) -> str:
    """As a correction of a time is written: in full, in local time ("Sat 28 Nov 2026, 22:10")."""
    told = datetime.fromisoformat(value)
    if len(value) <= len("2026-11-28"):
        return f"{told:%a} {told.day} {told:%b %Y}"
    here = london(told)
    return f"{here:%a} {here.day} {here:%b %Y}, {here:%H:%M}"


def _plain(text: str) -> str:
    """Numbers and codes as they compare: without spaces, the country code as the 0 it stands for."""
    plain = re.sub(r"[\s()-]", "", text).casefold()
    return "0" + plain.removeprefix("+44") if plain.startswith("+44") else plain
