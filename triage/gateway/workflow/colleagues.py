"""Who works here: whoever the log names in a role that works reports. Nothing is kept for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.credentials import WORKING
from triage.models.supervising import Colleague, Colleagues

LATELY = timedelta(hours=12)


async def lately(connection: AsyncConnection, now: datetime) -> Colleagues:
    """Everybody who did something within a shift's length, the last one first."""
    audit = tables.audit
    last = func.max(audit.c.at).label("last_at")
    query = (
        select(audit.c.subject, audit.c.role, last)
        .where(audit.c.at > now - LATELY, audit.c.role.in_([role.value for role in WORKING]))
        .group_by(audit.c.subject, audit.c.role)
        .order_by(last.desc(), audit.c.subject)
    )
    found: dict[str, Colleague] = {}
    for row in (await connection.execute(query)).all():
        found.setdefault(row.subject, Colleague(id=row.subject, role=row.role, last_at=row.last_at))
    return Colleagues(items=tuple(found.values()))


async def works_here(connection: AsyncConnection, subject: str, now: datetime) -> bool:
    audit = tables.audit
    roles = [role.value for role in WORKING]
    query = select(audit.c.seq).where(audit.c.at > now - LATELY, audit.c.role.in_(roles), audit.c.subject == subject)
    return await connection.scalar(query.limit(1)) is not None
