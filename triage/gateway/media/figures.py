"""How many files wait or are in trouble, for the metrics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from triage.gateway import tables
from triage.gateway.database import Database
from triage.models.files import FAILED, INFECTED, SUSPICIOUS


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFigures:
    """``waiting``: to be fetched, looked at or scanned, now or later; ``overdue_seconds``: for how long the longest of
    them could have been taken up and was not (0: none).
    """

    waiting: int = 0
    overdue_seconds: float = 0
    failed: int = 0
    suspicious: int = 0
    infected: int = 0


async def media_figures(database: Database, now: datetime) -> MediaFigures:
    """From two small indexes, however many files there are; raises DatabaseDown."""
    table = tables.attachments
    oldest = func.min(table.c.due_at), func.min(tables.versions.c.received_at)
    arrived = (tables.versions.c.report_id == table.c.report_id) & (tables.versions.c.version == table.c.version)
    waiting = select(func.count(), *oldest).select_from(table.join(tables.versions, arrived, isouter=True))
    trouble = (
        select(table.c.state, func.count().label("number"))
        .where(table.c.state.in_((FAILED, INFECTED, SUSPICIOUS)))
        .group_by(table.c.state)
    )
    async with database.read() as connection:
        count, due_at, received_at = (await connection.execute(waiting.where(table.c.due_at.is_not(None)))).one()
        by_state = {row.state: row.number for row in await connection.execute(trouble)}
    # What has just been read is due since ever: it waits since it came.
    since = max(due_at, received_at) if due_at and received_at else None
    return MediaFigures(
        waiting=count,
        overdue_seconds=max(0.0, (now - since).total_seconds()) if since else 0,
        failed=by_state.get(FAILED, 0),
        suspicious=by_state.get(SUSPICIOUS, 0),
        infected=by_state.get(INFECTED, 0),
    )
