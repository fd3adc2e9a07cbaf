"""Makes the tables and tells whether a database is ours to use.

Steps are numbered; a database made by a newer program is refused, because writing to it could lose what we do not
know about.
"""

from __future__ import annotations

import uuid

from sqlalchemy import func, insert, inspect, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.database import Database
from triage.models.errors import KnownError

VERSION = 1
_VERSION, _EPOCH = "schema_version", "epoch"


async def prepare(database: Database) -> None:
    """Bring the database to this program's schema in one transaction.

    Raises:
        KnownError: a newer program made it.
        DatabaseDown: it cannot be reached.
    """
    async with database.write() as connection:
        await database.serialise(connection, "schema")
        found = await connection.run_sync(_found_version)
        if found > VERSION:
            raise KnownError(
                f"This database has schema {found}; this program knows schemas up to {VERSION}.",
                "Start it with the newer program, or restore a copy made before the update.",
            )
        if found < VERSION:
            await connection.run_sync(tables.metadata.create_all)
            await connection.run_sync(_protect_audit)
            await connection.execute(insert(tables.meta).values(key=_VERSION, value=str(VERSION)))
            await connection.execute(insert(tables.meta).values(key=_EPOCH, value=str(uuid.uuid4())))
        elif not database.embedded:
            await _mend_restored(connection)


async def epoch(connection: AsyncConnection) -> str:
    """The mark of this database's life; another one means that old cursors say nothing here."""
    return str(await connection.scalar(select(tables.meta.c.value).where(tables.meta.c.key == _EPOCH)))


def _found_version(connection: Connection) -> int:
    if not inspect(connection).has_table("meta"):
        return 0
    value = connection.scalar(select(tables.meta.c.value).where(tables.meta.c.key == _VERSION))
    return int(value or 0)


def _protect_audit(connection: Connection) -> None:
    """Audit lines are only ever added, whoever writes the SQL."""
    if connection.dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            connection.execute(
                text(
                    f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
                    "BEGIN SELECT RAISE(ABORT, 'audit lines are only ever added'); END"
                )
            )
        return
    connection.execute(
        text(
            "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'audit lines are only ever added'; END $$"
        )
    )
    connection.execute(
        text("CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit EXECUTE FUNCTION audit_refuse()")
    )


async def _mend_restored(connection: AsyncConnection) -> None:
    """A dump restored into another cluster carries transaction numbers from that cluster's future.

    The feed reads below the oldest running transaction, so such reports would stay invisible: put them at the
    feed's beginning and let every reader start again.
    """
    highest = await connection.scalar(select(func.max(tables.changes.c.tx)))
    now = await connection.scalar(text("SELECT pg_current_xact_id()::text::bigint"))
    if highest is not None and now is not None and highest >= now:
        await connection.execute(update(tables.changes).values(tx=0))
        await connection.execute(update(tables.reports).values(tx=0))
        await connection.execute(update(tables.meta).where(tables.meta.c.key == _EPOCH).values(value=str(uuid.uuid4())))
