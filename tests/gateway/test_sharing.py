"""Several gateways behind one database: they hear each other, go by one clock, and outlive the database's restarts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import asyncpg
import pytest
from sqlalchemy import func, select, text

from tests.builders import a_profile
from tests.gateway import postgres
from tests.gateway.bench import Bench, Handler, ok, open_bench, payload, refused, settings_for
from triage.gateway import state, tables
from triage.gateway.config import Config, DatabaseConfig
from triage.gateway.database import Database
from triage.gateway.database import database_url as database_url_of
from triage.gateway.listen import CHANNEL
from triage.gateway.polls import Polls
from triage.gateway.settings import GatewaySettings
from triage.gateway.wake import Wake
from triage.models.clock import Clock, SystemClock
from triage.models.profile import Leases
from triage.models.queue import Changes

ON_POSTGRESQL = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


class WrongClock(SystemClock):
    """The clock of a machine that nobody set."""

    def __init__(self, **wrong: float) -> None:
        self._wrong = timedelta(**wrong)

    def now(self) -> datetime:
        return super().now() + self._wrong


@asynccontextmanager
async def listening(settings: GatewaySettings, clock: Clock | None = None) -> AsyncIterator[Bench]:
    """A gateway with its listener at work."""
    async with open_bench(settings, clock) as bench, asyncio.TaskGroup() as group:
        working = group.create_task(bench.parts.listener.worker.work_for_ever())
        try:
            async with asyncio.timeout(20):
                while not bench.parts.listener.hears:
                    await bench.parts.wake.ticket().wait()
            yield bench
        finally:
            working.cancel()


def deaf(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let long polls look again only when they are woken."""
    monkeypatch.setattr(Polls, "_recheck", lambda _self, left: left)


@ON_POSTGRESQL
async def test_a_poll_at_one_gateway_is_woken_by_a_change_at_another(
    settings: GatewaySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with listening(settings) as one, listening(settings) as other:
        deaf(one, monkeypatch)
        delta = (await one.ann.changes()).delta or ""
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            waiting = group.create_task(one.ann.changes(delta, wait=30))
            report_id = await other.arrive("s-1")
        assert [item.report_id for item in waiting.result().items] == [report_id]


@ON_POSTGRESQL
async def test_nothing_is_notified_inside_the_publishing_transaction(settings: GatewaySettings) -> None:
    """A gateway without a listener at work publishes, and nobody hears a thing."""
    heard: list[str] = []
    connection = await asyncpg.connect(settings.db)
    await connection.add_listener(CHANNEL, lambda *told: heard.append(str(told[-1])))
    async with open_bench(settings) as silent:
        await silent.arrive("s-1")
        assert len(await silent.ann.take()) == 1
        await connection.execute("SELECT 1")
        assert heard == []
    await connection.close()


@ON_POSTGRESQL
async def test_a_lost_notification_hides_nothing(settings: GatewaySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens at either gateway: the poll looks again by itself."""
    monkeypatch.setattr("triage.gateway.polls.UNTOLD", 0.05)
    async with open_bench(settings) as one, open_bench(settings) as other:
        delta = (await one.ann.changes()).delta or ""
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            waiting = group.create_task(one.ann.changes(delta, wait=30))
            await other.arrive("s-1")
        assert len(waiting.result().items) == 1


@ON_POSTGRESQL
async def test_commits_in_reverse_order_at_two_gateways_are_both_read(settings: GatewaySettings) -> None:
    async with open_bench(settings) as one, open_bench(settings) as other:
        early, late = await one.arrive("s-1"), await one.arrive("s-2")
        delta = (await other.ann.changes()).delta or ""
        now = one.clock.now()
        async with one.parts.database.write() as first:
            await state.publish(first, early, "test", now)
            async with other.parts.database.write() as second:
                await state.publish(second, late, "test", now)
            for bench in (one, other):
                assert (await bench.ann.changes(delta)).items == ()
        for bench in (one, other):
            assert [item.report_id for item in (await bench.ann.changes(delta)).items] == [early, late]


@ON_POSTGRESQL
async def test_gateways_with_wrong_clocks_agree_about_leases(settings: GatewaySettings) -> None:
    hour = replace(settings, profile=a_profile(leases=Leases(max_held=3)))
    async with (
        open_bench(hour, WrongClock(hours=1)) as early,
        open_bench(hour, WrongClock(hours=-1)) as late,
    ):
        clocks = early.parts.clock, late.parts.clock
        assert abs((clocks[0].now() - clocks[1].now()).total_seconds()) < 1
        await early.arrive("s-1")
        held = (await late.ann.take(seconds=600))[0]
        assert await early.bob.take() == ()
        refused(await early.bob.call("POST", f"/v1/reports/{held.report_id}/claim"), 409, "already-claimed")
        assert (await early.ann.report(held.report_id)).summary.held_by == "ann"


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
async def test_a_clock_that_was_brought_is_left_alone(bench: Bench) -> None:
    assert bench.parts.clock is bench.clock


async def lines(bench: Bench, action: str) -> int:
    audit = tables.audit
    async with bench.parts.database.read() as connection:
        query = select(func.count()).where(audit.c.action == action)
        return int(await connection.scalar(query) or 0)


async def test_polls_at_one_place_share_one_look_and_one_commit(bench: Bench, ann: Handler) -> None:
    delta = (await ann.changes()).delta or ""
    looks = 0
    glance = bench.parts.database.glance

    def counted() -> object:
        nonlocal looks
        looks += 1
        return glance()

    all_wait = asyncio.Event()
    pause = bench.parts.wake.pause

    async def pausing(least: float, most: float) -> None:
        if bench.parts.wake.waiting == 100:
            all_wait.set()
        await pause(least, most)

    bench.parts.database.glance = counted  # type: ignore[method-assign, assignment]
    bench.parts.wake.pause = pausing  # type: ignore[method-assign]
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        waiting = [group.create_task(ann.changes(delta, wait=50)) for _ in range(100)]
        await all_wait.wait()
        before = looks
        await bench.arrive("s-1")
    told: list[Changes] = [task.result() for task in waiting]
    assert all([item.title for item in page.items] == [told[0].items[0].title] for page in told)
    assert looks - before < 50, "a hundred polls, far fewer looks"
    assert await lines(bench, "changes.read") == 100


async def test_what_cannot_be_audited_is_not_shown(
    engine: str, bench: Bench, ann: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_id = await bench.arrive("s-1")

    @asynccontextmanager
    async def broken() -> AsyncIterator[None]:
        raise OSError
        yield

    monkeypatch.setattr("triage.gateway.audit_writer.insert", lambda _table: broken())
    answer = await ann.call("GET", f"/v1/reports/{report_id}/raw")
    assert answer.status_code in (500, 503)
    assert b"shed" not in answer.content


@dataclass
class Counts:
    """What the hub was told; ``goal`` is reached when so many were stored."""

    stored: list[str] = field(default_factory=list)
    refused: int = 0
    goal: int = 5
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def store(self, report_id: str) -> None:
        self.stored.append(report_id)
        if len(self.stored) >= self.goal:
            self.reached.set()

    def five_more(self) -> None:
        self.goal = len(self.stored) + 5
        self.reached.clear()


@ON_POSTGRESQL
async def test_a_statement_of_the_listening_connection_has_its_time(database_url: str) -> None:
    database = Database(database_url_of(database_url), Wake(), server=DatabaseConfig(answer_seconds=0.2))
    connection = await database.connect_apart()
    try:
        async with asyncio.timeout(20):
            with pytest.raises(TimeoutError):
                await connection.execute("SELECT pg_sleep(60)")
    finally:
        connection.terminate()
        await database.close()


@ON_POSTGRESQL
async def test_the_database_stops_and_starts_under_load(engine: str) -> None:
    """Callers are told to come back, within seconds; nothing acknowledged is lost; nobody restarts the gateway."""
    folder = postgres.programs()
    if folder is None:
        pytest.skip("PostgreSQL is not on this machine")
    quick = Config(database=DatabaseConfig(connections=4, connect_seconds=1))
    with postgres.own_server(folder) as server:
        async with listening(settings_for(f"{server.url}/postgres", config=quick)) as bench:
            counts = Counts()
            stop = asyncio.Event()

            async def hub(name: str) -> None:
                for number in range(10_000):
                    if stop.is_set():
                        return
                    answer = await bench.send(payload(f"{name}-{number}"))
                    if answer.status_code == 201:
                        counts.store(answer.json()["data"]["id"])
                    else:
                        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
                        counts.refused += 1

            async with asyncio.timeout(90), asyncio.TaskGroup() as group:
                for name in ("a", "b"):
                    group.create_task(hub(name))
                await counts.reached.wait()
                await asyncio.to_thread(server.stop, "immediate")
                async with asyncio.timeout(10):
                    answer = await bench.ann.call("POST", "/v1/claims", {})
                assert refused(answer, 503, "database-down")
                assert answer.headers["retry-after"]
                refused(await bench.ann.call("GET", "/v1/changes"), 503, "database-down")
                await asyncio.to_thread(server.start)
                counts.five_more()
                await counts.reached.wait()
                stop.set()
            assert counts.refused
            submissions = tables.submissions
            async with bench.parts.database.read() as connection:
                kept = set((await connection.scalars(select(submissions.c.report_id))).all())
            assert set(counts.stored) <= kept
            ok(await bench.ann.call("GET", "/v1/changes"))
            async with asyncio.timeout(20):
                while not bench.parts.listener.hears:
                    with suppress(TimeoutError):
                        await bench.parts.wake.wait(bench.parts.wake.ticket(), 1)


async def test_the_more_wait_the_longer_each_pauses() -> None:
    wake = Wake(answers_per_second=200)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await wake.pause(0, 60)
    assert loop.time() - began < 0.02, "few wait: no pause"

    async def one() -> float:
        with wake.counted():
            await asyncio.sleep(0)
            before = loop.time()
            await wake.pause(0, 60)
            return loop.time() - before

    pauses = await asyncio.gather(*(one() for _ in range(220)))
    assert 0.2 < max(pauses) < 2
    assert len({round(loop_time, 1) for loop_time in pauses}) > 1, "not all at once"
    wake.close()
    with wake.counted():
        await wake.pause(1, 60)


@ON_POSTGRESQL
async def test_no_question_is_compiled(bench: Bench) -> None:
    asked = "SELECT setting || ' ' || source FROM pg_settings WHERE name = 'jit'"
    database = bench.parts.database
    async with database.read() as connection:
        assert await connection.scalar(text(asked)) == "off session"
    apart = await database.connect_apart()
    try:
        assert await apart.fetchval(asked) == "off session"
    finally:
        await apart.close()
