"""The database: reachable, of which schema, ours to write, and whether its clock agrees with ours."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway.check.finding import Finding, Setup, fault, good, warning
from triage.gateway.database import Database, DatabaseDown, code_of, database_url
from triage.gateway.schema import head, known_steps, standing
from triage.gateway.wake import Wake
from triage.models.clock import Clock

NAME, CLOCK = "database", "clock"
_REASONS = (
    ("28", "PostgreSQL does not let {user} in", "By its own name (peer) only the account itself is let in; else give a "
     "password in the file that PGPASSFILE names."),
    ("3D", "PostgreSQL has no database “{name}”", "Make it: createdb --owner ACCOUNT NAME, as the account postgres."),
    ("53300", "PostgreSQL has no connection left", "Raise max_connections, or lower [database] connections."),
    ("08P01", "A pooler in between refuses the connection", "Its own log says why. It must pool sessions, not "
     "transactions."),
)  # fmt: skip
"""SQLSTATEs by their beginning (PostgreSQL, “Error Codes”), what is wrong, and what to do."""
NEAR, FAR = timedelta(seconds=2), timedelta(seconds=30)


class _TakenBack(Exception):
    """Ends a transaction without keeping it."""


async def check(setup: Setup) -> Sequence[Finding]:
    """Changes nothing: what it writes is rolled back."""
    url = database_url(setup.settings.db)
    if url.get_backend_name() == "sqlite" and not await asyncio.to_thread(Path(url.database or "").exists):
        return [warning(NAME, "The database file is not there yet.", "It is made when the gateway starts.")]
    database = Database(url, Wake(), busy_seconds=setup.settings.busy_seconds)
    try:
        return [*await _schema(database), await _writable(database), *await _clock(database, setup.clock)]
    except DatabaseDown as error:
        return [_away(code_of(error.__cause__), url)]
    finally:
        await database.close()


def _away(code: str, url: URL) -> Finding:
    """Why it cannot be used, by the code that the server or the driver gave; never the server's own words."""
    if not code and url.get_backend_name() != "sqlite":
        at = url.query.get("host") or f"{url.host or 'this machine'} port {url.port or 5432}"
        return fault(NAME, f"No PostgreSQL answers at {at}.", "Look whether it runs, and at firewalls in between.")
    for begins, what, do in _REASONS:
        if code.startswith(begins):
            return fault(NAME, f"{what.format(name=url.database, user=_account(url))} ({code}).", do)
    return fault(NAME, f"The gateway's database cannot be used just now ({code}).", "Its own log says more.")


def _account(url: URL) -> str:
    return f"“{url.username}”" if url.username else "the gateway's account"


async def _schema(database: Database) -> Sequence[Finding]:
    async with database.read() as connection:
        step = await connection.run_sync(standing)
    if step == head():
        return [good(NAME, f"It answers and stands at schema {step}.")]
    if not step:
        return [warning(NAME, "It answers and is empty.", "Its tables are made when the gateway starts.")]
    if step in known_steps():
        do = f"It is brought to {head()} when the gateway starts: back it up first."
        return [warning(NAME, f"It answers and stands at the older schema {step}.", do)]
    return [fault(NAME, f"It stands at schema {step}, which this program does not know.", "Use the newer program.")]


async def _writable(database: Database) -> Finding:
    """A table made and taken back: what a gateway needs to bring the database up to date."""
    try:
        async with database.write() as connection:
            await connection.execute(text("CREATE TABLE triage_check (number INTEGER)"))
            raise _TakenBack
    except _TakenBack:
        return good(NAME, "It can be written.")
    except DBAPIError as error:
        do = "Grant the database user CREATE on its schema, and write on its tables."
        return fault(NAME, f"It cannot be written ({code_of(error) or type(error).__name__}).", do)


async def _clock(database: Database, clock: Clock) -> Sequence[Finding]:
    if database.embedded:
        return []
    async with database.read() as connection:
        await _now(connection)  # the first question may open the connection
        before = clock.now()
        theirs = await _now(connection)
        after = clock.now()
    off = abs(theirs - (before + (after - before) / 2).timestamp())
    what = f"This machine's clock and the database's are {off:.1f} s apart."
    do = "Let both follow the same time server (NTP): leases and tokens go by the clock."
    if off >= FAR.total_seconds():
        return [fault(CLOCK, what, do)]
    return [warning(CLOCK, what, do) if off >= NEAR.total_seconds() else good(CLOCK, what)]


async def _now(connection: AsyncConnection) -> float:
    return float(await connection.scalar(text("SELECT extract(epoch FROM clock_timestamp())")) or 0)
