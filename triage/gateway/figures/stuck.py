"""Work that does not go on by itself, in piles by why: how many, since when, and those that wait longest."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.figures.fixing import fixing
from triage.gateway.figures.lines import LINE_COLUMNS, MOST_LINES, line_of
from triage.gateway.sight import Sight
from triage.models.figures import LONG, BoardLine, Stuck, StuckPile
from triage.models.stage import Stage

WAITS = {
    Stuck.HELD: Stage.HELD,
    Stuck.APPROVAL: Stage.AWAITING_APPROVAL,
    Stuck.ACCEPTANCE: Stage.AWAITING_ACCEPTANCE,
    Stuck.REPORTER: Stage.AWAITING_REPORTER,
}
UNREAD_FOR = timedelta(minutes=5)
"""Longer than reading ever takes."""


async def stuck(connection: AsyncConnection, sight: Sight, now: datetime) -> tuple[StuckPile, ...]:
    """Every pile that is not empty."""
    reports = tables.reports
    stages = [stage.value for stage in WAITS.values()]
    query = (
        select(reports.c.stage, func.count())
        .where(reports.c.stage.in_(stages), sight.condition)
        .group_by(reports.c.stage)
    )
    counted = {stage: int(number) for stage, number in (await connection.execute(query)).all()}
    piles = [
        await _waiting(connection, sight, why, stage, counted[stage.value])
        for why, stage in WAITS.items()
        if counted.get(stage.value)
    ]
    others = (
        await _fixing(connection, sight),
        await _recording(connection, sight, now),
        await _unread(connection, now),
    )
    return tuple(pile for pile in (*piles, *others) if pile.number)


async def _waiting(connection: AsyncConnection, sight: Sight, why: Stuck, stage: Stage, number: int) -> StuckPile:
    reports = tables.reports
    query = (
        select(*LINE_COLUMNS, *_holder(), reports.c.stage_at.label("since"))
        .where(reports.c.stage == stage.value, sight.condition)
        .order_by(reports.c.stage_at, reports.c.report_id)
        .limit(MOST_LINES)
    )
    rows = (await connection.execute(query)).all()
    return StuckPile(why=why, number=number, since=_since(rows[0]) if rows else None, lines=_lines(rows))


async def _recording(connection: AsyncConnection, sight: Sight, now: datetime) -> StuckPile:
    """Begun for so long that somebody should look at the workstation."""
    reports = tables.reports
    long = (reports.c.stage == Stage.BEGUN.value, reports.c.begun_at <= now - LONG, sight.condition)
    number = int(await connection.scalar(select(func.count()).select_from(reports).where(*long)) or 0)
    if not number:
        return StuckPile(why=Stuck.RECORDING, number=0)
    query = select(*LINE_COLUMNS, *_holder(), reports.c.begun_at.label("since")).where(*long)
    rows = (await connection.execute(query.order_by(reports.c.begun_at).limit(MOST_LINES))).all()
    return StuckPile(why=Stuck.RECORDING, number=number, since=_since(rows[0]), lines=_lines(rows))


async def _fixing(connection: AsyncConnection, sight: Sight) -> StuckPile:
    wrong = await fixing(connection, sight)
    if not wrong:
        return StuckPile(why=Stuck.FIXING, number=0)
    worst = sorted(wrong, key=lambda report_id: wrong[report_id])[:MOST_LINES]
    query = select(*LINE_COLUMNS).where(tables.reports.c.report_id.in_(worst))
    rows = {row.report_id: row for row in (await connection.execute(query)).all() if row.summary}
    lines = [line_of(rows[report_id], *wrong[report_id]) for report_id in worst if report_id in rows]
    return StuckPile(why=Stuck.FIXING, number=len(wrong), since=wrong[worst[0]][0], lines=tuple(lines))


async def _unread(connection: AsyncConnection, now: datetime) -> StuckPile:
    """Received and not in the queue: a mistake of ours, or the reader is away."""
    unread = tables.unread
    query = select(func.count(), func.min(unread.c.received_at)).where(unread.c.received_at <= now - UNREAD_FOR)
    number, since = (await connection.execute(query)).one()
    return StuckPile(why=Stuck.UNREADABLE, number=number, since=since)


def _holder() -> tuple[Any, ...]:
    reports, leases = tables.reports, tables.leases
    current = (leases.c.report_id == reports.c.report_id, leases.c.fence == reports.c.fence)
    return (select(leases.c.subject).where(*current, leases.c.ended_at.is_(None)).scalar_subquery().label("holder"),)


def _lines(rows: Any) -> tuple[BoardLine, ...]:
    return tuple(line_of(row, _since(row), row.holder or "") for row in rows if row.summary)


def _since(row: Any) -> datetime:
    since: datetime = row.since or row.received_at
    return since
