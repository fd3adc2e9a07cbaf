"""The steps lead to the tables that the program works with, from nothing and from the first release."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.engine import Connection

from tests.gateway.bench import open_bench, settings_for
from triage.gateway.database import Database, database_url
from triage.gateway.schema import epoch, head, standing
from triage.gateway.tables import metadata
from triage.gateway.wake import Wake

pytestmark = pytest.mark.filterwarnings(
    "ignore:Skipped unsupported reflection of expression-based index",
    "ignore:autogenerate skipping metadata-specified expression-based index",
)
"""SQLite's index of an expression cannot be read back; `knowledge/test_trail.py` shows that it is there."""


def of_ours(name: str | None, _kind: str, _parents: object) -> bool:
    """What finds words is each engine's own: FTS5's tables there, a GIN index here."""
    return not (name or "").startswith(("search_index", "ix_search_documents_vector"))


def differences(connection: Connection) -> list[object]:
    opts = {"target_metadata": metadata, "include_name": of_ours}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, metadata))


def first_release(connection: Connection) -> None:
    """A database as the first release left it: its tables, its own number, no steps."""
    config = Config()
    config.set_main_option("script_location", "triage.gateway:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    connection.execute(text("DROP TABLE alembic_version"))
    connection.execute(text("INSERT INTO meta (key, value) VALUES ('schema_version', '1'), ('epoch', 'first')"))


async def test_the_steps_make_the_very_tables_of_the_program(database_url: str) -> None:
    async with open_bench(settings_for(database_url)) as bench, bench.parts.database.read() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(standing) == head()


async def test_a_database_of_the_first_release_is_brought_up_to_date(bare_database_url: str) -> None:
    database = Database(database_url(bare_database_url), Wake())
    try:
        async with database.write() as connection:
            await connection.run_sync(first_release)
        async with open_bench(settings_for(bare_database_url)) as bench:
            await bench.arrive("s-1")
            assert len(await bench.ann.take()) == 1
        async with database.read() as connection:
            assert await connection.run_sync(differences) == []
            assert await epoch(connection) == "first"
    finally:
        await database.close()
