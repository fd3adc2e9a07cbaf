"""Handoffs as they are kept, read back: one, those of a report, the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.problems import Refusal
from triage.models.ids import ReportId
from triage.models.workflow import Handoff, Handoffs, HandoffState, HandoffTo

_PLAIN = tuple(
    field.name for field in fields(Handoff) if field.name not in ("report_id", "state", "to_kind", "overdue")
)


def _selection() -> Select[Any]:
    handoffs = tables.handoffs
    return select(*(column for column in handoffs.c if column.name != "package"))


def from_row(row: RowMapping, now: datetime) -> Handoff:
    state = HandoffState(row["state"])
    return Handoff(
        report_id=ReportId(row["report_id"]),
        state=state,
        to_kind=HandoffTo(row["to_kind"]),
        overdue=state is HandoffState.AWAITING and row["due_at"] <= now,
        **{name: row[name] for name in _PLAIN},
    )


async def one(connection: AsyncConnection, report_id: str, number: int, now: datetime) -> Handoff:
    """Raises Refusal unknown-handoff."""
    handoffs = tables.handoffs
    query = _selection().where(handoffs.c.report_id == report_id, handoffs.c.number == number)
    row = (await connection.execute(query)).mappings().first()
    if row is None:
        raise Refusal("unknown-handoff")
    return from_row(row, now)


async def of_report(connection: AsyncConnection, report_id: str, now: datetime) -> tuple[Handoff, ...]:
    """Every handoff of a report, the first one first."""
    handoffs = tables.handoffs
    query = _selection().where(handoffs.c.report_id == report_id).order_by(handoffs.c.number)
    return tuple(from_row(row, now) for row in (await connection.execute(query)).mappings().all())


async def listed(
    connection: AsyncConnection,
    *,
    state: HandoffState | None,
    before: int | None,
    limit: int,
    seen: ColumnElement[bool],
    now: datetime,
) -> Handoffs:
    """The newest first; ``seen`` is what the caller may see of reports, ``before`` where the last page ended."""
    handoffs, reports = tables.handoffs, tables.reports
    query = _selection().join(reports, reports.c.report_id == handoffs.c.report_id).where(seen)
    if state is not None:
        query = query.where(handoffs.c.state == state.value)
    if before is not None:
        query = query.where(handoffs.c.id < before)
    query = query.order_by(handoffs.c.id.desc()).limit(limit + 1)
    rows: Sequence[RowMapping] = (await connection.execute(query)).mappings().all()
    more = len(rows) > limit
    return Handoffs(
        items=tuple(from_row(row, now) for row in rows[:limit]), next=str(rows[limit - 1]["id"]) if more else None
    )


async def package(connection: AsyncConnection, report_id: str, number: int) -> bytes:
    """The package's JSON as it was kept; raises Refusal unknown-handoff."""
    handoffs = tables.handoffs
    kept = await connection.scalar(
        select(handoffs.c.package).where(handoffs.c.report_id == report_id, handoffs.c.number == number)
    )
    if kept is None:
        raise Refusal("unknown-handoff")
    return bytes(kept)


async def payload(connection: AsyncConnection, report_id: str, version: int) -> bytes:
    """The hub's bytes of the version that was handed over; raises Refusal erased."""
    submissions = tables.submissions
    raw = await connection.scalar(
        select(submissions.c.raw).where(submissions.c.report_id == report_id, submissions.c.version == version)
    )
    if not raw:
        raise Refusal("erased")
    return bytes(raw)
