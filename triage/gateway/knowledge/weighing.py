"""Weighs whether reports tell of one incident: reads them and compares each with the one that was asked about."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.knowledge.linking import shares_of
from triage.insight.duplicates.gist import Gist, gist_of
from triage.insight.duplicates.sameness import Sameness, sameness
from triage.insight.duplicates.texts import Rarity
from triage.insight.people.linkage import Linkage
from triage.insight.people.weights import Shares
from triage.models import codec
from triage.models.report import Report


async def weigh(
    connection: AsyncConnection, pool: ThreadPoolExecutor, report_id: str, others: Sequence[str]
) -> dict[str, Sameness]:
    """What comparing this report with each of the others came to. Words are rare or common among all of these."""
    reports, versions = tables.reports, tables.versions
    if not others:
        return {}
    rows = await connection.execute(
        select(versions.c.report_id, versions.c.report)
        .join(reports, and_(reports.c.report_id == versions.c.report_id, reports.c.version == versions.c.version))
        .where(versions.c.report_id.in_([report_id, *others]))
    )
    bodies = {row.report_id: bytes(row.report) for row in rows}
    loop = asyncio.get_running_loop()
    gists = await loop.run_in_executor(pool, _gists, bodies)
    mine = gists.pop(report_id, None)
    if mine is None:
        return {}
    shares = await shares_of(connection, *(person.traits for person in mine.people))
    return await loop.run_in_executor(pool, _compare, mine, gists, shares)


def _gists(bodies: dict[str, bytes]) -> dict[str, Gist]:
    return {report_id: gist_of(codec.decode(Report, body)) for report_id, body in bodies.items()}


def _compare(mine: Gist, others: dict[str, Gist], shares: Shares) -> dict[str, Sameness]:
    linkage = Linkage(shares=shares)
    rarity = Rarity([mine.words, *(other.words for other in others.values())])
    return {report_id: sameness(mine, other, linkage, rarity) for report_id, other in others.items()}
