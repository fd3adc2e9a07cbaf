"""Keeps what each workstation last stated, and reads all of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import leaving_out, tables
from triage.gateway.accounting.desks import Desks, Heard
from triage.gateway.credentials import Subject
from triage.gateway.database import Database
from triage.gateway.problems import invalid
from triage.models import codec
from triage.models.account import MOST_STATED, Statement


async def keep(
    connection: AsyncConnection, database: Database, who: Subject, told: Statement, store: str, now: datetime
) -> bool:
    """Keep a workstation's statement in the place of its last; False for one that is older than that.

    Raises:
        Refusal: 422 for another store than the address names, a time without zone, too many reports.
    """
    if told.store != store or not store.strip():
        raise invalid("/store", "must be the store of the address")
    if told.at.tzinfo is None:
        raise invalid("/at", "must say its offset from UTC")
    if len(told.reports) > MOST_STATED:
        raise invalid("/reports", f"must be at most {MOST_STATED}")
    await database.serialise(connection, f"statement of {store}")
    statements = tables.statements
    known = await connection.scalar(select(statements.c.stated_at).where(statements.c.store == store))
    if known is not None and known > told.at and known <= now:
        return False
    values = {
        "installation": told.installation,
        "subject": who.id,
        "stated_at": min(told.at, now),
        "received_at": now,
        "statement": codec.encode(told),
    }
    if known is None:
        await connection.execute(insert(statements).values(store=store, **values))
    else:
        await connection.execute(update(statements).where(statements.c.store == store).values(**values))
    for one in told.reports:
        if one.left_out and one.held:
            await leaving_out.keep(connection, one.report_id, one.left_out)
    return True


async def all_of(connection: AsyncConnection) -> Desks:
    """What every workstation last stated."""
    rows = await connection.execute(select(tables.statements).order_by(tables.statements.c.store))
    return Desks(
        [
            Heard(
                store=row["store"],
                subject=row["subject"],
                stated_at=row["stated_at"],
                received_at=row["received_at"],
                reports=codec.decode(Statement, bytes(row["statement"])).reports,
            )
            for row in rows.mappings()
        ]
    )
