"""What workstations say needs somebody before it can be sent: refused, or in conflict with what another did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.sight import Sight, seen
from triage.models import codec
from triage.models.account import Statement
from triage.models.delivery import Delivery
from triage.models.stage import Stage

_FIXING = frozenset({Delivery.REJECTED, Delivery.CONFLICT})


async def fixing(connection: AsyncConnection, sight: Sight) -> dict[str, tuple[datetime, str]]:
    """Report id → since when the workstation says so, and whose work it is; only what this sight shows."""
    statements = tables.statements
    found: dict[str, tuple[datetime, str]] = {}
    for row in (await connection.execute(select(statements.c.stated_at, statements.c.statement))).all():
        for told in codec.decode(Statement, bytes(row.statement)).reports:
            wrong = [operation.author for operation in told.operations if operation.status in _FIXING]
            if wrong:
                found[told.report_id] = (row.stated_at, wrong[0])
    shown = await seen(connection, found, sight, tables.reports.c.stage != Stage.CLOSED.value)
    return {report_id: told for report_id, told in found.items() if report_id in shown}
