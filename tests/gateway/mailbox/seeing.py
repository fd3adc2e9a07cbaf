"""What handlers and supervisors see of what came by mail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from tests.gateway.bench import Bench
from triage.gateway import tables
from triage.gateway.config import MailboxConfig
from triage.gateway.mailbox.ledger import mailbox_name, status_of
from triage.models import codec
from triage.models.report import Report


async def reports(bench: Bench) -> list[Report]:
    """What handlers see, once all that came is read."""
    await bench.parts.reader.catch_up()
    return [(await bench.ann.report(item.report_id)).report for item in (await bench.ann.changes()).items]


async def audited(bench: Bench, action: str) -> list[str]:
    async with bench.parts.database.read() as connection:
        query = select(tables.audit.c.report_id).where(tables.audit.c.action == action)
        return [str(found) for found in (await connection.scalars(query)).all()]


async def attention_of(bench: Bench, config: MailboxConfig) -> dict[str, Any]:
    """What GET /v1/mailbox says of a gateway with these settings."""
    told = await status_of(bench.parts.database, mailbox_name(config), bench.clock.now())
    made: dict[str, Any] = codec.builtins(told)
    return made
