"""People known from retained reports: by exact keys, by likeness, and who lives with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.knowledge.appearances import HOMES, Found, Place, Value, groups, known, lines_of, read_found
from triage.gateway.knowledge.keys import ADDRESS, EMAIL, NAME, NAME_BORN, PHONE
from triage.gateway.knowledge.linking import linked
from triage.gateway.knowledge.related import FAIR, STRONG, WEAK
from triage.gateway.problems import invalid
from triage.insight.people.traits import Traits, traits
from triage.models.fold import joined, words
from triage.models.numbers import phone, postcode
from triage.models.search import KnownPeople

MOST_APPEARANCES = 100
LONGEST_FIELD = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whom somebody asks for, as typed; "" where nothing was."""

    name: str = ""
    dob: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""

    def values(self) -> tuple[Value, ...]:
        """The keys to look for.

        Raises:
            Refusal: 422 naming each field that cannot be used.
        """
        for name in ("name", "dob", "phone", "email", "address"):
            if len(getattr(self, name)) > LONGEST_FIELD:
                raise invalid(f"/{name}", f"must have at most {LONGEST_FIELD} characters")
        found = [*self._named(), *self._reached(), *self._housed()]
        if not found:
            raise invalid("", "needs a name, a telephone number, an e-mail address or an address")
        return tuple(found)

    def _named(self) -> Iterable[Value]:
        folded = " ".join(sorted(words(self.name)))
        if self.name and not folded:
            raise invalid("/name", "needs a letter")
        if self.dob:
            if not folded:
                raise invalid("/dob", "says too little without a name")
            try:
                born = date.fromisoformat(self.dob).isoformat()
            except ValueError:
                raise invalid("/dob", "must be a date, for example 1990-05-31") from None
            yield NAME_BORN, f"{folded}|{born}"
        elif folded:
            yield NAME, folded

    def _reached(self) -> Iterable[Value]:
        if self.phone:
            number = phone(self.phone)
            if not number:
                raise invalid("/phone", "must have 7 to 15 digits")
            yield PHONE, number
        if self.email:
            if "@" not in self.email:
                raise invalid("/email", "must have an @")
            yield EMAIL, "".join(self.email.split()).casefold()

    def _housed(self) -> Iterable[Value]:
        if self.address:
            code, first = postcode(self.address), joined(self.address.replace("\n", ",").partition(",")[0])
            if not code or not first or first == code:
                raise invalid("/address", "needs its first line and the postcode: 1 High Street, LS1 4AP")
            yield ADDRESS, f"{first} {code}"

    def traits(self) -> Traits:
        """The same to be compared; a name that was typed as one is taken apart at its last word."""
        lines = [part for part in self.address.replace("\n", ",").split(",") if part.strip()]
        return traits(
            surname=self.name,
            born=self.dob,
            phones=[self.phone] if self.phone else [],
            emails=[self.email] if self.email else [],
            lines=[line for line in lines if not postcode(line)][:2],
            code=self.address,
        )


async def known_people(
    connection: AsyncConnection, pool: ThreadPoolExecutor, asked: Asked, visible: ColumnElement[bool], now: datetime
) -> KnownPeople:
    """Who fits any of what was asked or is like it, best first, then who shares a home with them."""
    wanted = asked.values()
    places, more = await _with_keys(connection, wanted, visible)
    likely = {
        (one.report_id, one.version, one.person_key): one
        for one in await linked(connection, pool, asked.traits(), visible)
        if one.likeness is not None
    }
    places += [place for place in likely if place not in places]
    found = await read_found(connection, pool, places, frozenset(wanted), likely)
    chosen = {(one.report.report_id, one.person.key) for one in found}
    homes = tuple({value for one in found for value in one.values if value[0] in HOMES} - set(wanted))
    beside: list[Found] = []
    if homes:
        near, more_beside = await _with_keys(connection, homes, visible)
        beside = await read_found(connection, pool, near, frozenset(homes))
        beside = [one for one in beside if (one.report.report_id, one.person.key) not in chosen]
        more = more or more_beside
    lines = await lines_of(connection, {one.report.report_id for one in (*found, *beside)}, now)
    asked_for = [known(group, lines, household=False) for group in groups(found)]
    # Who fits by a name in one report and lives there in another is one person, and no household of themselves.
    others = [group for group in groups(beside) if not any(one.same_as(two) for one in group for two in found)]
    asked_for.sort(key=lambda person: ([STRONG, FAIR, WEAK].index(person.strength), -len(person.appearances)))
    return KnownPeople(items=(*asked_for, *(known(group, lines, household=True) for group in others)), more=more)


async def _with_keys(
    connection: AsyncConnection, wanted: Sequence[Value], visible: ColumnElement[bool]
) -> tuple[list[Place], bool]:
    """Appearances that carry any of these keys, newest first, each report in its newest such version."""
    keys, reports = tables.report_keys, tables.reports
    newest = func.max(keys.c.version).label("version")
    rows = (
        await connection.execute(
            select(keys.c.report_id, keys.c.person_key, newest)
            .join(reports, reports.c.report_id == keys.c.report_id)
            .where(tuple_(keys.c.kind, keys.c.value).in_(wanted), keys.c.person_key != "", visible)
            .group_by(keys.c.report_id, keys.c.person_key, reports.c.received_at)
            .order_by(reports.c.received_at.desc(), keys.c.report_id, keys.c.person_key)
            .limit(MOST_APPEARANCES + 1)
        )
    ).all()
    places = [(row.report_id, row.version, row.person_key) for row in rows[:MOST_APPEARANCES]]
    return places, len(rows) > MOST_APPEARANCES
