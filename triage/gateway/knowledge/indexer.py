"""Catches up with versions that are not findable yet: databases from before, and rules of folding that changed."""

from __future__ import annotations

import asyncio

from sqlalchemy import exists, select, tuple_

from triage.gateway import tables
from triage.gateway.knowledge.document import RULES
from triage.gateway.knowledge.index import Entry, keep, prepare
from triage.gateway.logs import say
from triage.gateway.parts import Parts
from triage.gateway.workers import Worker
from triage.models import codec
from triage.models.report import Report

BATCH = 100
EVERY_SECONDS = 30


async def catch_up(parts: Parts) -> int:
    """Index one batch of versions that are not findable yet; gives how many it looked at."""
    versions, documents = tables.versions, tables.search_documents
    indexed = exists().where(
        documents.c.report_id == versions.c.report_id,
        documents.c.version == versions.c.version,
        documents.c.rules == RULES,
    )
    async with parts.database.read() as connection:
        kept = (await connection.scalars(select(versions.c.report).where(~indexed).limit(BATCH))).all()
    if not kept:
        return 0
    # Worked out before the transaction: it would keep every other writer waiting.
    entries = await asyncio.get_running_loop().run_in_executor(parts.pool, _read, list(kept))
    async with parts.database.write() as connection:
        wanted = tuple_(versions.c.report_id, versions.c.version).in_([(one.report_id, one.version) for one in entries])
        still = select(versions.c.report_id, versions.c.version).where(wanted, ~indexed)
        rows = (await connection.execute(still.with_for_update(skip_locked=True))).all()
        waiting = {(row.report_id, row.version) for row in rows}
        await keep(connection, [entry for entry in entries if (entry.report_id, entry.version) in waiting])
    say("indexed", versions=len(waiting))
    return len(kept)


def indexer(parts: Parts) -> Worker:
    """The rounds of catching up."""

    async def round_() -> bool:
        return await catch_up(parts) == BATCH

    return Worker(name="indexer", every=EVERY_SECONDS, round=round_)


def _read(kept: list[bytes]) -> list[Entry]:
    return [prepare(codec.decode(Report, one)) for one in kept]
