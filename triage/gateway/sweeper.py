"""What happens without anybody asking: run-out leases go back to the queue, old closed reports leave the feed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.logs import say
from triage.gateway.parts import Parts
from triage.gateway.server_time import DatabaseClock
from triage.gateway.workers import Worker
from triage.models.stage import Stage

BATCH = 500


async def sweep(parts: Parts) -> tuple[int, int]:
    """One round; returns how many leases ran out and how many reports left the feed."""
    now = parts.clock.now()
    async with parts.database.write() as connection:
        expired = await parts.leases.expire(connection, now)
        gone = await _leave_feed(connection, parts)
    if expired or gone:
        say("swept", expired=expired, left_feed=gone)
    return expired, gone


def sweeper(parts: Parts) -> Worker:
    """The rounds of sweeping."""

    async def round_() -> bool:
        await sweep(parts)
        return False

    return Worker(name="sweeper", every=parts.settings.sweep_seconds, round=round_)


def sharing(parts: Parts) -> list[Worker]:
    """What a gateway does that shares its database with others: hear and tell of changes, go by one clock."""
    if parts.database.embedded:
        return []
    clock = parts.clock
    return [parts.listener.worker, *([clock.worker()] if isinstance(clock, DatabaseClock) else [])]


async def _leave_feed(connection: AsyncConnection, parts: Parts) -> int:
    now = parts.clock.now()
    reports = tables.reports
    old = now - timedelta(hours=parts.settings.keep_closed_hours)
    query = (
        select(reports.c.report_id)
        .where(reports.c.stage == Stage.CLOSED.value, reports.c.left_feed.is_(False), reports.c.closed_at <= old)
        .order_by(reports.c.closed_at)  # or PostgreSQL expects to meet many by reading all that ever came
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    leaving = (await connection.scalars(query)).all()
    for report_id in leaving:
        await states.publish(connection, report_id, "left-feed", now, left_feed=True)
    return len(leaving)
