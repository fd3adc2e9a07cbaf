"""The delta feed: nothing is ever skipped, each report comes once, and a cursor is good for this database only."""

from __future__ import annotations

import asyncio
import base64
import json

import pytest
from sqlalchemy import select, update

from tests.gateway.bench import ON_SQLITE, Bench, Handler, open_bench, refused, settings_for
from triage.gateway import state, tables
from triage.gateway.schema import epoch
from triage.gateway.settings import GatewaySettings
from triage.gateway.sweeper import sweep
from triage.models.stage import Stage


async def test_pages_give_each_report_once_and_end_in_a_delta(bench: Bench, ann: Handler) -> None:
    ids = {await bench.arrive(f"s-{number}") for number in range(5)}
    seen: list[str] = []
    page = await ann.changes(limit=2)
    while page.next:
        assert page.delta is None
        seen += [item.report_id for item in page.items]
        page = await ann.changes(page.next, limit=2)
    seen += [item.report_id for item in page.items]
    assert page.delta is not None
    assert sorted(seen) == sorted(ids)


async def test_a_delta_gives_only_what_changed_and_that_once(bench: Bench, ann: Handler) -> None:
    first = await bench.arrive("s-1")
    await bench.arrive("s-2")
    delta = (await ann.changes()).delta or ""
    held = await ann.claim(first)
    await ann.begun(held)
    changed = await ann.changes(delta)
    assert [(item.report_id, item.stage, item.held_by) for item in changed.items] == [(first, Stage.BEGUN, "ann")]


async def test_a_renewal_and_a_draft_are_no_change(bench: Bench, ann: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"))
    delta = (await ann.changes()).delta or ""
    await ann.renew(held)
    await ann.put_draft(held)
    assert (await ann.changes(delta)).items == ()


async def test_an_old_closed_report_leaves_the_feed(bench: Bench, ann: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"))
    await ann.begun(held)
    await ann.settle(held)
    delta = (await ann.changes()).delta or ""
    bench.clock.advance(hours=25)
    assert await sweep(bench.parts) == (0, 1)
    changed = await ann.changes(delta)
    assert (changed.items, changed.removed) == ((), (held.report_id,))
    fresh = await ann.changes()
    assert (fresh.items, fresh.removed) == ((), ()), "a new reader never heard of it"


async def test_a_reader_in_the_middle_hears_of_what_leaves(bench: Bench, ann: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"))
    await bench.arrive("s-2")
    await ann.begun(held)
    await ann.settle(held)
    await bench.arrive("s-3")
    page = await ann.changes(limit=2)
    assert held.report_id in [item.report_id for item in page.items]
    bench.clock.advance(hours=25)
    await sweep(bench.parts)
    rest = await ann.changes(page.next or "")
    assert rest.removed == (held.report_id,)


async def test_a_new_version_brings_a_report_back_into_the_feed(bench: Bench, ann: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"))
    await ann.begun(held)
    await ann.settle(held)
    bench.clock.advance(hours=25)
    await sweep(bench.parts)
    delta = (await ann.changes()).delta or ""
    await bench.arrive("s-1", "One more thing.")
    assert [item.stage for item in (await ann.changes(delta)).items] == [Stage.INCOMING]


def foreign(cursor: str) -> str:
    parts = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    return base64.urlsafe_b64encode(json.dumps(["other", *parts[1:]]).encode()).decode().rstrip("=")


async def test_a_cursor_of_another_database_is_gone(bench: Bench, ann: Handler) -> None:
    delta = (await ann.changes()).delta or ""
    refused(await ann.call("GET", f"/v1/changes?after={foreign(delta)}"), 410, "cursor-gone")


@ON_SQLITE
@pytest.mark.parametrize("cursor", ["x", "%C3%A9", "e30", "WzFd", "-" * 5000])
async def test_what_is_no_cursor_is_gone(ann: Handler, cursor: str) -> None:
    refused(await ann.call("GET", f"/v1/changes?after={cursor}"), 410, "cursor-gone")


async def test_a_cursor_from_the_future_of_a_restored_database_is_gone(bench: Bench, ann: Handler) -> None:
    await bench.arrive("s-1")
    delta = (await ann.changes()).delta or ""
    async with bench.parts.database.write() as connection:
        await connection.execute(tables.changes.delete())
    refused(await ann.call("GET", f"/v1/changes?after={delta}"), 410, "cursor-gone")


@ON_SQLITE
@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "wait=61", "wait=-1"])
async def test_numbers_out_of_range_are_named(ann: Handler, query: str) -> None:
    problem = refused(await ann.call("GET", f"/v1/changes?{query}"), 422, "invalid")
    assert problem.errors[0].pointer == f"/query/{query.partition('=')[0]}"


@ON_SQLITE
async def test_an_unchanged_feed_is_304(bench: Bench, ann: Handler) -> None:
    await bench.arrive("s-1")
    delta = (await ann.changes()).delta
    first = await ann.call("GET", f"/v1/changes?after={delta}")
    again = await ann.call("GET", f"/v1/changes?after={delta}", If_None_Match=first.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    await bench.arrive("s-2")
    changed = await ann.call("GET", f"/v1/changes?after={delta}", If_None_Match=first.headers["etag"])
    assert changed.status_code == 200


async def test_a_waiting_reader_is_woken_by_a_change(bench: Bench, ann: Handler) -> None:
    delta = (await ann.changes()).delta or ""
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        waiting = group.create_task(ann.changes(delta, wait=30))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        await bench.arrive("s-1")
    assert len(waiting.result().items) == 1


@ON_SQLITE
async def test_a_wait_ends_empty_when_its_time_is_over(ann: Handler) -> None:
    page = await ann.changes((await ann.changes()).delta or "", wait=0.05)
    assert (page.items, page.next) == ((), None)
    assert page.delta is not None


@ON_SQLITE
async def test_a_stopping_gateway_lets_waiting_readers_go(bench: Bench, ann: Handler) -> None:
    delta = (await ann.changes()).delta or ""
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        waiting = group.create_task(ann.changes(delta, wait=60))
        await asyncio.sleep(0.05)
        bench.parts.wake.close()
    assert waiting.result().items == ()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_transactions_that_commit_in_reverse_order_are_both_read(bench: Bench, ann: Handler) -> None:
    early, late = await bench.arrive("s-1"), await bench.arrive("s-2")
    delta = (await ann.changes()).delta or ""
    database, now = bench.parts.database, bench.clock.now()
    async with database.write() as first:
        await state.publish(first, early, "test", now)
        async with database.write() as second:
            await state.publish(second, late, "test", now)
        between = await ann.changes(delta)
        assert between.items == (), "the older transaction is still running, so nothing above it may be read"
    after = await ann.changes(between.delta or "")
    assert [item.report_id for item in after.items] == [early, late]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_waiting_reader_gets_what_an_older_transaction_held_back(bench: Bench, ann: Handler) -> None:
    report_id = await bench.arrive("s-1")
    delta = (await ann.changes()).delta or ""
    database = bench.parts.database
    async with asyncio.timeout(20), asyncio.TaskGroup() as group, database.write() as older:
        await older.execute(update(tables.meta).where(tables.meta.c.key == "none").values(value=""))
        await state.publish(older, report_id, "older", bench.clock.now())
        newer = await bench.arrive("s-2")
        waiting = group.create_task(ann.changes(delta, wait=30))
        await asyncio.sleep(0.05)
        assert not waiting.done()
    assert {item.report_id for item in waiting.result().items} == {report_id, newer}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_dump_restored_into_another_cluster_starts_a_new_epoch(settings: GatewaySettings) -> None:
    async with open_bench(settings) as bench:
        report_id = await bench.arrive("s-1")
        delta = (await bench.ann.changes()).delta
        async with bench.parts.database.write() as connection:
            before = await epoch(connection)
            for table in (tables.changes, tables.reports):
                await connection.execute(update(table).values(tx=2**40))
    async with open_bench(settings) as bench:
        assert [item.report_id for item in (await bench.ann.changes()).items] == [report_id]
        refused(await bench.ann.call("GET", f"/v1/changes?after={delta}"), 410, "cursor-gone")
        async with bench.parts.database.read() as connection:
            assert await epoch(connection) != before


async def test_reading_the_feed_is_audited_by_counts(bench: Bench, ann: Handler) -> None:
    await bench.arrive("s-1")
    await ann.changes()
    async with bench.parts.database.read() as connection:
        lines = (await connection.execute(select(tables.audit.c.subject, tables.audit.c.details).where(
            tables.audit.c.action == "changes.read"
        ))).all()  # fmt: skip
    assert [(line.subject, line.details) for line in lines] == [("ann", {"items": 1, "removed": 0})]


async def test_many_writers_and_a_reader_meet_everything(database_url: str) -> None:
    async with open_bench(settings_for(database_url)) as bench, asyncio.TaskGroup() as group:
        arriving = [group.create_task(bench.arrive(f"s-{number}")) for number in range(30)]
        seen: set[str] = set()
        cursor = ""
        async with asyncio.timeout(60):
            while len(seen) < 30:
                page = await bench.ann.changes(cursor, limit=7, wait=5)
                seen |= {item.report_id for item in page.items}
                cursor = page.next or page.delta or ""
        assert seen == {await task for task in arriving}
