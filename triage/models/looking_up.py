"""What of a report is looked up, the draft with the answers, and the checks that those settle.

A required look-up that could not be done does not hold up the report: it is recorded as not possible, with why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from triage.models.draft import CheckRecord, CheckState, Draft
from triage.models.lookup import MOST_ASKS, About, LookupAnswer, LookupAsk, LookupLevel, LookupState
from triage.models.person import Person
from triage.models.profile import CheckRule, Profile
from triage.models.report import Report

FRESH = timedelta(hours=12)
"""An answer that is older, or that could not be had, is asked for again when the report is opened."""
ASKED_ABOUT = {"reporter", "victim", "suspect"}
"""Roles of the people who are looked up."""
MOST_PEOPLE, MOST_WAYS = 3, 2
BETWEEN = " / "
"""What parts the surname, first name and date of birth of a person, and the first line and postcode of an address."""
BY = "Triage"
"""Who signs a check that nobody did by hand."""
AUTO = "auto"
_NOTHING = {About.VEHICLE: "No registration is given.", About.PLACE: "No map position is given."}
_WORST = (LookupLevel.ALERT, LookupLevel.SUSPICIOUS, LookupLevel.INFO, LookupLevel.SAFE)


def asks_of(whole: Report) -> tuple[LookupAsk, ...]:
    """What can be asked about this report, as it stands with the handler's corrections: vehicles, the place, and the
    people it is about with their ways to be reached and their homes."""
    vehicles = (re.sub(r"\s", "", one.registration).upper() for one in whole.vehicles)
    found = [LookupAsk(about=About.VEHICLE, value=plain) for plain in vehicles if plain]
    for place in whole.places:
        if place.latitude is not None and place.longitude is not None and "incident" in place.roles:
            found.append(LookupAsk(about=About.PLACE, value=f"{place.latitude:.5f},{place.longitude:.5f}"))
    people = [one for one in whole.people if ASKED_ABOUT & set(one.roles) and not one.anonymous]
    for person in people[:MOST_PEOPLE]:
        found += _about_person(person, whole)
    return tuple(dict.fromkeys(found))[:MOST_ASKS]


def _about_person(person: Person, whole: Report) -> Iterator[LookupAsk]:
    if person.surname:
        yield LookupAsk(about=About.PERSON, value=BETWEEN.join((person.surname, person.given, person.born)))
    for way in person.contacts[:MOST_WAYS]:
        about = About.EMAIL if way.kind == "email" else About.PHONE
        yield LookupAsk(about=about, value=re.sub(r"\s", "", way.value))
    home = whole.place(person.place_key)
    if home is not None and home.postcode and home.lines:
        yield LookupAsk(about=About.ADDRESS, value=BETWEEN.join((home.lines[0], home.postcode)))


def still_to_ask(whole: Report, draft: Draft, now: datetime) -> tuple[LookupAsk, ...]:
    """Those without a fresh answer."""
    known = {
        (one.about, one.value)
        for one in draft.lookups
        if one.state is not LookupState.UNAVAILABLE and now - one.as_of < FRESH and not one.stale
    }
    return tuple(ask for ask in asks_of(whole) if (ask.about, ask.value) not in known)


def shown_of(whole: Report, draft: Draft) -> tuple[LookupAnswer, ...]:
    """The answers about what is in the report now, the worst first."""
    wanted = {(ask.about, ask.value) for ask in asks_of(whole)}
    there = [one for one in draft.lookups if (one.about, one.value) in wanted]
    return tuple(sorted(there, key=lambda one: _WORST.index(one.level)))


def with_answers(draft: Draft, answers: Iterable[LookupAnswer]) -> Draft:
    """The draft with these in place of earlier answers of the same source; no answer never replaces one."""
    kept = {(one.about, one.value, one.source): one for one in draft.lookups}
    for one in answers:
        key = (one.about, one.value, one.source)
        before = kept.get(key)
        if before is not None and before.state is not LookupState.UNAVAILABLE and one.state is LookupState.UNAVAILABLE:
            one = replace(before, stale=True, why=one.why)
        kept[key] = one
    return replace(draft, lookups=tuple(kept.values()))


def with_settled_checks(
    draft: Draft, whole: Report, profile: Profile, answered: Iterable[LookupAsk], now: datetime
) -> Draft:
    """The draft with every automatic check recorded that has nothing to wait for.

    ``answered``: what was asked since the report was opened, with or without success. A record that a person made
    stays as it is; what the force's own records say is shown and settles nothing here.
    """
    waiting = {ask.about for ask in set(still_to_ask(whole, draft, now)) - set(answered)}
    ours = {place.name for place in profile.destinations}
    told = tuple(one for one in shown_of(whole, draft) if one.source not in ours)
    for rule in profile.checks_for(whole.kind):
        if rule.how != AUTO or not rule.lookup or About(rule.lookup) in waiting:
            continue
        record = draft.check(rule.key)
        if record.by not in ("", BY):
            continue
        settled = _settled(rule, told, now)
        if replace(settled, at=record.at) != record:
            others = tuple(one for one in draft.checks if one.key != rule.key)
            draft = replace(draft, checks=(*others, settled))
    return draft


def _settled(rule: CheckRule, answers: tuple[LookupAnswer, ...], now: datetime) -> CheckRecord:
    about = About(rule.lookup)
    told = [one for one in answers if one.about is about]
    done = [one for one in told if one.state is not LookupState.UNAVAILABLE]
    system = ", ".join(dict.fromkeys(one.source for one in told))
    base = CheckRecord(key=rule.key, system=system, by=BY, at=now)
    if done:
        found = any(one.state is LookupState.FOUND for one in done)
        words = "; ".join(f"{one.value}: {one.summary}" if about is About.VEHICLE else one.summary for one in done)
        trace = ("found" if found else "no_trace") if rule.search else ""
        return replace(base, state=CheckState.DONE, result=words, trace=trace)
    if told:
        return replace(base, state=CheckState.NOT_POSSIBLE, result=" ".join(dict.fromkeys(one.why for one in told)))
    return replace(base, state=CheckState.NOT_POSSIBLE, result=_NOTHING[about])
