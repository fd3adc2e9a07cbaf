"""Where each file of a decided report is by what the gateway knows; both engines say the same."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import insert

from tests.gateway.accounting.test_account import account
from tests.gateway.bench import Bench, begin_body, decided, ok, open_bench
from tests.gateway.media.desk import EXE, JPEG, inline, report
from tests.gateway.workflow.desk import workflow_settings
from triage.gateway import tables
from triage.gateway.config import Config, LimitsConfig, RetentionConfig
from triage.gateway.relay.files import mark_of_file
from triage.gateway.relay.room import DONE
from triage.gateway.retention import erase_due
from triage.models.account import AccountFile, FilePlace, StatedReport, Statement
from triage.models.decision import Deliverable, Reference
from triage.models.files import FileLeftOut, LockRequest
from triage.models.ids import ReportId, new_op_id
from triage.models.queue import Claimed, SettleRequest
from triage.models.stage import Stage

TEXT, OTHER = b"A list of what was taken.", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"another" * 200
NAMED = {TEXT: ("list.txt", "text/plain")}
DAYS = 30
MADE = tuple(
    Reference(deliverable=key, destination=place, reference=f"{place} 7", record_id=f"r-{place}")
    for key, place in (("incident", "control"), ("crime-1", "crime"))
)
DELIVERABLES = tuple(
    Deliverable(key=one.deliverable, kind=one.deliverable.partition("-")[0], destination=one.destination)
    for one in MADE
)


@pytest.fixture
async def bench(database_url: str) -> AsyncIterator[Bench]:
    """Control takes pictures, crime takes every file."""
    config = Config(limits=LimitsConfig(calls_per_minute=0), retention=RetentionConfig(settled_days=DAYS))
    made = workflow_settings(database_url, config=config)
    takes = {"control": ("image/*",), "crime": ("*/*",)}
    places = tuple(replace(one, attachments=takes[one.key]) for one in made.profile.destinations)
    async with open_bench(replace(made, profile=replace(made.profile, destinations=places))) as opened:
        yield opened


async def begun(bench: Bench, *contents: bytes) -> Claimed:
    """A report with these files that ann has begun."""
    told = [{**inline(content, *NAMED.get(content, ())), "id": f"n{number}"} for number, content in enumerate(contents)]
    report_id = str(ok(await bench.post(report(*told))).json()["data"]["id"])
    while await bench.parts.media.round():
        continue
    held = await bench.ann.claim(report_id)
    told_of = begin_body(held, replace(decided(held, "ann"), deliverables=DELIVERABLES))
    path = f"/v1/reports/{report_id}/begin"
    ok(await bench.ann.call("POST", path, told_of, If_Match=f'"{held.etag}"', Idempotency_Key="begin-1"))
    return held


async def settled(bench: Bench, held: Claimed, *left_out: FileLeftOut) -> None:
    told = SettleRequest(fence=held.fence, references=MADE, outcome="crime", left_out=left_out)
    ok(await bench.ann.call("POST", f"/v1/reports/{held.report_id}/settle", told, Idempotency_Key="settle-1"))


async def files(bench: Bench) -> dict[tuple[int, str], AccountFile]:
    """By number and destination, of the one line there is."""
    (line,), differences, _ = await account(bench)
    assert differences == []
    assert len({(one.number, one.destination) for one in line.files}) == len(line.files)
    return {(one.number, one.destination): one for one in line.files}


def out(bench: Bench, number: int, destination: str = "crime") -> FileLeftOut:
    at = bench.clock.now()
    return FileLeftOut(number=number, version=1, destination=destination, by="ann", why="It is there by hand.", at=at)


async def test_of_a_begun_report_they_wait_at_whoever_began_it(bench: Bench) -> None:
    await begun(bench, JPEG, OTHER)
    found = await files(bench)
    assert {key: (one.place, one.who) for key, one in found.items()} == {
        (number, place): (FilePlace.WAITING, "ann") for number in (1, 2) for place in ("control", "crime")
    }


async def test_only_what_a_destination_takes_and_each_content_once(bench: Bench) -> None:
    held = await begun(bench, JPEG, TEXT, JPEG)
    await settled(bench, held)
    found = await files(bench)
    assert {key: one.place for key, one in found.items()} == {
        (1, "control"): FilePlace.SENT,
        (1, "crime"): FilePlace.SENT,
        (2, "crime"): FilePlace.SENT,
    }
    assert {one.destination: one.record_ids for one in found.values()} == {
        "control": ("r-control",), "crime": ("r-crime",)
    }  # fmt: skip


async def test_what_the_gateway_brought_there_itself_has_arrived(bench: Bench) -> None:
    held = await begun(bench, JPEG, OTHER)
    state = held.report.files[0]
    row = {
        "key": "op-1", "report_id": held.report_id, "destination": "crime", "deliverables": mark_of_file(state.sha256),
        "subject": "ann", "request_sha256": "", "state": DONE, "answer": b"", "sent_at": bench.clock.now(),
    }  # fmt: skip
    async with bench.parts.database.write() as connection:
        await connection.execute(insert(tables.relayed).values(**row))
    await settled(bench, held)
    found = await files(bench)
    assert [found[number, "crime"].place for number in (1, 2)] == [FilePlace.ARRIVED, FilePlace.SENT]
    assert found[1, "control"].place is FilePlace.SENT


async def test_what_a_person_left_out_is_told_with_who_and_why(bench: Bench) -> None:
    held = await begun(bench, JPEG, OTHER)
    await settled(bench, held, out(bench, 2))
    found = await files(bench)
    one = found[2, "crime"]
    assert (one.place, one.who, one.why) == (FilePlace.LEFT_OUT, "ann", "It is there by hand.")
    assert found[2, "control"].place is FilePlace.SENT


async def test_what_a_desk_states_it_left_out_is_known_before_the_settle_and_not_told_twice(bench: Bench) -> None:
    held = await begun(bench, JPEG)
    told = StatedReport(
        report_id=ReportId(held.report_id), stage=Stage.DECIDED, owner="ann", held=True, left_out=(out(bench, 1),)
    )
    statement = Statement(installation="i-1", store="desk-ann", at=bench.clock.now(), reports=(told,))
    ok(await bench.ann.call("PUT", "/v1/workstations/desk-ann", statement))
    assert (await files(bench))[1, "crime"].place is FilePlace.LEFT_OUT
    await settled(bench, held, out(bench, 1))
    assert (await files(bench))[1, "crime"].place is FilePlace.LEFT_OUT


async def test_what_nobody_may_be_sent_is_unreadable_with_what_is_wrong(bench: Bench) -> None:
    held = await begun(bench, EXE, JPEG)
    lock = LockRequest(version=1, at=bench.clock.now())
    path = f"/v1/reports/{held.report_id}/attachments/2/lock"
    ok(await bench.ann.call("POST", path, lock, Idempotency_Key=new_op_id()))
    await settled(bench, held)
    found = {one.number: one for one in (await files(bench)).values()}
    assert {number: (one.place, one.why) for number, one in found.items()} == {
        1: (FilePlace.UNREADABLE, "suspicious"),
        2: (FilePlace.UNREADABLE, "locked"),
    }


async def test_retention_leaves_no_file_to_account_for(bench: Bench) -> None:
    held = await begun(bench, JPEG)
    await settled(bench, held, out(bench, 1))
    bench.clock.advance(days=DAYS, seconds=1)
    assert await erase_due(bench.parts) == 1
    assert await files(bench) == {}
