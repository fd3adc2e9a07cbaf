"""Held for a person, let go again; closed reports reopened."""

from __future__ import annotations

import pytest

from tests.gateway.bench import ON_SQLITE, Bench, Handler, ok, refused
from tests.gateway.workflow.desk import hold, line, reopen, unhold
from triage.gateway.sweeper import sweep
from triage.models.queue import Claimed
from triage.models.stage import Stage


@pytest.fixture
async def closed(ann: Handler, held: Claimed) -> Claimed:
    """A report that Ann closed."""
    await ann.begun(held)
    ok(await ann.settle(held))
    return held


async def test_a_held_report_is_not_served_and_can_be_claimed_singly(bench: Bench, ann: Handler, bob: Handler) -> None:
    report_id = await bench.arrive("s-1")
    assert ok(await hold(ann, report_id)).json()["stage"] == "held"
    summary = await line(ann, report_id)
    assert (summary.stage, summary.waiting_why) == (Stage.HELD, "Ask the sergeant.")
    assert await bob.take() == ()
    claimed = (await bob.claim(report_id)).report.summary
    assert (claimed.stage, claimed.waiting_why) == (Stage.CLAIMED, ""), "the reason goes with the wait"


async def test_the_holder_holds_it_and_loses_the_lease(bench: Bench, ann: Handler, held: Claimed) -> None:
    ok(await hold(ann, held.report_id))
    refused(await ann.renew(held), 409, "lease-lost")
    bench.clock.advance(hours=1)
    await sweep(bench.parts)
    assert (await line(ann, held.report_id)).stage is Stage.HELD


async def test_a_run_out_lease_is_not_revived_over_a_hold(
    bench: Bench, ann: Handler, bob: Handler, held: Claimed
) -> None:
    bench.clock.advance(hours=1)
    ok(await hold(bob, held.report_id))
    refused(await ann.renew(held), 409, "lease-lost")


async def test_another_persons_report_is_held_by_a_supervisor_only(
    ann: Handler, bob: Handler, sue: Handler, held: Claimed
) -> None:
    assert refused(await hold(bob, held.report_id), 409, "already-claimed").held_by == "ann"
    ok(await hold(sue, held.report_id))
    refused(await ann.put_draft(held), 409, "lease-lost")


async def test_unhold_gives_it_back_to_the_queue(bench: Bench, ann: Handler, bob: Handler) -> None:
    report_id = await bench.arrive("s-1")
    refused(await unhold(ann, report_id), 409, "not-held")
    await hold(ann, report_id)
    assert ok(await unhold(bob, report_id)).json()["stage"] == "incoming"
    assert (await line(ann, report_id)).waiting_why == ""
    assert len(await bob.take()) == 1


async def test_a_new_version_leaves_it_held(bench: Bench, ann: Handler, bob: Handler) -> None:
    report_id = await bench.arrive("s-1")
    await hold(ann, report_id)
    await bench.arrive("s-1", "There is more to tell.")
    summary = await line(ann, report_id)
    assert (summary.stage, summary.version, summary.waiting_why) == (Stage.HELD, 2, "Ask the sergeant.")


@ON_SQLITE
async def test_begun_and_closed_reports_are_not_held(ann: Handler, sue: Handler, held: Claimed) -> None:
    await ann.begun(held)
    refused(await hold(sue, held.report_id), 409, "begun")
    await ann.settle(held)
    refused(await hold(sue, held.report_id), 412, "stale")


async def test_whoever_closed_it_reopens_it_with_its_references(
    bench: Bench, ann: Handler, bob: Handler, closed: Claimed
) -> None:
    assert ok(await reopen(ann, closed.report_id)).json()["stage"] == "incoming"
    again = await bob.claim(closed.report_id)
    assert [one.reference for one in again.report.references] == ["CAD 7"]
    assert "Reopened" in again.report.summary.marks
    await bob.begun(again, key="k2")
    ok(await bob.settle(again, key="k2", reference="CAD 8"))
    body = await ann.report(closed.report_id)
    assert [one.reference for one in body.references] == ["CAD 7", "CAD 8"]
    assert "Reopened" not in body.summary.marks


async def test_others_do_not_reopen_it(ann: Handler, bob: Handler, sue: Handler, closed: Claimed) -> None:
    refused(await reopen(bob, closed.report_id), 403, "forbidden")
    ok(await reopen(sue, closed.report_id))
    refused(await reopen(sue, closed.report_id), 409, "not-closed")


async def test_after_the_profiles_time_a_supervisor_does(
    bench: Bench, ann: Handler, sue: Handler, closed: Claimed
) -> None:
    bench.clock.advance(hours=25)
    await sweep(bench.parts)
    refused(await reopen(ann, closed.report_id), 403, "forbidden")
    ok(await reopen(sue, closed.report_id))
    assert [one.report_id for one in (await ann.changes()).items] == [closed.report_id]


@ON_SQLITE
@pytest.mark.parametrize("call", ["hold", "reopen"])
async def test_a_reason_is_needed(ann: Handler, held: Claimed, call: str) -> None:
    answer = await ann.call("POST", f"/v1/reports/{held.report_id}/{call}", {"why": ""})
    assert refused(answer, 422, "invalid").errors[0].pointer == "/why"
    answer = await ann.call("POST", f"/v1/reports/{held.report_id}/{call}", {"why": "x" * 2001})
    assert refused(answer, 422, "invalid").errors[0].pointer == "/why"
