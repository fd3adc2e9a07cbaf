"""Lines of the board: the oldest that nobody looked at, and those next to breach."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.sight import Sight
from triage.gateway.tables.core import WAITING
from triage.models import codec
from triage.models.figures import BoardLine
from triage.models.queue import Summary
from triage.models.stage import Stage
from triage.models.summarise import clocks_began

MOST_LINES = 12
"""Lines of one list."""
LINE_COLUMNS = tuple(
    tables.reports.c[name] for name in ("report_id", "stage", "summary", "received_at", "due_at", "waiting_why", "seq")
)
"""What `line_of` reads."""


async def oldest(connection: AsyncConnection, sight: Sight) -> tuple[BoardLine, ...]:
    """What waits longest to be looked at since it was sent: its clock began first."""
    return await _waiting(connection, sight)


async def next_due(connection: AsyncConnection, sight: Sight, now: datetime) -> tuple[BoardLine, ...]:
    """What will breach its target next; what has is late already and not told here."""
    return await _waiting(connection, sight, tables.reports.c.due_at > now)


async def _waiting(
    connection: AsyncConnection, sight: Sight, *conditions: ColumnElement[bool]
) -> tuple[BoardLine, ...]:
    query = (
        select(*LINE_COLUMNS)
        .where(WAITING, sight.condition, *conditions)
        .order_by(tables.reports.c.due_at, tables.reports.c.report_id)
        .limit(MOST_LINES)
    )
    rows = (await connection.execute(query)).all()
    return tuple(line_of(row) for row in rows if row.summary)


def line_of(row: Row[Any], since: datetime | None = None, holder: str = "") -> BoardLine:
    """A row of `LINE_COLUMNS` that has its words yet. ``since``: None for the moment from which its clocks run."""
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
        since=since or clocks_began(summary.submitted_at, summary.received_at),
        holder=holder,
        why=row.waiting_why,
    )
