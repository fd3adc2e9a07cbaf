"""Who is on, who holds what, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.sight import Sight
from triage.models.figures import HeldLine, OnShift
from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.models.stage import IN_HAND, Stage

ON_FOR = timedelta(minutes=2)
"""A workstation that was heard of within this time is on: it asks for changes more often."""
_LEVELS = {level.rank: level for level in RiskLevel}


async def people(connection: AsyncConnection, sight: Sight, now: datetime) -> tuple[OnShift, ...]:
    """Everybody who holds a report, those who hold one longest first; then whoever else is on."""
    reports, leases = tables.reports, tables.leases
    begun = reports.c.stage == Stage.BEGUN.value
    current = and_(leases.c.report_id == reports.c.report_id, leases.c.fence == reports.c.fence)
    query = (
        select(
            leases.c.subject, leases.c.first_granted_at, reports.c.report_id, reports.c.kind, reports.c.rank,
            reports.c.due_at, reports.c.stage,
        )
        .join(leases, current)
        .where(reports.c.stage.in_([one.value for one in IN_HAND]), leases.c.ended_at.is_(None), sight.condition)
        .where(or_(leases.c.expires_at > now, begun))
        .order_by(leases.c.first_granted_at, reports.c.report_id)
    )  # fmt: skip
    held: dict[str, list[HeldLine]] = {}
    for subject, since, report_id, kind, rank, due_at, stage in (await connection.execute(query)).all():
        line = HeldLine(
            report_id=ReportId(report_id),
            kind=kind,
            risk=_LEVELS[rank],
            since=since,
            due_at=due_at,
            begun=stage == Stage.BEGUN.value,
        )
        held.setdefault(subject, []).append(line)
    present = tables.present
    heard = select(present.c.subject, present.c.role, present.c.seen_at).where(present.c.seen_at > now - ON_FOR)
    on = {row.subject: row for row in (await connection.execute(heard.order_by(present.c.subject))).all()}
    return tuple(
        OnShift(
            subject=subject,
            role=on[subject].role if subject in on else "",
            seen_at=on[subject].seen_at if subject in on else None,
            held=tuple(held.get(subject, ())),
        )
        for subject in dict.fromkeys([*held, *on])
    )
