"""Whether this gateway can do its work now: asked of the database itself, by load balancers and people."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway.database import Database
from triage.gateway.problems import Refusal
from triage.gateway.schema import head, standing
from triage.gateway.wake import Wake


async def make_sure(database: Database, wake: Wake) -> None:
    """Return when everything that a call needs is there.

    Raises:
        Refusal: not-ready, with the reason: stopping, another schema, a database that only reads.
        DatabaseDown: it does not answer.
    """
    if wake.closing:
        raise _not_ready("This gateway is stopping.")
    async with database.read() as connection:
        step = await connection.run_sync(standing)
        if step != head():
            raise _not_ready(f"The database stands at schema {step or 'nothing'}; this program works with {head()}.")
        if not database.embedded and await _reads_only(connection):
            raise _not_ready("The database only reads (a standby): point the gateway at the primary.")


async def _reads_only(connection: AsyncConnection) -> bool:
    query = text("SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool")
    return bool(await connection.scalar(query))


def _not_ready(why: str) -> Refusal:
    return Refusal("not-ready", why, headers={"Retry-After": "5"})
