"""Every submission that was acknowledged has one place, whatever became of it, and both engines say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update

from tests.gateway.bench import Bench, ok, open_bench, payload, refused
from tests.gateway.workflow.desk import accept, handed, workflow_settings
from triage.gateway import tables
from triage.gateway.config import Config, LimitsConfig, RetentionConfig
from triage.gateway.retention import erase_due
from triage.models import codec
from triage.models.account import (
    AccountLine,
    AccountPage,
    Contradiction,
    Difference,
    Place,
    StatedOperation,
    StatedReport,
    Statement,
)
from triage.models.decision import Reference
from triage.models.delivery import Delivery
from triage.models.ids import ReportId
from triage.models.operation import OpKind
from triage.models.queue import SettleRequest
from triage.models.stage import Stage

DAYS = 30


@pytest.fixture
async def bench(database_url: str) -> AsyncIterator[Bench]:
    config = Config(limits=LimitsConfig(calls_per_minute=0), retention=RetentionConfig(settled_days=DAYS))
    async with open_bench(workflow_settings(database_url, config=config)) as opened:
        yield opened


async def account(bench: Bench, me: str = "sue", **asked: Any) -> tuple[list[AccountLine], list[Difference], int]:
    """The whole of it, page by page; gives lines, differences and what the log counts."""
    bench.clock.advance(seconds=3)
    lines: list[AccountLine] = []
    differences: list[Difference] = []
    while True:
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        told = codec.decode(AccountPage, ok(await bench.handler(me).call("GET", f"/v1/account?{query}")).content)
        lines += told.items
        differences += told.differences
        if told.next is None:
            assert told.acknowledged is not None
            return lines, differences, told.acknowledged
        asked = {**asked, "after": told.next, "until": told.until.isoformat().replace("+", "%2B")}


async def state(bench: Bench, *reports: StatedReport, who: str = "ann", at: datetime | None = None) -> None:
    told = Statement(installation="i-1", store=f"desk-{who}", at=at or bench.clock.now(), reports=reports)
    ok(await bench.handler(who).call("PUT", f"/v1/workstations/desk-{who}", told))


def kinds(differences: list[Difference]) -> list[Contradiction]:
    return [one.kind for one in differences]


async def test_every_place_is_told_and_they_add_up(bench: Bench) -> None:
    for number in range(6):
        await bench.arrive(f"s-{number}")
    ids = [line.report_id for line in (await account(bench))[0]]
    held = await bench.ann.claim(ids[0])
    await bench.ann.begun(held)
    ok(await bench.ann.settle(held))
    begun = await bench.ann.claim(ids[1])
    await bench.ann.begun(begun, key="begin-2")
    await bench.bob.claim(ids[2])
    await handed(bench.ann, await bench.ann.claim(ids[3]))
    ok(await accept(bench.ann, ids[3]))
    await handed(bench.ann, await bench.ann.claim(ids[4]), key="h-2")
    ok(await bench.send(payload("s-5", "Told again, with more.")))

    lines, differences, acknowledged = await account(bench, limit=2)

    assert acknowledged == len(lines) == 7
    assert differences == []
    places = {(line.report_id, line.version): line for line in lines}
    assert [places[report_id, 1].place for report_id in ids] == [
        Place.RECORDED, Place.BEGUN, Place.WORKED, Place.TRANSFERRED, Place.OFFERED, Place.QUEUE,
    ]  # fmt: skip
    assert places[ids[5], 2].place is Place.UNREAD
    assert [one.reference for one in places[ids[0], 1].references] == ["CAD 7"]
    assert (places[ids[1], 1].who, places[ids[2], 1].who) == ("ann", "bob")
    assert (places[ids[3], 1].where, places[ids[4], 1].where) == ("roads", "Roads policing")
    assert places[ids[0], 1].submission_sha256 == codec.sha256(b"s-0")


async def test_erasure_leaves_how_it_ended(bench: Bench) -> None:
    held = await bench.ann.claim(await bench.arrive("s-1"))
    await bench.ann.begun(held)
    ok(await bench.ann.settle(held))
    bench.clock.advance(days=DAYS, seconds=1)
    assert await erase_due(bench.parts) == 1
    (line,), differences, acknowledged = await account(bench, "aud")
    assert (line.place, line.ended, acknowledged, differences) == (Place.ERASED, Place.RECORDED, 1, [])
    assert [one.reference for one in line.references] == ["CAD 7"]


async def test_a_re_send_is_no_second_submission(bench: Bench) -> None:
    await bench.arrive("s-1")
    await bench.arrive("s-1")
    lines, _, acknowledged = await account(bench)
    assert (len(lines), acknowledged) == (1, 1)


async def test_only_what_came_between_the_times(bench: Bench) -> None:
    started = bench.clock.now()
    for number in range(3):
        await bench.arrive(f"s-{number}")
        bench.clock.advance(hours=1)
    since = (started + timedelta(hours=1)).isoformat().replace("+", "%2B")
    until = (started + timedelta(hours=2)).isoformat().replace("+", "%2B")
    lines, _, acknowledged = await account(bench, since=since, until=until)
    assert (len(lines), acknowledged) == (1, 1)


@pytest.mark.parametrize("table", ["submissions", "reports"])
async def test_what_was_acknowledged_and_is_gone_is_told(bench: Bench, table: str) -> None:
    report_id = await bench.arrive("s-1")
    if table == "reports":  # kept, but neither shown nor waiting to be read
        ok(await bench.send(payload("s-2")))
        gone = delete(tables.unread)
    else:
        gone = delete(tables.submissions).where(tables.submissions.c.report_id == report_id)
    async with bench.parts.database.write() as connection:
        await connection.execute(gone)
    lines, differences, acknowledged = await account(bench)
    assert Counter(line.place for line in lines)[Place.MISSING] == 1
    assert acknowledged == len(lines)
    assert kinds(differences) == [Contradiction.NOT_STORED if table == "submissions" else Contradiction.NOT_SHOWN]


async def test_a_close_that_nothing_explains_is_told(bench: Bench) -> None:
    report_id = await bench.arrive("s-1")
    closed = update(tables.reports).where(tables.reports.c.report_id == report_id)
    async with bench.parts.database.write() as connection:
        await connection.execute(closed.values(stage=Stage.CLOSED.value, closed_at=bench.clock.now()))
    assert kinds((await account(bench))[1]) == [Contradiction.CLOSED_UNEXPLAINED]


async def test_a_desk_that_has_what_another_was_given(bench: Bench) -> None:
    report_id = ReportId(await bench.arrive("s-1"))
    held = await bench.ann.claim(report_id, seconds=60)
    stated = StatedReport(report_id=report_id, stage=Stage.IN_TRIAGE, owner="ann", fence=held.fence, held=True)
    await state(bench, stated)
    bench.clock.advance(minutes=2)
    await bench.bob.claim(report_id)
    assert kinds((await account(bench))[1]) == []  # her desk was not heard of since
    bench.clock.advance(minutes=5)
    await state(bench, stated)
    lines, (told,), _ = await account(bench)
    assert (told.kind, told.who, told.other) == (Contradiction.DESK_HOLDS_ANOTHERS, "ann", "bob")
    assert lines[0].who == "bob"


async def test_an_operation_that_waits_for_a_closed_report(bench: Bench) -> None:
    held = await bench.ann.claim(await bench.arrive("s-1"))
    await bench.ann.begun(held)
    ok(await bench.ann.settle(held))
    bench.clock.advance(minutes=5)
    waits = StatedOperation(kind=OpKind.CREATE, status=Delivery.QUEUED, author="ann")
    await state(bench, StatedReport(report_id=held.report_id, operations=(waits,)))
    ((told,)) = (await account(bench))[1]
    assert (told.kind, told.other, told.desk) == (Contradiction.DESK_WAITS_FOR_CLOSED, "create", "desk-ann")


async def test_a_begun_report_that_no_desk_has(bench: Bench) -> None:
    held = await bench.ann.claim(await bench.arrive("s-1"))
    await bench.ann.begun(held)
    bench.clock.advance(hours=2)
    assert kinds((await account(bench))[1]) == []  # nothing was heard of her desk
    await state(bench)
    assert kinds((await account(bench))[1]) == [Contradiction.BEGUN_NOWHERE]


async def test_a_desk_that_fell_silent_with_work_to_send(bench: Bench) -> None:
    held = await bench.ann.claim(await bench.arrive("s-1"))
    waits = StatedOperation(kind=OpKind.BEGIN, status=Delivery.HELD, author="ann")
    await state(
        bench,
        StatedReport(report_id=held.report_id, stage=Stage.DECIDED, owner="ann", held=True, operations=(waits,)),
    )
    bench.clock.advance(hours=25)
    assert kinds((await account(bench))[1]) == [Contradiction.DESK_SILENT]


async def test_a_desk_that_knows_what_the_gateway_lost(bench: Bench) -> None:
    await state(bench, StatedReport(report_id=ReportId("lost"), stage=Stage.CLAIMED, owner="ann", held=True))
    assert kinds((await account(bench))[1]) == [Contradiction.DESK_KNOWS_UNKNOWN]


async def test_an_older_statement_does_not_replace_a_newer_one(bench: Bench) -> None:
    await state(bench)
    waits = StatedReport(report_id=ReportId("lost"))
    await state(bench, waits, at=bench.clock.now() - timedelta(minutes=1))
    assert kinds((await account(bench))[1]) == []


async def test_only_supervisors_and_auditors_are_told(bench: Bench) -> None:
    refused(await bench.ann.call("GET", "/v1/account"), 403, "forbidden")
    refused(await bench.handler("adm").call("GET", "/v1/account"), 403, "forbidden")
    told = Statement(installation="i", store="other", at=bench.clock.now())
    refused(await bench.ann.call("PUT", "/v1/workstations/desk-1", told), 422, "invalid")
    refused(await bench.handler("sue").call("GET", "/v1/account?since=2026-11-20T06:00:00"), 422, "invalid")


async def test_a_restricted_report_is_counted_and_not_named(bench: Bench) -> None:
    report_id = await bench.arrive("s-1")
    async with bench.parts.database.write() as connection:
        await connection.execute(update(tables.reports).values(restricted="complaints"))
    (hidden,), _, _ = await account(bench, "aud")
    assert (hidden.report_id, hidden.place, hidden.restricted) == ("", Place.QUEUE, True)
    (shown,), _, _ = await account(bench)
    assert (shown.report_id, shown.restricted) == (report_id, False)


@pytest.mark.parametrize(
    ("records", "told"), [(("", "r-1"), [Contradiction.RECORDED_TWICE]), (("r-1", ""), []), (("r-1", "r-1"), [])]
)
async def test_a_second_record_of_what_was_there_is_told(
    bench: Bench, records: tuple[str, str], told: list[Contradiction]
) -> None:
    """The first may have been given by voice, without a record of ours: the next one doubles it all the same."""
    report_id = await bench.arrive("s-1")
    for number, record_id in enumerate(records):
        held = await bench.ann.claim(report_id)
        await bench.ann.begun(held, key=f"begin-{number}")
        made = Reference(
            deliverable="incident", destination="control", reference=f"CAD {number}{record_id}", record_id=record_id
        )
        body = SettleRequest(fence=held.fence, references=(made,), outcome="incident")
        path = f"/v1/reports/{report_id}/settle"
        ok(await bench.ann.call("POST", path, body, Idempotency_Key=f"settle-{number}"))
        await bench.arrive("s-1", f"More was found ({number}).")
    assert kinds((await account(bench))[1]) == told


@pytest.mark.parametrize(("first", "place"), [("incident", Place.RECORDED), ("supplement", Place.ATTACHED)])
async def test_what_is_added_to_its_own_record_stays_recorded(bench: Bench, first: str, place: Place) -> None:
    report_id = await bench.arrive("s-1")
    for number, deliverable in enumerate((first, "supplement")):
        held = await bench.ann.claim(report_id)
        await bench.ann.begun(held, key=f"begin-{number}")
        made = Reference(deliverable=deliverable, destination="control", reference="CAD 7", record_id="r-1")
        body = SettleRequest(fence=held.fence, references=(made,), outcome="incident")
        path = f"/v1/reports/{report_id}/settle"
        ok(await bench.ann.call("POST", path, body, Idempotency_Key=f"settle-{number}"))
        if not number:
            await bench.arrive("s-1", "More was found.")
    lines, differences, _ = await account(bench)
    assert ({line.place for line in lines}, differences) == ({place}, [])
