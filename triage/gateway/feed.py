"""The delta feed: which reports changed since, each once, as it stands now. It never skips a change.

A report's place (``tx``, ``seq``) is written with each change. On SQLite one writer at a time makes ``seq`` grow in
the order of commits. On PostgreSQL a transaction with a smaller number may commit later, so the feed reads only below
the oldest transaction that is still running: nothing can appear there any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, literal_column, or_, select, tuple_
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import schema, tables
from triage.gateway.cursor import Cursor, Position
from triage.gateway.problems import Refusal
from triage.gateway.state import from_row, selection, summary_at
from triage.models.ids import ReportId
from triage.models.queue import Changes

_HORIZON: ColumnElement[int] = literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the cursor after it; ``more`` says that the feed goes on at once."""

    changes: Changes
    cursor: Cursor

    @property
    def empty(self) -> bool:
        return not self.changes.items and not self.changes.removed


async def read(connection: AsyncConnection, after: str | None, limit: int, now: datetime) -> Page:
    """The page after a cursor; without one, all reports in the feed from its beginning.

    Raises:
        Refusal: cursor-gone.
    """
    cursor = await _start(connection, after)
    rows = await _rows(connection, cursor, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    if rows:
        cursor = cursor.moved(Position(rows[-1]["tx"], rows[-1]["seq"]))
    encoded = cursor.encode()
    page = Changes(
        items=tuple(summary_at(from_row(row), now) for row in rows if not row["left_feed"]),
        removed=tuple(ReportId(row["report_id"]) for row in rows if row["left_feed"]),
        next=encoded if more else None,
        delta=None if more else encoded,
        server_time=now,
    )
    return Page(page, cursor)


async def _start(connection: AsyncConnection, after: str | None) -> Cursor:
    epoch = await schema.epoch(connection)
    highest = await connection.scalar(select(func.max(tables.changes.c.seq))) or 0
    if after:
        cursor = Cursor.decode(after, epoch)
        if cursor.after.seq > highest:
            raise Refusal("cursor-gone", "The database was restored since.")
        return cursor
    if connection.dialect.name == "sqlite":
        return Cursor(epoch, Position(), Position(0, highest))
    horizon = await connection.scalar(select(_HORIZON)) or 0
    return Cursor(epoch, Position(), Position(horizon - 1, highest))


async def _rows(connection: AsyncConnection, cursor: Cursor, limit: int) -> Sequence[RowMapping]:
    reports = tables.reports
    place = tuple_(reports.c.tx, reports.c.seq)
    began = place > tuple_(cursor.began.tx, cursor.began.seq)
    query = (
        selection()
        .where(place > tuple_(cursor.after.tx, cursor.after.seq), or_(reports.c.left_feed.is_(False), began))
        .order_by(reports.c.tx, reports.c.seq)
        .limit(limit)
    )
    if connection.dialect.name != "sqlite":
        query = query.where(reports.c.tx < _HORIZON)
    rows: Sequence[RowMapping] = (await connection.execute(query)).mappings().all()
    return rows
