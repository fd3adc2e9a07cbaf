"""Persist before 201, shown by killing a real gateway around its commit: without a 201 the hub re-sends and there is
one report; with a 201 the report is there whatever happens next.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import select as select_
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select, text

from tests.gateway import process
from tests.gateway.bench import HUB, ok, payload
from triage.gateway import schema, tables
from triage.gateway.database import Database
from triage.gateway.database import database_url as parsed
from triage.gateway.wake import Wake

PATIENCE = 60


@pytest.fixture
async def outside(database_url: str) -> AsyncIterator[Database]:
    """The database, its tables made, as somebody beside the gateway sees it."""
    database = Database(parsed(database_url), Wake())
    await schema.prepare(database)
    yield database
    await database.close()


async def send(base: str, body: bytes) -> httpx.Response:
    async with httpx.AsyncClient(base_url=base, timeout=PATIENCE, trust_env=False) as http:
        return await http.post("/incidents", content=body, headers=HUB)


async def stored(outside: Database) -> int:
    async with outside.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(tables.submissions)) or 0)


async def audited(outside: Database) -> list[str]:
    async with outside.read() as connection:
        query = select(tables.audit.c.action).where(tables.audit.c.subject == "hub").order_by(tables.audit.c.seq)
        return list((await connection.scalars(query)).all())


@contextlib.contextmanager
def log_that_takes_no_more(folder: Path) -> Iterator[int]:
    """The gateway's log as a pipe that nobody empties. It says a line between the commit and the answer, so with a
    full pipe it stands still just there, without knowing that it is watched.
    """
    path = folder / "log"
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        yield pipe
    finally:
        os.close(pipe)
        path.unlink()


def fill(pipe: int, after: tuple[bytes, ...]) -> None:
    """Let the log say these lines of the start, then nothing more."""
    said = b""
    while not all(words in said for words in after):
        assert select_.select([pipe], [], [], PATIENCE)[0], said
        said += os.read(pipe, 65536)
    for size in (4096, 1):
        with contextlib.suppress(BlockingIOError):
            while True:
                os.write(pipe, b"." * size)


async def one_report(gateway: process.Process, outside: Database, body: bytes) -> None:
    """The hub sends again, twice; there is one report, in the queue."""
    first, second = ok(await send(gateway.intake, body)), ok(await send(gateway.intake, body))
    report_id = first.json()["data"]["id"]
    assert (first.status_code, second.status_code, second.json()["data"]["id"]) == (201, 201, report_id)
    page = await gateway.shown(report_id)
    assert [(item.report_id, item.version) for item in page.items] == [(report_id, 1)]
    assert await stored(outside) == 1


async def test_killed_between_the_commit_and_the_answer(tmp_path: Path, database_url: str, outside: Database) -> None:
    body = payload("s-1")
    with log_that_takes_no_more(tmp_path) as pipe, process.gateway(tmp_path, db=database_url) as gateway:
        fill(pipe, (b'"started"',) if outside.embedded else (b'"started"', b'"listening"'))
        async with asyncio.TaskGroup() as group, asyncio.timeout(PATIENCE):
            asked = group.create_task(unanswered(gateway.intake, body))
            while await stored(outside) == 0:
                pass
            assert not asked.done()
            gateway.process.kill()
    with process.gateway(tmp_path, db=database_url) as gateway:
        await one_report(gateway, outside, body)
    assert await audited(outside) == ["intake.new", "intake.resent", "intake.resent"]


async def test_killed_before_the_commit(tmp_path: Path, database_url: str, outside: Database) -> None:
    body = payload("s-1")
    with process.gateway(tmp_path, db=database_url) as gateway:
        async with asyncio.TaskGroup() as group, asyncio.timeout(PATIENCE), nobody_writes(outside):
            group.create_task(unanswered(gateway.intake, body))
            await at_the_lock(gateway, outside)
            gateway.process.kill()
            await forget_the_dead(outside)
    assert await stored(outside) == 0
    with process.gateway(tmp_path, db=database_url) as gateway:
        await one_report(gateway, outside, body)
    assert await audited(outside) == ["intake.new", "intake.resent"]


async def test_what_was_answered_is_read_by_the_next_gateway(
    tmp_path: Path, database_url: str, outside: Database
) -> None:
    """Killed right after the 201s, before or while it reads."""
    with process.gateway(tmp_path, db=database_url) as gateway:
        answers = [ok(await send(gateway.intake, payload(f"s-{number}"))) for number in range(5)]
        gateway.process.kill()
    with process.gateway(tmp_path, db=database_url) as gateway:
        page = await gateway.shown(*(answer.json()["data"]["id"] for answer in answers))
    assert len(page.items) == await stored(outside) == 5


async def unanswered(base: str, body: bytes) -> None:
    """A post whose gateway dies before it answers."""
    with pytest.raises(httpx.TransportError):
        await send(base, body)


@contextlib.asynccontextmanager
async def nobody_writes(outside: Database) -> AsyncIterator[None]:
    """Somebody else holds what a store needs, so that nothing can be committed."""
    async with outside.write() as connection:
        if not outside.embedded:
            await connection.execute(text("LOCK TABLE audit IN EXCLUSIVE MODE"))
        yield


async def at_the_lock(gateway: process.Process, outside: Database) -> None:
    """Until the gateway has the report in hand and waits to store it."""
    if outside.embedded:
        async with gateway.desk() as desk:  # its loop has taken up the report before it answers this
            ok(await desk.get("/healthz"))
        return
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INTO unread%'"
    )
    while True:
        async with outside.read() as connection:  # what others do is seen as it was when the transaction began
            if await connection.scalar(waiting):
                return


async def forget_the_dead(outside: Database) -> None:
    """What the killed gateway had asked for ends with it, as when its machine is cut off."""
    if outside.embedded:
        return
    dead = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%INTO unread%'"
    )
    async with outside.read() as connection:
        assert (await connection.execute(dead)).all()
