"""People known from retained reports: by exact keys, by folded names, and who lives at the same address.

Appearances in several reports are one person when they share name and birth, or a name and a number, mail or address.
Nothing is merged for good: what belongs together is worked out for each question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.knowledge.keys import ADDRESS, EMAIL, NAME, NAME_BORN, PHONE, UPRN, Key, keys_of
from triage.gateway.knowledge.related import FAIR, STRENGTHS, STRONG, WEAK, strongest
from triage.gateway.problems import invalid
from triage.gateway.state import from_row, selection, summary_at
from triage.models import codec
from triage.models.fold import joined, words
from triage.models.ids import PersonKey, ReportId
from triage.models.numbers import phone, postcode
from triage.models.person import Person
from triage.models.queue import Summary
from triage.models.report import Report
from triage.models.search import Appearance, Evidence, KnownPeople, KnownPerson

MOST_APPEARANCES = 100
LONGEST_FIELD = 200
_HOMES = (ADDRESS, UPRN)
_JOINING = frozenset({PHONE, EMAIL, *_HOMES})

Value = tuple[str, str]


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


@dataclass(slots=True)
class _Found:
    """One person in one report, with the keys that are theirs."""

    report: Report
    person: Person
    keys: tuple[Key, ...]
    evidence: tuple[Evidence, ...] = ()
    values: frozenset[Value] = field(init=False)

    def __post_init__(self) -> None:
        self.values = frozenset((key.kind, key.value) for key in self.keys)

    def same_as(self, other: _Found) -> bool:
        shared = {kind for kind, _ in self.values & other.values}
        return NAME_BORN in shared or (NAME in shared and bool(shared & _JOINING))


async def known_people(
    connection: AsyncConnection, pool: ThreadPoolExecutor, asked: Asked, visible: ColumnElement[bool], now: datetime
) -> KnownPeople:
    """Who fits any of what was asked, best first, then who shares a home with them."""
    wanted = asked.values()
    found, more = await _with_keys(connection, pool, wanted, visible)
    chosen = {(one.report.report_id, one.person.key) for one in found}
    homes = tuple({value for one in found for value in one.values if value[0] in _HOMES} - set(wanted))
    beside: list[_Found] = []
    if homes:
        beside, more_beside = await _with_keys(connection, pool, homes, visible)
        beside = [one for one in beside if (one.report.report_id, one.person.key) not in chosen]
        more = more or more_beside
    lines = await _lines(connection, {one.report.report_id for one in (*found, *beside)}, now)
    asked_for = [_known(group, lines, household=False) for group in _groups(found)]
    # Who fits by a name in one report and lives there in another is one person, and no household of themselves.
    others = [group for group in _groups(beside) if not any(one.same_as(two) for one in group for two in found)]
    asked_for.sort(key=lambda person: ([STRONG, FAIR, WEAK].index(person.strength), -len(person.appearances)))
    return KnownPeople(items=(*asked_for, *(_known(group, lines, household=True) for group in others)), more=more)


async def _with_keys(
    connection: AsyncConnection, pool: ThreadPoolExecutor, wanted: Sequence[Value], visible: ColumnElement[bool]
) -> tuple[list[_Found], bool]:
    """Appearances that carry any of these keys, newest first, each report in its newest such version."""
    keys, reports, versions = tables.report_keys, tables.reports, tables.versions
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
    shown = rows[:MOST_APPEARANCES]
    places = {(row.report_id, row.version) for row in shown}
    kept = await connection.execute(
        select(versions.c.report_id, versions.c.version, versions.c.report).where(
            tuple_(versions.c.report_id, versions.c.version).in_(places)
        )
    )
    bodies = {(row.report_id, row.version): bytes(row.report) for row in kept}
    people = [(bodies[row.report_id, row.version], row.person_key) for row in shown
              if (row.report_id, row.version) in bodies]  # fmt: skip
    found = await asyncio.get_running_loop().run_in_executor(pool, _read, people, frozenset(wanted))
    return found, len(rows) > MOST_APPEARANCES


def _read(people: Sequence[tuple[bytes, str]], wanted: frozenset[Value]) -> list[_Found]:
    found = []
    for body, person_key in people:
        report = codec.decode(Report, body)
        person = report.person(person_key)
        if person is None:
            continue
        keys = tuple(key for key in keys_of(report) if key.person_key == person_key)
        evidence = tuple(
            Evidence(
                kind=key.kind, strength=STRENGTHS.get(key.kind, WEAK), value=key.value, here="asked", there=key.field
            )
            for key in keys
            if (key.kind, key.value) in wanted
        )
        found.append(_Found(report=report, person=person, keys=keys, evidence=evidence))
    return found


def _groups(found: Sequence[_Found]) -> list[list[_Found]]:
    """Appearances that are one person, by way of one another as well."""
    groups: list[list[_Found]] = []
    for one in found:
        joined_to = [group for group in groups if any(one.same_as(other) for other in group)]
        merged = [other for group in joined_to for other in group]
        groups = [group for group in groups if group not in joined_to]
        groups.append([*merged, one])
    return groups


def _known(group: Sequence[_Found], lines: dict[str, Summary], *, household: bool) -> KnownPerson:
    evidence = tuple(dict.fromkeys(told for one in group for told in one.evidence))
    newest = max(group, key=lambda one: (one.report.received_at is not None, one.report.received_at))
    return KnownPerson(
        name=newest.person.name,
        born=next((one.person.born for one in group if one.person.born), ""),
        household=household,
        strength=WEAK if household else strongest(evidence),
        evidence=evidence,
        appearances=tuple(
            Appearance(
                report_id=one.report.report_id,
                version=one.report.version,
                person_key=PersonKey(one.person.key),
                name=one.person.name,
                born=one.person.born,
                roles=one.person.roles,
                summary=lines[one.report.report_id],
            )
            for one in group
        ),
    )


async def _lines(connection: AsyncConnection, report_ids: Iterable[ReportId], now: datetime) -> dict[str, Summary]:
    query = selection().where(tables.reports.c.report_id.in_(list(report_ids)))
    rows: Sequence[RowMapping] = (await connection.execute(query)).mappings().all()
    return {row["report_id"]: summary_at(from_row(row), now) for row in rows}
