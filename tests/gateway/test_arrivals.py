"""Stored together or one by one: the same rows, the same answers; one that cannot be stored harms no other."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import Table, select

from tests.gateway.bench import Bench, payload
from triage.gateway import tables
from triage.gateway.arrivals import Arrivals, Delivered, Stored
from triage.gateway.identity import recognise


@pytest.fixture
def arrivals(bench: Bench) -> Arrivals:
    return Arrivals(bench.parts.database)


async def store(bench: Bench, arrivals: Arrivals, raw: bytes, content_type: str = "application/json") -> Stored | None:
    sent = Delivered(raw=raw, content_type=content_type, header_names=["a", "b"], request_id="r")
    return await arrivals.store(recognise(raw, "test"), sent, bench.clock.now())


async def rows(bench: Bench, table: Table) -> list[dict[str, Any]]:
    """All of a table but the numbers that come by chance, in an order of their own."""
    async with bench.parts.database.read() as connection:
        found = (await connection.execute(select(table))).mappings().all()
    plain = [{name: value for name, value in row.items() if name not in ("id", "seq")} for row in found]
    return sorted(plain, key=repr)


async def take_everything(bench: Bench) -> list[list[dict[str, Any]]]:
    """All that storing wrote; then it is gone, but for the audit, which cannot be taken back."""
    found = [await rows(bench, table) for table in (tables.submissions, tables.unread, tables.audit)]
    async with bench.parts.database.write() as connection:
        for table in (tables.submissions, tables.unread):
            await connection.execute(table.delete())
    return found


async def test_together_leaves_the_rows_of_one_by_one(bench: Bench, arrivals: Arrivals) -> None:
    """New ones, versions and re-sends, beside each other."""
    first = [payload(f"s-{number}") for number in range(6)]
    then = [*(payload(f"s-{number}", "More.") for number in range(3)), *first[3:], payload("s-9")]
    *_, before = await take_everything(bench)
    answers, found = [], []
    for at_once in (False, True):
        told: list[Stored | None] = []
        for bodies in (first, then):
            if at_once:
                told += await asyncio.gather(*(store(bench, arrivals, body) for body in bodies))
            else:
                told += [await store(bench, arrivals, body) for body in bodies]
        answers.append([one.word if one else None for one in told])
        found.append(await take_everything(bench))
    assert answers[0] == answers[1] == ["new"] * 6 + ["version"] * 3 + ["resent"] * 3 + ["new"]
    (kept, waiting, once), (kept_together, waiting_together, twice) = found
    assert (kept, waiting) == (kept_together, waiting_together)
    lines = [line for line in once if line not in before]
    assert len(lines) == 13
    assert twice == sorted([*once, *lines], key=repr)


async def test_one_that_cannot_be_stored_is_refused_alone(bench: Bench, arrivals: Arrivals) -> None:
    nothing: Any = None
    bad = store(bench, arrivals, payload("s-bad"), content_type=nothing)
    good = [store(bench, arrivals, payload(f"s-{number}")) for number in range(4)]
    answers = await asyncio.gather(*good[:2], bad, *good[2:], return_exceptions=True)
    assert isinstance(answers[2], Exception)
    assert [answers[at] for at in (0, 1, 3, 4)] == [Stored(1, False)] * 4
    assert len(await rows(bench, tables.unread)) == 4


async def test_the_same_report_at_once_is_kept_once_and_its_versions_all(bench: Bench, arrivals: Arrivals) -> None:
    same = [store(bench, arrivals, payload("s-same")) for _ in range(5)]
    versions = [store(bench, arrivals, payload("s-many", f"Telling {number}.")) for number in range(5)]
    answers = await asyncio.gather(*same, *versions)
    assert sorted(one.before for one in answers[:5] if one) == [False, True, True, True, True]
    assert sorted(one.version for one in answers[5:] if one) == [1, 2, 3, 4, 5]
    actions = [row["action"] for row in await rows(bench, tables.audit) if row["subject"] == "hub"]
    assert sorted(actions) == ["intake.new"] * 2 + ["intake.resent"] * 4 + ["intake.version"] * 4


async def test_two_gateways_store_the_same_reports_at_once(bench: Bench, arrivals: Arrivals) -> None:
    """In opposite orders: neither waits for the other for ever."""
    other = Arrivals(bench.parts.database)
    bodies = [payload(f"s-{number}") for number in range(12)]
    answers = await asyncio.gather(
        *(store(bench, arrivals, body) for body in bodies), *(store(bench, other, body) for body in reversed(bodies))
    )
    assert [one.version for one in answers if one] == [1] * 24
    assert sum(one.before for one in answers if one) == 12
    assert len(await rows(bench, tables.unread)) == 12


@pytest.mark.parametrize("turns", [1, 4])
async def test_whoever_stores_for_all_may_be_cancelled(bench: Bench, arrivals: Arrivals, turns: int) -> None:
    bodies = [payload(f"s-{number}") for number in range(6)]
    tasks = [asyncio.get_running_loop().create_task(store(bench, arrivals, body)) for body in bodies]
    for _ in range(turns):
        await asyncio.sleep(0)
    tasks[0].cancel()
    answers = await asyncio.gather(*tasks[1:])
    assert [one.version for one in answers if one] == [1] * 5
    assert len(await rows(bench, tables.unread)) in (5, 6)
