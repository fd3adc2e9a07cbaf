"""Lines of the board: the oldest that nobody looked at, those next to breach, and those that are stuck."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.sight import Sight
from triage.gateway.tables.core import WAITING
from triage.models import codec
from triage.models.figures import LONG, BoardLine, Stuck, StuckPile
from triage.models.queue import Summary
from triage.models.stage import Stage

MOST_LINES = 12
"""Lines of one list."""
_WAITS = {
    Stuck.HELD: Stage.HELD,
    Stuck.APPROVAL: Stage.AWAITING_APPROVAL,
    Stuck.ACCEPTANCE: Stage.AWAITING_ACCEPTANCE,
    Stuck.REPORTER: Stage.AWAITING_REPORTER,
    Stuck.RECORDING: Stage.BEGUN,
}


async def oldest(connection: AsyncConnection, sight: Sight) -> tuple[BoardLine, ...]:
    """What waits longest to be looked at."""
    reports = tables.reports
    return await _waiting(connection, sight, reports.c.received_at)


async def next_due(connection: AsyncConnection, sight: Sight, now: datetime) -> tuple[BoardLine, ...]:
    """What will breach its target next; what has is late already and not told here."""
    reports = tables.reports
    return await _waiting(connection, sight, reports.c.due_at, reports.c.due_at > now)


async def _waiting(
    connection: AsyncConnection, sight: Sight, order: ColumnElement[Any], *conditions: ColumnElement[bool]
) -> tuple[BoardLine, ...]:
    reports = tables.reports
    query = (
        select(reports)
        .where(WAITING, sight.condition, *conditions)
        .order_by(order, reports.c.report_id)
        .limit(MOST_LINES)
    )
    rows = (await connection.execute(query)).all()
    return tuple(_line(row, row.received_at) for row in rows if row.summary)


async def stuck(connection: AsyncConnection, sight: Sight, now: datetime) -> tuple[StuckPile, ...]:
    """Every pile that is not empty, in the order of `Stuck`."""
    piles = [await _pile(connection, sight, why, stage, now) for why, stage in _WAITS.items()]
    unread = await _unreadable(connection, now)
    return tuple(pile for pile in (*piles, unread) if pile.number)


async def _pile(connection: AsyncConnection, sight: Sight, why: Stuck, stage: Stage, now: datetime) -> StuckPile:
    """Reports of one stage; when each came to it is when the feed last told of it."""
    reports, changes, leases = tables.reports, tables.changes, tables.leases
    conditions = [reports.c.stage == stage.value, sight.condition]
    since: ColumnElement[Any] = changes.c.at
    if stage is Stage.BEGUN:
        conditions.append(reports.c.begun_at <= now - LONG)
        since = reports.c.begun_at
    counted = (
        select(func.count(), func.min(since))
        .select_from(reports.outerjoin(changes, changes.c.seq == reports.c.seq))
        .where(*conditions)
    )
    number, oldest_at = (await connection.execute(counted)).one()
    if not number:
        return StuckPile(why=why, number=0)
    holder = select(leases.c.subject).where(
        leases.c.report_id == reports.c.report_id, leases.c.fence == reports.c.fence
    )
    query = (
        select(
            reports, since.label("since"), holder.where(leases.c.ended_at.is_(None)).scalar_subquery().label("holder")
        )
        .outerjoin(changes, changes.c.seq == reports.c.seq)
        .where(*conditions)
        .order_by(since, reports.c.report_id)
        .limit(MOST_LINES)
    )
    rows = (await connection.execute(query)).all()
    return StuckPile(why=why, number=number, since=oldest_at, lines=_lines(rows))


async def _unreadable(connection: AsyncConnection, now: datetime) -> StuckPile:
    """Received for longer than reading ever takes, and not in the queue: a mistake of ours, or the reader is away."""
    unread = tables.unread
    query = select(func.count(), func.min(unread.c.received_at)).where(unread.c.received_at <= now - LONG / 12)
    number, since = (await connection.execute(query)).one()
    return StuckPile(why=Stuck.UNREADABLE, number=number, since=since)


def _lines(rows: Sequence[Row[Any]]) -> tuple[BoardLine, ...]:
    return tuple(_line(row, row.since or row.received_at, row.holder or "") for row in rows if row.summary)


def _line(row: Row[Any], since: datetime, holder: str = "") -> BoardLine:
    summary = codec.decode(Summary, bytes(row.summary))
    return BoardLine(
        report_id=summary.report_id,
        kind=summary.kind,
        title=summary.title,
        place=summary.place,
        customer_reference=summary.customer_reference,
        risk=summary.risk,
        stage=Stage(row.stage),
        received_at=row.received_at,
        due_at=row.due_at,
        since=since,
        holder=holder,
        why=row.waiting_why,
    )
