"""When the database is away, of another make, or the JSON is evil: the contract's answer and nothing half stored."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.gateway.bench import Bench, Handler, open_bench, payload, refused, settings_for
from triage.gateway import tables
from triage.gateway.database import Database
from triage.gateway.database import database_url as database_url_of
from triage.gateway.settings import GatewaySettings
from triage.gateway.sweeper import sweep
from triage.gateway.wake import Wake
from triage.models.errors import KnownError


@asynccontextmanager
async def unusable(engine: str, db: str, folder: Path) -> AsyncIterator[None]:
    """A database that is locked by another program, or that lets nobody connect."""
    if engine == "sqlite":
        other = sqlite3.connect(folder / "gateway.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.rollback()
        other.close()
        return
    server, _, name = db.rpartition("/")
    admin = await asyncpg.connect(f"{server}/postgres")
    await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
    yield
    await admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    await admin.close()


@pytest.fixture
async def away(engine: str, settings: GatewaySettings, tmp_path: Path) -> AsyncIterator[Bench]:
    """A gateway whose database has just become unusable."""
    opened = open_bench(settings_for(settings.db, busy_seconds=0.1))
    async with opened as bench, unusable(engine, settings.db, tmp_path):
        yield bench


async def test_intake_asks_the_hub_to_send_again(away: Bench) -> None:
    answer = await away.post(payload("s-1"))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["errors"][0]["meta"]["kind"] == "system"


async def test_the_queue_says_so_too(away: Bench) -> None:
    answer = await away.ann.call("POST", "/v1/claims", {})
    refused(answer, 503, "database-down")
    assert answer.headers["retry-after"]


async def test_health_does_not_depend_on_it(away: Bench) -> None:
    assert (await away.http.get("/healthz")).status_code == 200


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_readiness_does(away: Bench) -> None:
    refused(await away.http.get("/readyz"), 503, "database-down")


async def test_it_goes_on_when_the_database_is_back(engine: str, settings: GatewaySettings, tmp_path: Path) -> None:
    async with open_bench(settings_for(settings.db, busy_seconds=0.1)) as bench:
        async with unusable(engine, settings.db, tmp_path):
            assert (await bench.post(payload("s-1"))).status_code == 503
        assert (await bench.post(payload("s-1"))).status_code == 201


async def test_a_database_of_a_newer_program_is_refused(settings: GatewaySettings) -> None:
    async with open_bench(settings) as bench, bench.parts.database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(KnownError, match="schema 9999"):
        async with open_bench(settings):
            pass


async def test_a_database_is_used_again_as_it_is(settings: GatewaySettings) -> None:
    async with open_bench(settings) as bench:
        report_id = await bench.arrive("s-1")
        delta = (await bench.ann.changes()).delta or ""
    async with open_bench(settings) as bench:
        assert (await bench.ann.report(report_id)).report.narrative
        assert (await bench.ann.changes(delta)).items == ()


@pytest.mark.parametrize("statement", [update(tables.audit).values(subject="nobody"), delete(tables.audit)])
async def test_audit_lines_are_only_ever_added(bench: Bench, statement: object) -> None:
    await bench.arrive("s-1")
    with pytest.raises(DBAPIError):
        async with bench.parts.database.write() as connection:
            await connection.execute(statement)  # type: ignore[call-overload]


async def test_who_did_what_is_audited(bench: Bench, ann: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"))
    await ann.put_draft(held)
    await ann.report(held.report_id)
    await ann.call("GET", f"/v1/reports/{held.report_id}/raw")
    await ann.begun(held)
    await ann.abort(held)
    await ann.release(held)
    audit = tables.audit.c
    async with bench.parts.database.read() as connection:
        query = select(audit.subject, audit.action, audit.report_id).order_by(audit.seq)
        lines = [tuple(row) for row in (await connection.execute(query)).all()]
    words = ("claim", "draft", "report.read", "raw.read", "begin", "abort", "release")
    assert lines == [("hub", "intake.new", held.report_id), *(("ann", word, held.report_id) for word in words)]


async def test_a_sweep_of_nothing_is_quiet(bench: Bench) -> None:
    assert await sweep(bench.parts) == (0, 0)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_evil_json_is_stored_whole_or_refused_whole(bench: Bench, shared_data: Path) -> None:
    folder = shared_data / "evil_json_nst"
    bodies = [path.read_bytes() for path in sorted(folder.rglob("*.json"))]
    assert len(bodies) > 300
    named = [payload("s-1").replace(b'"OCR"', body) for body in bodies if len(body) < 5000]
    kept = 0
    for number, body in enumerate([*bodies, *named]):
        answer = await bench.post(body.replace(b"s-1", b"s-%d" % number))
        assert answer.status_code in (201, 422), (number, answer.status_code, answer.text)
        kept += answer.status_code == 201
    assert kept > 50
    async with bench.parts.database.read() as connection:
        found = [
            await connection.scalar(select(func.count()).select_from(table))
            for table in (tables.submissions, tables.versions)
        ]
    assert found == [kept, kept]
    page = await bench.ann.changes(limit=500)
    for item in page.items:
        assert (await bench.ann.report(item.report_id)).summary == item


async def test_a_closed_database_has_closed_every_connection(database_url: str, engine: str) -> None:
    """Cancelled again while it closed, one was closed by force, and the task that had closed it waited for ever."""
    database = Database(database_url_of(database_url), Wake())
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)"
    slow = {
        "sqlite": f"{numbers} SELECT max(i) FROM n",
        "postgresql": "SELECT pg_sleep(30)",
    }
    begun = asyncio.Event()

    async def look() -> None:
        async with database.read() as connection:
            await connection.execute(text("SELECT 1"))
            begun.set()
            await connection.execute(text(slow[engine]))

    looking = asyncio.create_task(look())
    await begun.wait()
    for _ in range(3):
        looking.cancel()
        await asyncio.sleep(0)
    await asyncio.gather(looking, return_exceptions=True)
    await database.close()
    assert asyncio.all_tasks() == {asyncio.current_task()}
