"""What was stored becomes lines of the queue: in order, once, whatever a payload does to its reader."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from typing import cast

import pytest
from sqlalchemy import delete, func, insert, select

from tests.builders import NOW, a_profile
from tests.gateway.bench import ON_SQLITE, Bench, Handler, ok, open_bench, payload, refused
from triage.gateway import tables
from triage.gateway.glances import Glances
from triage.gateway.pressure import Pressure
from triage.gateway.reader import Reader
from triage.gateway.readers import Read, Readers
from triage.gateway.reading import UNREAD, Arrival, Reading, read_payload
from triage.gateway.settings import GatewaySettings
from triage.insight.risk.pack import Pack
from triage.models.indicators import RiskLevel
from triage.models.profile import Profile
from triage.models.stage import Stage

POISON = "poison"
AT_ONCE = cast(Read, "read".format)
"""Reads nothing, and needs no module of ours in the process that calls it."""


def id_of(answer: object) -> str:
    return str(ok(answer).json()["data"]["id"])  # type: ignore[arg-type]


def reader_of(bench: Bench, readers: Readers) -> Reader:
    parts = bench.parts
    return Reader(parts.database, parts.clock, parts.profiles, readers, Pressure())


@pytest.fixture
def processes() -> Iterator[Readers]:
    """One reading process that a poisonous payload ends."""
    readers = Readers(1, read=read_or_die)
    yield readers
    readers.close()


def read_or_die(raw: bytes, arrival: Arrival, profile: Profile, pack: Pack) -> Reading:
    if POISON.encode() in raw:
        os._exit(1)
    return read_payload(raw, arrival, profile, pack)


def read_or_fail(raw: bytes, arrival: Arrival, profile: Profile, pack: Pack) -> Reading:
    if POISON.encode() in raw:
        raise KeyError(POISON)
    return read_payload(raw, arrival, profile, pack)


def read_or_spoil(raw: bytes, arrival: Arrival, profile: Profile, pack: Pack) -> Reading:
    """A reading that the database refuses."""
    reading = read_payload(raw, arrival, profile, pack)
    if POISON.encode() in raw:
        object.__setattr__(reading, "rank", None)
    return reading


async def count(bench: Bench, name: str) -> int:
    async with bench.parts.database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(tables.metadata.tables[name])) or 0)


async def test_unread_is_stored_but_not_in_the_queue(bench: Bench, ann: Handler) -> None:
    report_id = id_of(await bench.send(payload("s-1")))
    assert (await ann.changes()).items == ()
    assert await ann.take() == ()
    refused(await ann.call("POST", f"/v1/reports/{report_id}/claim", {}), 404, "unknown-report")
    waiting = await bench.parts.reader.waiting()
    assert (waiting.count, waiting.oldest) == (1, bench.clock.now())
    await bench.parts.reader.catch_up()
    assert [item.report_id for item in (await ann.changes()).items] == [report_id]
    assert (await bench.parts.reader.waiting()).count == 0


async def test_sent_again_while_unread_is_the_same_report(bench: Bench) -> None:
    first, again = await bench.send(payload("s-1")), await bench.send(payload("s-1"))
    assert (again.status_code, id_of(again)) == (201, id_of(first))
    assert (await count(bench, "submissions"), await count(bench, "unread")) == (1, 1)


async def test_versions_that_came_before_the_first_was_read(bench: Bench, ann: Handler) -> None:
    for number in range(4):
        await bench.send(payload("s-1", f"Telling {number}."))
    await bench.parts.reader.catch_up()
    (item,) = (await ann.changes()).items
    assert (item.version, item.gist, item.marks[0]) == (4, "Telling 3.", "Version 4")
    assert (await count(bench, "reports"), await count(bench, "versions")) == (1, 4)


async def test_the_next_gateway_reads_what_was_left(settings: GatewaySettings) -> None:
    async with open_bench(settings) as bench:
        report_id = id_of(await bench.send(payload("s-1")))
    async with open_bench(settings) as bench:
        await bench.parts.reader.catch_up()
        assert (await bench.ann.report(report_id)).summary.stage is Stage.INCOMING


async def test_several_gateways_show_each_report_once(settings: GatewaySettings) -> None:
    async with open_bench(settings) as one, open_bench(settings) as other:
        sent = [id_of(await one.send(payload(f"s-{number}"))) for number in range(40)]
        await asyncio.gather(*(bench.parts.reader.catch_up() for bench in (one, other)))
        assert sorted(item.report_id for item in (await one.ann.changes()).items) == sorted(sent)
        assert (await count(one, "changes"), await count(one, "versions"), await count(one, "unread")) == (40, 40, 0)


URGENT = "He is outside my door with a knife now and says he will kill me. I am hiding in the bathroom."


async def test_of_many_that_wait_the_urgent_are_read_before_their_turn(bench: Bench, ann: Handler) -> None:
    words = ["My bicycle was taken from the rack last week."] * 80
    words[75] = URGENT
    sent = [id_of(await bench.send(payload(f"s-{number}", text))) for number, text in enumerate(words)]
    reader = bench.parts.reader
    assert await reader.round()
    assert bench.parts.pressure.behind
    assert await reader.round()
    shown = [item.report_id for item in (await ann.changes()).items]
    assert (sent[75] in shown, len(shown)) == (True, 64)
    assert set(shown) == {*sent[:63], sent[75]}, "the others in their turn"
    await reader.catch_up()
    assert not bench.parts.pressure.behind
    assert len((await ann.changes()).items) == 80


async def test_a_glance_at_what_cannot_be_read_spoils_no_other(bench: Bench) -> None:
    readers = Readers(0)
    arrivals = [
        Arrival(id=at, report_id=f"r{at}", submission_id=f"s{at}", version=1, received_at=bench.clock.now())
        for at in range(2)
    ]
    found = await readers.glance(
        [(arrivals[0], b"{"), (arrivals[1], payload("s1", URGENT))], bench.parts.profiles.current
    )
    readers.close()
    assert list(found) == [1]
    assert found[1] > 0


async def test_what_was_committed_after_a_later_number_gets_its_glance(bench: Bench) -> None:
    for name, text in (("s-1", URGENT), ("s-2", "My bicycle was taken.")):
        await bench.send(payload(name, text))
    database, unread, profile = bench.parts.database, tables.unread, bench.parts.profiles.current
    async with database.write() as connection:
        late = delete(unread).where(unread.c.submission_id == "s-1").returning(*unread.c)
        row = dict((await connection.execute(late)).mappings().one())
    readers = Readers(0)
    glances = Glances(readers)
    async with database.read() as connection:
        await glances.look_ahead(connection, profile)
    assert glances.worst(1) == []
    async with database.write() as connection:
        await connection.execute(insert(unread).values(**row))
    async with database.read() as connection:
        await glances.look_ahead(connection, profile)
    readers.close()
    assert glances.worst(1) == [row["id"]]


@pytest.mark.parametrize("read", [read_or_fail, read_or_spoil])
async def test_what_cannot_be_read_comes_first_in_the_queue(bench: Bench, ann: Handler, read: Read) -> None:
    body = payload("s-bad", POISON)
    sent = [id_of(await bench.send(one)) for one in (payload("s-1"), body, payload("s-2"))]
    readers = Readers(0, read=read)
    await reader_of(bench, readers).catch_up()
    readers.close()
    (held,) = await ann.take()
    summary = held.report.summary
    assert (summary.report_id, summary.risk, summary.rank) == (sent[1], RiskLevel.HIGH, 0)
    assert UNREAD in summary.marks
    assert (await ann.call("GET", f"/v1/reports/{sent[1]}/raw")).content == body
    assert {item.report_id for item in (await ann.changes()).items} == set(sent)
    assert (await bench.parts.reader.waiting()).count == 0


async def test_a_version_that_cannot_be_read_keeps_the_report_with_its_holder(bench: Bench, ann: Handler) -> None:
    report_id = await bench.arrive("s-1")
    held = await ann.claim(report_id)
    await bench.send(payload("s-1", POISON))
    readers = Readers(0, read=read_or_fail)
    await reader_of(bench, readers).catch_up()
    readers.close()
    (item,) = (await ann.changes()).items
    assert (item.version, item.held_by, item.stage) == (2, "ann", Stage.CLAIMED)
    assert UNREAD in item.marks
    ok(await ann.renew(held))


@ON_SQLITE
async def test_a_payload_that_ends_its_process_harms_no_other(bench: Bench, ann: Handler, processes: Readers) -> None:
    bodies = [payload("s-1"), payload("s-bad", POISON), payload("s-2"), payload("s-3")]
    sent = [id_of(await bench.send(one)) for one in bodies]
    await reader_of(bench, processes).catch_up()
    unread = {item.report_id: UNREAD in item.marks for item in (await ann.changes()).items}
    assert unread == {report_id: report_id == sent[1] for report_id in sent}


async def test_a_process_that_starts_slowly_is_no_fault_of_what_it_reads() -> None:
    readers = Readers(1, patience=0.5, read=AT_ONCE)
    arrival = Arrival(id=1, report_id="r", submission_id="s", version=1, received_at=NOW)
    try:
        ((_, reading),) = await readers.read([(arrival, b"{}")], a_profile())
    finally:
        readers.close()
    assert reading == "read"


@ON_SQLITE
async def test_a_payload_that_takes_for_ever_is_given_up(bench: Bench, ann: Handler) -> None:
    end = threading.Event()

    def read_or_hang(raw: bytes, arrival: Arrival, profile: Profile, pack: Pack) -> Reading:
        if POISON.encode() in raw:
            end.wait()
        return read_payload(raw, arrival, profile, pack)

    readers = Readers(0, patience=0.5, read=read_or_hang)
    texts = (POISON, *("A shed.",) * 12)  # more than are read side by side: some have not begun when it is given up
    sent = [id_of(await bench.send(payload(f"s-{number}", text))) for number, text in enumerate(texts)]
    try:
        await reader_of(bench, readers).catch_up()
    finally:
        end.set()
        readers.close()
    assert {item.report_id: UNREAD in item.marks for item in (await ann.changes()).items} == {
        report_id: report_id == sent[0] for report_id in sent
    }
