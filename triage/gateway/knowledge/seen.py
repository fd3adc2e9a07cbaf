"""Whether the people of a report, and those they live with, are told of in other retained reports."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.knowledge.appearances import groups, known, lines_of, read_found
from triage.gateway.knowledge.linking import Linked, linked
from triage.gateway.knowledge.related import FAIR, STRONG, WEAK
from triage.insight.people.traits import traits_of
from triage.models import codec
from triage.models.person import Person
from triage.models.report import Report
from triage.models.search import KnownPerson

MOST_PEOPLE = 12
"""People of one report that are looked for; a report that names more is a list, and its first come first."""
MOST_APPEARANCES = 30


async def newest(connection: AsyncConnection, report_id: str, visible: ColumnElement[bool]) -> Report | None:
    """A report in its newest version; None when there is none that may be seen, or its words were erased."""
    reports, versions = tables.reports, tables.versions
    body = await connection.scalar(
        select(versions.c.report)
        .join(reports, and_(reports.c.report_id == versions.c.report_id, reports.c.version == versions.c.version))
        .where(reports.c.report_id == report_id, visible)
    )
    return codec.decode(Report, bytes(body)) if body is not None else None


async def people_seen(
    connection: AsyncConnection, pool: ThreadPoolExecutor, report: Report, visible: ColumnElement[bool], now: datetime
) -> tuple[KnownPerson, ...]:
    """Everybody found again, by the report's people in their order; a household after the person themselves."""
    found: list[KnownPerson] = []
    for person in report.people[:MOST_PEOPLE]:
        found += await _seen(connection, pool, report, person, visible, now)
    return tuple(found)


async def links_of(
    connection: AsyncConnection, pool: ThreadPoolExecutor, report: Report, visible: ColumnElement[bool]
) -> dict[str, list[Linked]]:
    """The bare links of each person of a report, by their key."""
    return {
        person.key: await linked(connection, pool, traits_of(report, person), visible, without=report.report_id)
        for person in report.people[:MOST_PEOPLE]
    }


async def _seen(
    connection: AsyncConnection,
    pool: ThreadPoolExecutor,
    report: Report,
    person: Person,
    visible: ColumnElement[bool],
    now: datetime,
) -> list[KnownPerson]:
    links = await linked(connection, pool, traits_of(report, person), visible, without=report.report_id)
    places = {(one.report_id, one.version, one.person_key): one for one in links[:MOST_APPEARANCES]}
    found = await read_found(connection, pool, list(places), linked=places)
    lines = await lines_of(connection, {one.report.report_id for one in found}, now)
    alike = groups([one for one in found if one.word])
    beside = groups([one for one in found if not one.word])
    people = [known(group, lines, household=False, of=person.key) for group in alike]
    people.sort(key=lambda one: ([STRONG, FAIR, WEAK].index(one.strength), -one.probability))
    return [*people, *(known(group, lines, household=True, of=person.key) for group in beside)]
