"""Claims, renewal, expiry, release: who may work on what, by the server's clock."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.builders import a_profile
from tests.gateway.bench import ON_SQLITE, Bench, Handler, ok, open_bench, refused, settings_for
from triage.gateway.sweeper import sweep
from triage.models import codec
from triage.models.profile import Leases
from triage.models.queue import Renewed
from triage.models.stage import Stage

RISKY = "He has a knife and says he will kill me."


async def test_twenty_at_once_get_twenty_different_reports(database_url: str) -> None:
    settings = settings_for(database_url, profile=a_profile(leases=Leases(max_held=50)))
    async with open_bench(settings) as bench:
        ids = {await bench.arrive(f"s-{n}") for n in range(20)}
        taken = await asyncio.gather(*((bench.ann if n % 2 else bench.bob).take() for n in range(20)))
        assert sorted(held.report_id for one in taken for held in one) == sorted(ids)


async def test_nothing_to_take_is_204(ann: Handler) -> None:
    assert (await ann.call("POST", "/v1/claims", {})).status_code == 204


async def test_the_riskiest_comes_first(bench: Bench, ann: Handler) -> None:
    await bench.arrive("s-1", "A bike is gone.", "2026-11-20T05:20:00+00:00")
    risky = await bench.arrive("s-2", RISKY, "2026-11-20T05:50:00+00:00")
    assert (await ann.take())[0].report_id == risky


async def test_among_equals_the_nearest_clock_comes_first(bench: Bench, ann: Handler) -> None:
    await bench.arrive("s-1", sent="2026-11-20T05:50:00+00:00")
    older = await bench.arrive("s-2", sent="2026-11-20T05:20:00+00:00")
    assert (await ann.take())[0].report_id == older


async def test_routine_work_is_lifted_before_it_breaches_but_never_over_high_risk(bench: Bench, ann: Handler) -> None:
    late = await bench.arrive("s-late", "A bike is gone.", sent="2026-11-20T05:20:00+00:00")
    fresh = await bench.arrive(
        "s-fresh", "My neighbour swore at me and said I should watch my back.", sent="2026-11-20T05:58:00+00:00"
    )
    high = await bench.arrive("s-high", RISKY, sent="2026-11-20T05:59:00+00:00")
    ranks = [(await ann.report(report_id)).summary.rank for report_id in (late, fresh, high)]
    assert ranks[0] > ranks[1] > ranks[2] == 0, ranks
    assert [held.report_id for held in await ann.take(3)] == [high, late, fresh]


async def test_a_view_narrows_what_is_taken(bench: Bench, ann: Handler) -> None:
    await bench.arrive("s-1", "A bike is gone.")
    assert (await ann.call("POST", "/v1/claims", {"view": "high_risk"})).status_code == 204


@ON_SQLITE
@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"max": 0}, "/max"), ({"max": 11}, "/max"), ({"view": "x"}, "/view"), ({"lease_seconds": 0}, "/lease_seconds")],
)
async def test_numbers_out_of_range_are_named(ann: Handler, body: dict[str, object], pointer: str) -> None:
    problem = refused(await ann.call("POST", "/v1/claims", body), 422, "invalid")
    assert problem.errors[0].pointer == pointer


async def test_a_claim_carries_the_whole_report(bench: Bench, ann: Handler) -> None:
    report_id = await bench.arrive("s-1")
    held = await ann.claim(report_id)
    assert held.report.report.narrative == "My shed was opened in the night."
    assert (held.fence, held.delivery_count, held.report.summary.held_by) == (1, 1, "ann")
    assert held.etag == held.report.summary.etag


async def test_another_holder_is_named(bench: Bench, ann: Handler, bob: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"))
    problem = refused(await bob.call("POST", f"/v1/reports/{held.report_id}/claim"), 409, "already-claimed")
    assert (problem.held_by, problem.lease_expires_at) == ("ann", held.lease_expires_at)


async def test_the_holder_gets_the_own_lease_again(bench: Bench, ann: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"))
    bench.clock.advance(seconds=100)
    again = await ann.claim(held.report_id)
    assert (again.lease_id, again.fence, again.lease_expires_at) == (held.lease_id, held.fence, held.lease_expires_at)
    assert again.delivery_count == 1


async def test_nobody_holds_more_than_the_profile_allows(bench: Bench, ann: Handler) -> None:
    for number in range(4):
        await bench.arrive(f"s-{number}")
    assert len(await ann.take(10)) == 3
    refused(await ann.call("POST", "/v1/claims", {}), 409, "too-many-held")


async def test_a_begun_report_does_not_fill_the_hands(bench: Bench, ann: Handler) -> None:
    for number in range(4):
        await bench.arrive(f"s-{number}")
    held = await ann.take(3)
    await ann.begun(held[0])
    assert len(await ann.take(10)) == 1


async def test_an_unknown_report_is_404(ann: Handler) -> None:
    refused(await ann.call("POST", "/v1/reports/none/claim"), 404, "unknown-report")


async def test_renewal_counts_from_now_and_leaves_the_etag(bench: Bench, ann: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"))
    bench.clock.advance(seconds=300)
    renewed = codec.decode(Renewed, ok(await ann.renew(held, 600)).content)
    assert (renewed.lease_expires_at - bench.clock.now()).total_seconds() == 600
    assert (renewed.fence, renewed.granted_at) == (held.fence, bench.clock.now())
    assert (await ann.report(held.report_id)).summary.etag == held.etag


async def test_a_lease_lives_twelve_hours_at_most(bench: Bench, ann: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"), seconds=43_200)
    bench.clock.advance(hours=11, minutes=55)
    renewed = codec.decode(Renewed, ok(await ann.renew(held, 900)).content)
    assert (renewed.lease_expires_at - held.granted_at).total_seconds() == 12 * 3600
    bench.clock.advance(minutes=6)
    refused(await ann.renew(held), 409, "lease-lost")


async def test_a_run_out_lease_gives_the_report_back(bench: Bench, ann: Handler) -> None:
    report_id = (await ann.claim(await bench.arrive("s-1"), seconds=60)).report_id
    bench.clock.advance(seconds=61)
    summary = (await ann.report(report_id)).summary
    assert (summary.stage, summary.held_by, summary.delivery_count) == (Stage.INCOMING, "", 1)


async def test_the_sweeper_publishes_a_run_out_lease(bench: Bench, ann: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"), seconds=60)
    delta = (await ann.changes()).delta
    assert delta is not None
    bench.clock.advance(seconds=61)
    assert await sweep(bench.parts) == (1, 0)
    changed = await ann.changes(delta)
    assert [(item.report_id, item.stage) for item in changed.items] == [(held.report_id, Stage.INCOMING)]
    assert await sweep(bench.parts) == (0, 0)


@pytest.mark.parametrize("swept", [True, False])
async def test_a_run_out_lease_that_nobody_took_revives_with_its_etag(bench: Bench, ann: Handler, swept: bool) -> None:
    held = await ann.claim(await bench.arrive("s-1"), seconds=60)
    bench.clock.advance(seconds=90)
    if swept:
        await sweep(bench.parts)
    ok(await ann.renew(held))
    assert (await ann.report(held.report_id)).summary.etag == held.etag
    ok(await ann.begin(held))


async def test_a_run_out_lease_that_another_took_is_lost(bench: Bench, ann: Handler, bob: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"), seconds=60)
    bench.clock.advance(seconds=90)
    taken = (await bob.take())[0]
    assert (taken.report_id, taken.fence, taken.delivery_count) == (held.report_id, 2, 2)
    assert refused(await ann.renew(held), 409, "lease-lost").held_by == "bob"


async def test_another_person_cannot_renew(bench: Bench, ann: Handler, bob: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"))
    refused(await bob.renew(held), 409, "lease-lost")


async def test_an_unknown_lease_is_404(ann: Handler) -> None:
    refused(await ann.call("PUT", "/v1/leases/none", {}), 404, "unknown-lease")


async def test_a_released_report_waits_again_with_its_draft(bench: Bench, ann: Handler, bob: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"))
    ok(await ann.put_draft(held))
    answer = ok(await ann.release(held)).json()
    assert answer["stage"] == "incoming"
    assert (await bob.claim(held.report_id)).report.draft is not None


async def test_a_repeated_release_finds_it_done(bench: Bench, ann: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"))
    first = ok(await ann.release(held))
    assert ok(await ann.release(held)).json() == first.json()


async def test_a_released_lease_is_not_renewed(bench: Bench, ann: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"))
    await ann.release(held)
    refused(await ann.renew(held), 409, "lease-lost")


async def test_a_stale_fence_cannot_release(bench: Bench, ann: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-1"))
    refused(await ann.release(replace(held, fence=0)), 409, "lease-lost")
