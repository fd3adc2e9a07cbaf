"""Put off: not served before its time, never beyond a clock, back by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.gateway.bench import ON_SQLITE, Bench, Handler, ok, refused
from tests.gateway.workflow.desk import defer, line, round_of
from triage.gateway.workflow.deferral import limit_of
from triage.models.queue import Claimed
from triage.models.stage import Stage

RISKY = "He has a knife and said he will kill her tonight."


async def test_a_report_that_was_put_off_is_not_served(bench: Bench, ann: Handler, bob: Handler, held: Claimed) -> None:
    until = bench.clock.now() + timedelta(hours=2)
    assert ok(await defer(ann, held, until)).json()["stage"] == "incoming"
    summary = await line(ann, held.report_id)
    assert (summary.deferred_until, summary.waiting_why, summary.held_by) == (until, "Waits for CCTV.", "")
    assert await bob.take() == ()
    bench.clock.advance(hours=2)
    assert [one.report_id for one in await bob.take()] == [held.report_id]


async def test_it_comes_back_in_the_feed_by_itself(bench: Bench, ann: Handler, held: Claimed) -> None:
    await defer(ann, held, bench.clock.now() + timedelta(hours=2))
    cursor = (await ann.changes()).delta
    assert cursor
    await round_of(bench)
    assert (await ann.changes(cursor)).items == ()
    bench.clock.advance(hours=2)
    await round_of(bench)
    (summary,) = (await ann.changes(cursor)).items
    assert (summary.deferred_until, summary.waiting_why, summary.stage) == (None, "", Stage.INCOMING)


async def test_anyone_may_claim_it_earlier_and_that_ends_it(
    bench: Bench, ann: Handler, bob: Handler, held: Claimed
) -> None:
    await defer(ann, held, bench.clock.now() + timedelta(hours=2))
    taken = await bob.claim(held.report_id)
    assert taken.fence == held.fence + 1
    ok(await bob.release(taken))
    assert (await line(ann, held.report_id)).deferred_until is None
    assert len(await bob.take()) == 1


async def test_a_new_version_ends_it(bench: Bench, ann: Handler, bob: Handler, held: Claimed) -> None:
    await defer(ann, held, bench.clock.now() + timedelta(hours=2))
    await bench.arrive("s-1", "There is more to tell.")
    assert (await line(ann, held.report_id)).deferred_until is None
    assert len(await bob.take()) == 1


async def test_a_repeated_call_finds_it_done(bench: Bench, ann: Handler, held: Claimed) -> None:
    until = bench.clock.now() + timedelta(hours=2)
    first = ok(await defer(ann, held, until))
    assert ok(await defer(ann, held, until)).content == first.content


async def test_the_lease_is_over(bench: Bench, ann: Handler, held: Claimed) -> None:
    await defer(ann, held, bench.clock.now() + timedelta(hours=2))
    refused(await ann.renew(held), 409, "lease-lost")
    refused(await ann.put_draft(held), 409, "lease-lost")


async def test_nothing_is_put_off_beyond_the_recording_clock(bench: Bench, ann: Handler, held: Claimed) -> None:
    record_by = held.report.summary.record_by
    problem = refused(await defer(ann, held, record_by), 409, "clock-ends-first")
    assert "the recording clock" in problem.detail
    refused(await defer(ann, held, record_by - timedelta(minutes=59)), 409, "clock-ends-first")
    ok(await defer(ann, held, record_by - timedelta(minutes=60)))


async def test_high_risk_is_not_put_off_beyond_its_nearest_clock(bench: Bench, ann: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-2", RISKY, sent="2026-11-20T05:50:00+00:00"))
    assert held.report.summary.rank == 0
    first_look = held.report.summary.first_look_by
    problem = refused(await defer(ann, held, first_look + timedelta(seconds=1)), 409, "clock-ends-first")
    assert "the first-look clock" in problem.detail
    ok(await defer(ann, held, first_look))


@pytest.mark.parametrize("until", ["2026-11-20T05:59:59+00:00", "0001-01-01T00:00:00+14:00", "2026-11-20T09:00:00"])
@ON_SQLITE
async def test_a_time_that_cannot_be_is_named(ann: Handler, held: Claimed, until: str) -> None:
    body = {"until": until, "why": "x", "lease_id": held.lease_id, "fence": held.fence}
    answer = await ann.call("POST", f"/v1/reports/{held.report_id}/defer", body)
    assert refused(answer, 422, "invalid").errors[0].pointer == "/until"


@ON_SQLITE
async def test_the_end_of_time_is_beyond_every_clock(ann: Handler, held: Claimed) -> None:
    until = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    refused(await defer(ann, held, until), 409, "clock-ends-first")


@ON_SQLITE
async def test_a_reason_is_needed(bench: Bench, ann: Handler, held: Claimed) -> None:
    answer = await defer(ann, held, bench.clock.now() + timedelta(hours=1), why="  ")
    assert refused(answer, 422, "invalid").errors[0].pointer == "/why"


async def test_only_the_holder_puts_it_off(bench: Bench, ann: Handler, bob: Handler, held: Claimed) -> None:
    until = bench.clock.now() + timedelta(hours=1)
    refused(await defer(bob, held, until), 409, "lease-lost")
    bench.clock.advance(hours=2)
    refused(await defer(ann, held, until + timedelta(hours=3)), 409, "lease-lost")


@ON_SQLITE
async def test_a_begun_report_is_not_put_off(bench: Bench, ann: Handler, held: Claimed) -> None:
    await ann.begun(held)
    refused(await defer(ann, held, bench.clock.now() + timedelta(hours=1)), 409, "begun")


@ON_SQLITE
async def test_a_clock_that_has_passed_binds_no_more(bench: Bench, ann: Handler, held: Claimed) -> None:
    summary = held.report.summary
    late = summary.first_look_by + timedelta(minutes=1)
    limit = limit_of(summary, rank=0, now=late, margin=timedelta(hours=1))
    assert limit.at == summary.record_by - timedelta(hours=1)
