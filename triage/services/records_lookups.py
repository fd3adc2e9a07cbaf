"""Whether the force's own records know the people, addresses and vehicles of a report."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from triage.models.ids import ReportId
from triage.models.looking_up import BETWEEN
from triage.models.lookup import About, LookupAnswer, LookupAsk, LookupLevel, LookupState
from triage.models.profile import Profile
from triage.models.verdict import Reply
from triage.records.connector import Hit, LookedUp, RecordsSystem

ASKED = frozenset({About.PERSON, About.PHONE, About.EMAIL, About.ADDRESS, About.VEHICLE})
_ROOMS = {About.ADDRESS: "addresses", About.VEHICLE: "vehicles"}
_NO_LOOK_UPS = frozenset({404, 405, 501})
_OWN_NUMBER = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
"""A number that only the system itself uses: nobody can read it out or search by it."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


async def ask_records(
    profile: Profile,
    systems: Mapping[str, RecordsSystem],
    report_id: ReportId,
    asks: Sequence[LookupAsk],
    now: datetime,
) -> tuple[LookupAnswer, ...]:
    """An answer of each crime-records destination to each question it can be asked.

    One question at a time: they are many, nobody waits for them, and the window's own requests go first.
    """
    found: list[LookupAnswer] = []
    for place in profile.destinations:
        system = systems.get(place.key)
        if system is None or "crime" not in place.takes:
            continue
        for ask in asks:
            if ask.about not in ASKED:
                continue
            told = await system.look_up(_ROOMS.get(ask.about, "people"), dict(_by(ask)))
            answer = _answer(ask, place.name, told, report_id, now)
            if answer is None:
                break  # it has no look-ups at all
            found.append(answer)
            if answer.state is LookupState.UNAVAILABLE:
                break  # nor would it answer the others
            await asyncio.sleep(0)
    return tuple(found)


def _by(ask: LookupAsk) -> Iterator[tuple[str, str]]:
    if ask.about is About.PERSON:
        surname, given, born = ask.value.split(BETWEEN)
        named = (("surname", surname), ("given", given), ("born", born))
        yield from ((name, value) for name, value in named if value)
    elif ask.about is About.ADDRESS:
        yield "postcode", ask.value.rpartition(BETWEEN)[2]
    elif ask.about is About.VEHICLE:
        yield "registration", ask.value
    else:
        yield "contact", ask.value


def _answer(ask: LookupAsk, source: str, told: LookedUp, report_id: ReportId, now: datetime) -> LookupAnswer | None:
    outcome = told.outcome
    if isinstance(outcome, Reply) and outcome.status in _NO_LOOK_UPS:
        return None
    if not isinstance(outcome, Reply) or outcome.status >= 300 or not outcome.expected_type:
        return LookupAnswer(
            about=ask.about, value=ask.value, source=source, state=LookupState.UNAVAILABLE, as_of=now,
            why=f"{source} did not answer.",
        )  # fmt: skip
    hits = {hit.record_id: hit for hit in told.hits if hit.external_reference != report_id}
    state = LookupState.FOUND if hits else LookupState.NONE
    return LookupAnswer(
        about=ask.about,
        value=ask.value,
        source=source,
        state=state,
        as_of=now,
        level=LookupLevel.SUSPICIOUS if hits else LookupLevel.INFO,
        summary=_summary(ask, list(hits.values())),
    )


def _summary(ask: LookupAsk, hits: list[Hit]) -> str:
    words = {
        About.PERSON: "this name", About.PHONE: "this number", About.EMAIL: "this e-mail address",
        About.ADDRESS: "this postcode", About.VEHICLE: "this registration",
    }[ask.about]  # fmt: skip
    if not hits:
        return f"No record has {words}."
    count = "1 record has" if len(hits) == 1 else f"{len(hits)} records have"
    newest = max(hits, key=lambda hit: hit.created_at)
    number = "" if _OWN_NUMBER.fullmatch(newest.record_id) else f" ({newest.record_id})"
    return f"{count} {words}, the latest of {_day(newest.created_at)}{number}."


def _day(told: str) -> str:
    try:
        day = datetime.fromisoformat(told)
    except ValueError:
        return "an unknown day"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
