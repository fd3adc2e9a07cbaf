"""Brings a database to this program's tables, and tells whether it is ours to use.

The steps are Alembic's (`triage.gateway.migrations`). A database made by a newer program is refused, because writing
to it could lose what we do not know about.
"""

from __future__ import annotations

import uuid
from functools import lru_cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, insert, inspect, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.database import Database
from triage.models.errors import KnownError

_FIRST = "0001"
_EPOCH = "epoch"
EPOCH = select(tables.meta.c.value).where(tables.meta.c.key == _EPOCH).scalar_subquery()


async def prepare(database: Database) -> None:
    """Bring the database to this program's schema in one transaction.

    Raises:
        KnownError: a newer program made it.
        DatabaseDown: it cannot be reached.
    """
    async with database.write() as connection:
        await database.serialise(connection, "schema")
        before = await connection.run_sync(upgrade)
        if before == "":
            await connection.execute(insert(tables.meta).values(key=_EPOCH, value=str(uuid.uuid4())))
        elif not database.embedded:
            await _mend_restored(connection)


async def epoch(connection: AsyncConnection) -> str:
    """The mark of this database's life; another one means that old cursors say nothing here."""
    return str(await connection.scalar(select(tables.meta.c.value).where(tables.meta.c.key == _EPOCH)))


def upgrade(connection: Connection) -> str:
    """Run the steps this database has not seen, inside the caller's transaction; gives the step it stood at before.

    Raises:
        KnownError: it stands at a step that this program does not know.
    """
    found = standing(connection)
    if found == head():
        return found
    if found and found not in known_steps():
        raise KnownError(
            f"This database has schema {found}; this program knows schemas up to {head()}.",
            "Start it with the newer program, or restore a copy made before the update.",
        )
    config = _config()
    config.attributes["connection"] = connection
    if found == _FIRST and not inspect(connection).has_table("alembic_version"):
        command.stamp(config, _FIRST)
    command.upgrade(config, "head")
    return found


def standing(connection: Connection) -> str:
    """The newest step that this database has seen; "" for an empty one."""
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None:
        return current
    if not inspect(connection).has_table("meta"):
        return ""
    # Made before there were steps: the number was kept in our own table.
    value = connection.scalar(select(tables.meta.c.value).where(tables.meta.c.key == "schema_version"))
    return f"{int(value or 0):04d}" if value else ""


def known_steps() -> frozenset[str]:
    """Every step that this program has."""
    script = ScriptDirectory.from_config(_config())
    return frozenset(str(revision.revision) for revision in script.walk_revisions())


@lru_cache(maxsize=1)
def head() -> str:
    """The step that this program's tables stand at."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "triage.gateway:migrations")
    return config


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
