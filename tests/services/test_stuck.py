"""Corners in which work could have stayed for ever, or been lost in silence: each has a way on."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy.exc import DBAPIError

from tests.builders import NOW
from tests.services.rig import Rig, refused
from triage.models.delivery import Delivery, HeldBecause
from triage.models.draft import Draft
from triage.models.errors import KnownError
from triage.models.ids import LeaseId, ReportId
from triage.models.lease import Lease
from triage.models.operation import GATEWAY, Operation
from triage.models.queue import Settled
from triage.models.stage import Stage
from triage.models.verdict import Reply
from triage.records.connector import Exchange
from triage.services import claims, snapshot, work
from triage.services.api.client import ApiFailure
from triage.services.api.queue import QueueApi
from triage.services.drafts import NotEditable
from triage.services.hub import DraftSaved, Hub, Notice
from triage.services.operations import Stored
from triage.services.tasks import Tasks
from triage.services.uploader import Uploader


async def decided(rig: Rig, number: int = 1) -> ReportId:
    report_id = await rig.arrive(number)
    await rig.triage.open(report_id)
    await rig.triage.decide(report_id)
    return report_id


async def head(rig: Rig, report_id: ReportId) -> Operation:
    return next(op for op in await rig.outbox.operations(report_id) if op.status is not Delivery.DELIVERED)


def grant_anew(rig: Rig, report_id: ReportId) -> None:
    """The gateway gives the report to the same person again, under another lease."""
    held = rig.gateway.reports[report_id]
    held.holder, held.fence, held.lease_id = "h1", held.fence + 1, LeaseId(f"{held.lease_id}-anew")


async def test_a_decision_under_an_older_lease_is_a_conflict_that_can_be_mended(rig: Rig) -> None:
    report_id = await decided(rig)
    grant_anew(rig, report_id)
    await rig.claim(report_id)
    for _ in range(3):
        await rig.push_next()
    assert (await head(rig, report_id)).status is Delivery.CONFLICT
    await rig.triage.mend(report_id)
    await rig.triage.decide(report_id)
    await rig.settle_down()
    assert len(rig.gateway.reports[report_id].settles) == 1


async def test_a_begin_that_may_be_there_is_asked_for_before_its_lease_is(rig: Rig) -> None:
    report_id = await decided(rig)
    await rig.push_next("dropped")
    await rig.store.write(lambda conn: work.lose_lease(conn, report_id, LeaseId("lease-1")))
    await rig.settle_down()
    assert len(rig.gateway.reports[report_id].settles) == 1


async def test_a_late_settle_answer_does_not_hide_a_report_that_was_opened_again(rig: Rig) -> None:
    report_id = await rig.arrive(1)

    def opened_again(conn: Any) -> Stage:
        found = snapshot.summary_of(conn, report_id)
        assert found is not None
        # The feed was faster: it told the mark that the settle left behind, with the report open again.
        snapshot.put_summaries(conn, (replace(found, stage=Stage.INCOMING, held_by="", version=2, etag="e9"),))
        settled = Settled(report_id=report_id, etag="e9", stage=Stage.CLOSED, settled_at=NOW)
        snapshot.moved(conn, report_id, settled.stage, settled.etag)
        after = snapshot.summary_of(conn, report_id)
        assert after is not None
        return after.stage

    assert await rig.store.write(opened_again) is Stage.INCOMING


class PutDraft:
    """The gateway's draft call: fails as it is told, then takes everything."""

    def __init__(self, *failures: ApiFailure) -> None:
        self.failures = list(failures)
        self.taken: list[ReportId] = []
        self.took = asyncio.Event()

    async def put_draft(self, lease: Lease, draft: Draft) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.taken.append(draft.report_id)
        self.took.set()


async def nothing(_report_id: ReportId) -> None:
    return None


def an_uploader(rig: Rig, api: PutDraft) -> Uploader:
    return Uploader(rig.place, cast(QueueApi, api), rig.links, nothing, random.Random(1))


async def test_a_draft_that_the_gateway_refuses_does_not_keep_the_others_back(rig: Rig) -> None:
    await rig.arrive(1)
    second = await rig.arrive(2)
    api = PutDraft(refused(422, "invalid"))
    await an_uploader(rig, api).upload()
    assert api.taken == [second]


async def test_copies_go_up_again_after_the_store_was_in_trouble(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    report_id = await rig.arrive(1)
    rig.links.heard(GATEWAY, Reply(status=200), 1.0)
    api = PutDraft()
    uploader = an_uploader(rig, api)
    real, calls = rig.store.read, []

    async def fails_once(fn: Any) -> Any:
        calls.append(fn)
        if len(calls) == 1:
            raise KnownError("The disk is full.", "Free some space.")
        return await real(fn)

    monkeypatch.setattr(rig.store, "read", fails_once)
    monkeypatch.setattr("triage.services.uploader.SETTLE_SECONDS", 0.0)
    running = Tasks(rig.place.hub)
    running.spawn("upload", uploader.run())
    await asyncio.sleep(0)
    rig.place.hub.publish(DraftSaved(report_id, 2))
    async with asyncio.timeout(10):
        await api.took.wait()
    await running.close()


async def test_what_another_wrote_on_top_of_our_words_is_taken_over(rig: Rig) -> None:
    report_id = await rig.arrive(1)
    ours = await rig.drafts.load(report_id)
    await rig.store.write(lambda conn: work.put_draft(conn, ours, by="h1", now=NOW, uploaded=ours.revision))
    theirs = replace(ours, revision=ours.revision + 4, rationale=f"{ours.rationale} And the neighbour saw it.")
    grant_anew(rig, report_id)
    grant = rig.gateway.grant(report_id)
    grant = replace(grant, report=replace(grant.report, draft=theirs))
    await rig.store.write(lambda conn: claims.take(conn, grant, "h1", rig.clock))
    assert await rig.drafts.load(report_id) == theirs


async def test_words_that_never_left_this_desk_are_not_replaced_by_anothers(rig: Rig) -> None:
    report_id = await rig.arrive(1)
    ours = await rig.drafts.load(report_id)
    theirs = replace(ours, revision=ours.revision + 4, rationale="Other words.")
    grant_anew(rig, report_id)
    grant = rig.gateway.grant(report_id)
    grant = replace(grant, report=replace(grant.report, draft=theirs))
    await rig.store.write(lambda conn: claims.take(conn, grant, "h1", rig.clock))
    assert await rig.drafts.load(report_id) == ours


async def test_a_retry_by_a_person_sends_where_nobody_can_be_asked(tmp_path: Path) -> None:
    rig = await Rig(tmp_path / "desk.db", idempotent=False).open()
    try:
        report_id = await decided(rig)
        system = rig.systems["control"]

        async def cannot(_external: ReportId, *_of: object) -> Exchange:
            return Exchange(outcome=Reply(status=404))

        system.find_by_external = cannot  # type: ignore[assignment, method-assign]
        await rig.push_next()
        await rig.push_next("lost")
        await rig.push_next()
        waiting = await head(rig, report_id)
        assert (waiting.held, waiting.last_code) == (HeldBecause.PERSON, "no_look_up")
        assert system.made_for(report_id) == 0
        await rig.outbox.retry(waiting.op_id)
        await rig.settle_down()
        assert system.made_for(report_id) == 1
        assert len(rig.gateway.reports[report_id].settles) == 1
    finally:
        await rig.close()


async def test_saving_after_the_decision_is_refused_by_a_name_of_its_own(rig: Rig) -> None:
    report_id = await decided(rig)
    with pytest.raises(NotEditable):
        await rig.drafts.save(replace(await rig.drafts.load(report_id), rationale="Too late."))


async def test_a_loop_that_met_a_bug_goes_on() -> None:
    hub = Hub()
    told: list[Notice] = []
    hub.subscribe(Notice, told.append)
    tasks, again, rounds = Tasks(hub), asyncio.Event(), 0

    async def loop() -> None:
        nonlocal rounds
        rounds += 1
        if rounds < 3:
            raise ZeroDivisionError
        again.set()
        await asyncio.Event().wait()

    tasks.keep("loop", loop, pause=0.0)
    async with asyncio.timeout(5):
        await again.wait()
    await tasks.close()
    assert [notice.level for notice in told] == ["error"]


async def test_a_store_that_takes_no_marks_is_given_a_rest(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    await decided(rig)
    resting, tries = asyncio.Event(), []

    async def rest(_seconds: float) -> None:
        resting.set()
        await asyncio.Event().wait()

    async def full(_fn: Any) -> Any:
        tries.append(1)
        raise KnownError("The disk is full.", "Free some space.")

    tasks = Tasks(rig.place.hub)
    monkeypatch.setattr(rig.pusher, "_tasks", tasks)
    monkeypatch.setattr(rig.pusher, "_pause", rest)
    monkeypatch.setattr(rig.store, "write", full)
    tasks.spawn("push", rig.pusher.run())
    async with asyncio.timeout(10):
        await resting.wait()
    await tasks.close()
    assert len(tries) <= 2  # the mark, and taking in what it left behind


async def test_an_error_of_the_store_does_not_quote_what_was_to_be_stored(rig: Rig) -> None:
    with pytest.raises(DBAPIError) as told:
        await rig.store.write(lambda conn: conn.exec_driver_sql("INSERT INTO nowhere VALUES (?)", ("Jane Example",)))
    assert "Jane" not in str(told.value)


async def test_a_mend_tells_which_records_it_does_not_reach(rig: Rig) -> None:
    report_id = await decided(rig)
    for fault in ("", "", "refused"):
        await rig.push_next(fault)
    rig.told.clear()
    await rig.triage.mend(report_id)
    control = next(place.name for place in rig.profile.destinations if place.key == "control")
    assert [control in notice.what for notice in rig.told] == [True]


async def test_a_sign_in_that_came_back_before_its_mark_was_stored_lets_the_decision_go(rig: Rig) -> None:
    report_id = await decided(rig)

    async def refused_then_signed_in(stored: Stored) -> None:
        rig.links.heard(GATEWAY, Reply(status=401), None)
        rig.links.heard(GATEWAY, Reply(status=200), 1.0)  # another call, with the new token
        await rig.pusher._marks.held(stored, HeldBecause.AUTH, untried=True)

    (stored,) = await rig.outbox.next_ready(frozenset(), 1)
    rig.pusher._to_gateway = refused_then_signed_in
    await rig.pusher._carry(stored)
    await rig.pusher._let_go()
    assert (await head(rig, report_id)).status is Delivery.QUEUED
