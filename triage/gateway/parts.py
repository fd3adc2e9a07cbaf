"""The gateway's parts, put together once: what routes are given to work with."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass

from triage.gateway import schema
from triage.gateway.database import Database, database_url
from triage.gateway.decisions import Decisions
from triage.gateway.idempotency import Idempotency
from triage.gateway.intake import Intake
from triage.gateway.leases import Leases
from triage.gateway.settings import GatewaySettings
from triage.gateway.wake import Wake
from triage.models.clock import Clock

READING_THREADS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    settings: GatewaySettings
    clock: Clock
    wake: Wake
    database: Database
    pool: ThreadPoolExecutor
    intake: Intake
    leases: Leases
    decisions: Decisions
    idempotency: Idempotency


@asynccontextmanager
async def open_parts(settings: GatewaySettings, clock: Clock) -> AsyncIterator[Parts]:
    """The parts on a prepared database; closed in order at the end.

    Raises:
        KnownError: the database is unreachable or of a newer program.
    """
    wake = Wake()
    database = Database(database_url(settings.db), wake, busy_seconds=settings.busy_seconds)
    pool = ThreadPoolExecutor(READING_THREADS, thread_name_prefix="reading")
    try:
        await schema.prepare(database)
        leases = Leases(database, settings.profile)
        yield Parts(
            settings=settings,
            clock=clock,
            wake=wake,
            database=database,
            pool=pool,
            intake=Intake(database, settings.profile, clock, pool),
            leases=leases,
            decisions=Decisions(leases),
            idempotency=Idempotency(database),
        )
    finally:
        wake.close()
        pool.shutdown(wait=True, cancel_futures=True)
        await database.close()
