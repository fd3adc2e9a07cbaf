"""The look at a message's address (`triage.gateway.messages.safety`) by what its report says now."""

from __future__ import annotations

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.config.messages import MessagesConfig
from triage.gateway.messages import safety
from triage.gateway.messages.carrier import Outgoing
from triage.models import codec
from triage.models.errors import InputError
from triage.models.indicators import Assessment
from triage.models.report import Report

GONE = "Its report was erased."
UNREAD = "Its report cannot be read any more."


async def told_of(connection: AsyncConnection, report_id: str) -> tuple[Report, Assessment] | None:
    """The newest version of a report as it was read; None when it was erased.

    Raises:
        InputError: it cannot be read any more.
    """
    versions, reports = tables.versions, tables.reports
    newest = and_(versions.c.report_id == reports.c.report_id, versions.c.version == reports.c.version)
    query = (
        select(versions.c.report, reports.c.assessment).join(reports, newest).where(reports.c.report_id == report_id)
    )
    row = (await connection.execute(query)).first()
    if row is None or not row.report:
        return None
    return codec.decode(Report, row.report), codec.decode(Assessment, row.assessment)


async def why_not_now(connection: AsyncConnection, message: Outgoing, config: MessagesConfig) -> tuple[str, ...]:
    """Why a queued message may not go now: every reason that nobody has looked past; empty when it may."""
    try:
        told = await told_of(connection, message.report_id)
    except InputError:
        return (UNREAD,)
    if told is None:
        return (GONE,)
    return tuple(why for why in safety.reasons(*told, message.address, config) if why not in message.safe_despite)
