"""The delta feed: which reports changed since, each once, as it stands now. It never skips a change.

A report's place (``tx``, ``seq``) is written with each change. On SQLite one writer at a time makes ``seq`` grow in
the order of commits. On PostgreSQL a transaction with a smaller number may commit later, so the feed reads only below
the oldest transaction that is still running: nothing can appear there any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, literal_column, or_, select, tuple_
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import schema, tables
from triage.gateway.cursor import Cursor, Position
from triage.gateway.sight import Sight
from triage.gateway.state import from_row, selection, summary_at
from triage.models.ids import ReportId
from triage.models.queue import Changes

HORIZON: ColumnElement[int] = literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
"""The oldest transaction that is still running, on PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the cursor after it; ``held_back``: there is more, which waits for an older transaction."""

    changes: Changes
    cursor: Cursor
    held_back: bool = False

    @property
    def empty(self) -> bool:
        return not self.changes.items and not self.changes.removed


async def read(connection: AsyncConnection, after: str | None, limit: int, now: datetime, sight: Sight) -> Page:
    """The page after a cursor; without one, all reports in the feed from its beginning. What became hidden from this
    reader is told as removed; a reader whose sight changed starts again.

    Raises:
        Refusal: cursor-gone.
    """
    told = Cursor.decode(after) if after else None
    bounds = await _bounds(connection)
    cursor = _start(bounds, sight)
    if told is not None:
        told.check(cursor.epoch, await _mark(connection, told.after.seq))
        cursor = told
    rows = await _rows(connection, cursor, limit + 1, sight, bounds.horizon)
    more = len(rows) > limit
    rows = rows[:limit]
    if rows:
        last = rows[-1]
        cursor = cursor.moved(Position(last["tx"], last["seq"]), await _mark(connection, last["seq"]))
    encoded = cursor.encode()
    page = Changes(
        items=tuple(summary_at(from_row(row), now) for row in rows if _shown(row, sight)),
        removed=tuple(ReportId(row["report_id"]) for row in rows if not _shown(row, sight)),
        next=encoded if more else None,
        delta=None if more else encoded,
        server_time=now,
    )
    return Page(page, cursor, bounds.held_back)


def _shown(row: RowMapping, sight: Sight) -> bool:
    return not row["left_feed"] and sight.sees(row["restricted"])


@dataclass(frozen=True, slots=True)
class _Bounds:
    """How far the feed reaches. ``horizon``: the oldest transaction that is still running (None on SQLite)."""

    epoch: str
    highest: int
    horizon: int | None
    held_back: bool


async def _bounds(connection: AsyncConnection) -> _Bounds:
    """One question before the rows are read: what lies below the horizon is committed by then, and stays."""
    highest = select(func.max(tables.changes.c.seq)).scalar_subquery()
    query = select(schema.EPOCH.label("epoch"), highest.label("highest"))
    if connection.dialect.name != "sqlite":
        above = exists().where(tables.reports.c.tx >= HORIZON)
        query = query.add_columns(HORIZON.label("horizon"), above.label("held_back"))
    row = (await connection.execute(query)).mappings().one()
    return _Bounds(row["epoch"], row["highest"] or 0, row.get("horizon"), bool(row.get("held_back")))


def _start(bounds: _Bounds, sight: Sight) -> Cursor:
    began = Position(0 if bounds.horizon is None else bounds.horizon - 1, bounds.highest)
    return Cursor(bounds.epoch + sight.mark, Position(), began)


async def _mark(connection: AsyncConnection, seq: int) -> str:
    """Which change has this number: its report and its moment, or "" for none."""
    changes = tables.changes
    row = (await connection.execute(select(changes.c.report_id, changes.c.at).where(changes.c.seq == seq))).first()
    return f"{row.report_id[:8]}{round(row.at.timestamp() * 1000)}" if row else ""


async def _rows(
    connection: AsyncConnection, cursor: Cursor, limit: int, sight: Sight, horizon: int | None
) -> Sequence[RowMapping]:
    reports = tables.reports
    place = tuple_(reports.c.tx, reports.c.seq)
    began = place > tuple_(cursor.began.tx, cursor.began.seq)
    query = (
        selection()
        .where(place > tuple_(cursor.after.tx, cursor.after.seq), or_(reports.c.left_feed.is_(False), began))
        .where(or_(sight.condition, and_(sight.gone, began)))
        .order_by(reports.c.tx, reports.c.seq)
        .limit(limit)
    )
    if horizon is not None:
        query = query.where(reports.c.tx < horizon)
    rows: Sequence[RowMapping] = (await connection.execute(query)).mappings().all()
    return rows
