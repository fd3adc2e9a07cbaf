"""Every test of the gateway that asks for ``bench`` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from tests.gateway import postgres
from tests.gateway.bench import Bench, Handler, open_bench, settings_for
from tests.gateway.laid_out import lay_out
from tests.gateway.mailbox.dovecot import Dovecot, dovecot
from tests.system_packages import found_or_installed
from triage.gateway.schema import head
from triage.gateway.settings import GatewaySettings
from triage.gateway.tables import metadata

DATABASE_EXISTS, NO_TABLE = "42P04", "42P01"
_NAMES = ", ".join(f"'{name}'" for name in metadata.tables if name != "meta")
EMPTY = f"""
-- Emptying a table that is empty already costs as much as one that is not.
DO $$ DECLARE name text; filled text[] := ARRAY[]::text[]; here boolean; BEGIN
  FOREACH name IN ARRAY ARRAY[{_NAMES}] LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO here;
    IF here THEN filled := filled || quote_ident(name); END IF;
  END LOOP;
  IF filled <> ARRAY[]::text[] THEN
    EXECUTE 'TRUNCATE ' || array_to_string(filled, ', ') || ' RESTART IDENTITY CASCADE';
  END IF;
END $$;
UPDATE alembic_version SET version_num = '{head()}'
"""


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A server to make databases in: TRIAGE_TEST_DATABASE_URL (without a database name), or one of our own."""
    given = os.environ.get("TRIAGE_TEST_DATABASE_URL")
    folder = None if given else found_or_installed(postgres.programs, "postgresql")
    if given:
        yield given.rstrip("/")
    elif folder:
        with postgres.server(folder) as url:
            yield url
    else:
        pytest.skip("PostgreSQL is not on this machine and TRIAGE_TEST_DATABASE_URL is not set")


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Dovecot]:
    """One for all tests of a process; each test has an account of its own."""
    with dovecot() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def database_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """An empty database of this engine."""
    if engine == "sqlite":
        await lay_out(tmp_path / "gateway.db")
        yield f"sqlite:///{tmp_path / 'gateway.db'}"
        return
    server = request.getfixturevalue("postgres_url")
    name = f"triage_{request.getfixturevalue('testrun_uid')}_{request.getfixturevalue('worker_id')}"
    await _run(f"{server}/postgres", f'CREATE DATABASE "{name}" TEMPLATE template0', unless=DATABASE_EXISTS)
    await _run(f"{server}/{name}", EMPTY, unless=NO_TABLE)
    yield f"{server}/{name}"


@pytest.fixture
async def bare_database_url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """A database of this engine without any table, gone afterwards."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    server = request.getfixturevalue("postgres_url")
    name = f"triage_bare_{uuid.uuid4().hex}"
    await _run(f"{server}/postgres", f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield f"{server}/{name}"
    finally:
        await _run(f"{server}/postgres", f'DROP DATABASE "{name}" WITH (FORCE)')


async def _run(url: str, statement: str, unless: str = "") -> None:
    """Run a statement; ``unless`` is the SQLSTATE that says it is done already."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    except asyncpg.PostgresError as error:
        if error.sqlstate != unless:
            raise
    finally:
        await connection.close()


@pytest.fixture
def settings(database_url: str) -> GatewaySettings:
    return settings_for(database_url)


@pytest.fixture
async def bench(settings: GatewaySettings) -> AsyncIterator[Bench]:
    async with open_bench(settings) as opened:
        yield opened


@pytest.fixture
def ann(bench: Bench) -> Handler:
    return bench.ann


@pytest.fixture
def bob(bench: Bench) -> Handler:
    return bench.bob
