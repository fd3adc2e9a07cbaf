"""Who works here: whoever was heard of in a role that works reports (`presence`)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.credentials import WORKING
from triage.models.supervising import Colleague, Colleagues

LATELY = timedelta(hours=12)


async def lately(connection: AsyncConnection, now: datetime) -> Colleagues:
    """Everybody who was heard of within a shift's length, the last one first."""
    present = tables.present
    query = select(present).where(*_working(now)).order_by(present.c.seen_at.desc(), present.c.subject)
    rows = (await connection.execute(query)).all()
    return Colleagues(items=tuple(Colleague(id=row.subject, role=row.role, last_at=row.seen_at) for row in rows))


async def works_here(connection: AsyncConnection, subject: str, now: datetime) -> bool:
    present = tables.present
    query = select(present.c.subject).where(*_working(now), present.c.subject == subject)
    return await connection.scalar(query) is not None


def _working(now: datetime) -> tuple[ColumnElement[bool], ...]:
    present = tables.present
    return (present.c.seen_at > now - LATELY, present.c.role.in_([role.value for role in WORKING]))
