"""What came in and what was closed, by the hour, today and on the same weekday a week before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.sight import Sight
from triage.models.clock import london
from triage.models.figures import Hour
from triage.models.periods import Period, midnight

WEEK = timedelta(days=7)
_HOUR = timedelta(hours=1)


async def today(connection: AsyncConnection, sight: Sight, now: datetime) -> tuple[Hour, ...]:
    """The hours of today until now."""
    return await _day(connection, sight, midnight(london(now).date()), now)


async def week_before(connection: AsyncConnection, sight: Sight, now: datetime) -> tuple[Hour, ...]:
    """The hours of the same weekday a week before, whole."""
    day = Period(first=london(now).date() - WEEK, last=london(now).date() - WEEK)
    return await _day(connection, sight, day.since, day.until)


async def _day(connection: AsyncConnection, sight: Sight, start: datetime, end: datetime) -> tuple[Hour, ...]:
    reports = tables.reports
    came = await _counted(connection, sight, reports.c.received_at, start, end)
    closed = await _counted(connection, sight, reports.c.closed_at, start, end)
    hours = []
    at = start
    while at < end:
        hours.append(Hour(start=at, came=came.get(at, 0), closed=closed.get(at, 0)))
        at += _HOUR
    return tuple(hours)


async def _counted(
    connection: AsyncConnection, sight: Sight, moment: ColumnElement[Any], start: datetime, end: datetime
) -> dict[datetime, int]:
    """London keeps whole hours from UTC, so UTC's hours are its own."""
    seconds: ColumnElement[Any]
    if connection.dialect.name == "sqlite":
        seconds = cast(func.strftime("%s", moment), Integer)
    else:
        seconds = cast(func.floor(func.extract("epoch", moment)), BigInteger)
    hour = (seconds // 3600).label("hour")
    query = select(hour, func.count()).where(moment >= start, moment < end, sight.condition).group_by(hour)
    rows = (await connection.execute(query)).all()
    return {datetime.fromtimestamp(told * 3600, UTC): int(number) for told, number in rows}
