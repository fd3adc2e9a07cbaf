"""What came in and what was closed, by the hour, today and on the same weekday a week before."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.sight import Sight
from triage.models.clock import LONDON, london
from triage.models.figures import Hour

WEEK = timedelta(days=7)
_HOUR = timedelta(hours=1)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """When a day in London begins and ends; it has 23 or 25 hours when the clocks change."""
    start, end = (datetime.combine(one, time(0), LONDON).astimezone(UTC) for one in (day, day + timedelta(days=1)))
    return start, end


async def today(connection: AsyncConnection, sight: Sight, now: datetime) -> tuple[Hour, ...]:
    """The hours of today until now."""
    return await _day(connection, sight, day_bounds(london(now).date())[0], now)


async def week_before(connection: AsyncConnection, sight: Sight, now: datetime) -> tuple[Hour, ...]:
    """The hours of the same weekday a week before, whole."""
    return await _day(connection, sight, *day_bounds(london(now).date() - WEEK))


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
