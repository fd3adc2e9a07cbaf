"""A supervisor takes back, assigns and pins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from tests.gateway.bench import ON_SQLITE, Bench, Handler, decided, ok, refused
from tests.gateway.workflow.desk import hold, line, proposed, round_of
from triage.gateway import tables
from triage.models import codec
from triage.models.proposal import ProposalKind
from triage.models.query import ListQuery, View
from triage.models.queue import Claimed, ClaimRequest, DraftPut
from triage.models.stage import Stage
from triage.models.supervising import AssignRequest, Colleagues, PinRequest, Said, SaidKind, SaidPage, UnlockRequest
from triage.models.taking_over import RecordsSaid
from triage.models.view_store import ViewPut


async def unlock(who: Handler, held: Claimed, **changes: Any) -> httpx.Response:
    told = replace(UnlockRequest(fence=held.fence, why="Her shift is over."), **changes)
    return await who.call("POST", f"/v1/reports/{held.report_id}/unlock", told)


async def assign(who: Handler, report_id: str, to: str, **more: Any) -> httpx.Response:
    return await who.call("POST", f"/v1/reports/{report_id}/assign", AssignRequest(to=to, why="Knows him.", **more))


async def pin(who: Handler, report_id: str, why: str = "The press rang.") -> httpx.Response:
    return await who.call("POST", f"/v1/reports/{report_id}/pin", PinRequest(why=why))


async def said_to(who: Handler) -> tuple[Said, ...]:
    return codec.decode(SaidPage, ok(await who.call("GET", "/v1/said")).content).items


async def write(who: Handler, held: Claimed, rationale: str) -> None:
    draft = replace(decided(held, who.me, rationale).draft, revision=3)
    body = DraftPut(lease_id=held.lease_id, fence=held.fence, draft=draft)
    ok(await who.call("PUT", f"/v1/reports/{held.report_id}/draft", body))


async def test_what_is_taken_back_goes_to_the_queue_with_its_draft_and_its_holder_is_told(
    ann: Handler, bob: Handler, sue: Handler, held: Claimed
) -> None:
    await write(ann, held, "Half done.")
    assert ok(await unlock(sue, held)).json()["stage"] == "incoming"
    ok(await unlock(sue, held))
    (told,) = await said_to(ann)
    assert (told.kind, told.by, told.words) == (SaidKind.TAKEN_BACK, "sue", "Her shift is over.")
    refused(await ann.renew(held), 409, "lease-lost")
    (taken,) = await bob.take()
    assert taken.report.draft is not None
    assert (taken.fence, taken.report.draft.rationale) == (held.fence + 1, "Half done.")
    assert taken.report.said == (told,)
    refused(await ann.begin(held), 409, "lease-lost")
    kept = await proposed(ann, held, ProposalKind.LEASE_LOST, "All my work.")
    assert kept.proposal.author == "ann"


async def test_a_begun_report_is_let_go_only_where_records_have_nothing(
    ann: Handler, bob: Handler, sue: Handler, held: Claimed
) -> None:
    await ann.begun(held, rationale="As decided.")
    refused(await unlock(sue, held), 409, "begun")
    assert ok(await unlock(sue, held, records=RecordsSaid.NOTHING)).json()["stage"] == "incoming"
    taken = await bob.claim(held.report_id)
    assert taken.report.draft is not None
    assert taken.report.draft.rationale == "As decided."
    assert ok(await ann.settle(held)).json()["late"]


@ON_SQLITE
async def test_what_cannot_be_taken_back(ann: Handler, sue: Handler, held: Claimed) -> None:
    refused(await unlock(ann, held), 403, "forbidden")
    refused(await unlock(sue, held, why=" "), 422, "invalid")
    refused(await unlock(sue, held, fence=held.fence + 7), 412, "stale")
    ok(await ann.release(held))
    refused(await unlock(sue, held), 409, "not-held")


async def test_what_is_assigned_is_served_to_that_person_first_and_to_nobody_else(
    bench: Bench, ann: Handler, bob: Handler, sue: Handler
) -> None:
    first, second = await bench.arrive("s-1"), await bench.arrive("s-2")
    await bob.take()
    ok(await bob.call("GET", "/v1/me"))
    for held in await ann.take():
        assert held.report_id == second
        ok(await ann.release(held))
    ok(await assign(sue, second, "bob"))
    summary = await line(ann, second)
    assert (summary.assigned_to, summary.stage) == ("bob", Stage.INCOMING)
    assert "For Bob" in summary.marks
    assert await ann.take() == ()
    third = await bench.arrive("s-3", sent="2026-11-19T05:30:00+00:00")
    (taken,) = await bob.take()
    assert taken.report_id == second
    assert (taken.report.summary.assigned_to, taken.report.summary.marks) == ("", ())
    assert [one.report_id for one in await ann.take()] == [third]
    assert first != second
    assert [(one.kind, one.words) for one in await said_to(bob)] == [(SaidKind.ASSIGNED, "Knows him.")]


async def test_what_was_not_fetched_in_time_is_everybodys_again(
    bench: Bench, ann: Handler, bob: Handler, sue: Handler
) -> None:
    first = await bench.arrive("s-1")
    await bob.take()
    second = await bench.arrive("s-2")
    ok(await assign(sue, second, "bob", minutes=30))
    assert await ann.take() == ()
    bench.clock.advance(minutes=31)
    assert (await line(ann, second)).assigned_to == ""
    assert [one.report_id for one in await ann.take(most=2)] == [second, first]


async def test_the_feed_tells_that_nobody_came_for_it(bench: Bench, ann: Handler, bob: Handler, sue: Handler) -> None:
    report_id = await bench.arrive("s-1")
    await bob.take()
    ok(await sue.call("POST", f"/v1/reports/{report_id}/unlock", UnlockRequest(fence=1, why="Moved.")))
    ok(await assign(sue, report_id, "bob", minutes=30))
    cursor = (await ann.changes()).delta
    bench.clock.advance(minutes=31)
    await round_of(bench)
    (told,) = (await ann.changes(after=cursor or "")).items
    assert (told.report_id, told.assigned_to, told.marks) == (report_id, "", ("Taken back from bob",))


async def test_assigning_takes_it_back_from_its_holder(
    bench: Bench, ann: Handler, bob: Handler, sue: Handler, held: Claimed
) -> None:
    await bench.arrive("s-2")
    await bob.take()
    refused(await assign(sue, held.report_id, "ann", fence=held.fence), 409, "already-claimed")
    refused(await assign(sue, held.report_id, "bob"), 412, "stale")
    ok(await assign(sue, held.report_id, "bob", fence=held.fence))
    assert [one.kind for one in await said_to(ann)] == [SaidKind.TAKEN_BACK]
    assert [one.report_id for one in await bob.take()] == [held.report_id]


@ON_SQLITE
async def test_whoever_let_a_hold_run_out_is_told_that_somebody_else_has_it(
    bench: Bench, ann: Handler, bob: Handler, sue: Handler, held: Claimed
) -> None:
    """They may be at work on it without a network, and were told nothing."""
    await bob.changes()
    bench.clock.advance(minutes=20)
    ok(await assign(sue, held.report_id, "bob"))
    assert [(said.kind, said.by) for said in await said_to(ann)] == [(SaidKind.TAKEN_BACK, "sue")]


async def test_whom_nobody_knows_is_assigned_nothing(ann: Handler, sue: Handler, held: Claimed) -> None:
    told = refused(await assign(sue, held.report_id, "bbo", fence=held.fence), 422, "invalid")
    assert told.errors[0].pointer == "/to"
    refused(await assign(sue, held.report_id, "ann", minutes=0), 422, "invalid")
    found = codec.decode(Colleagues, ok(await sue.call("GET", "/v1/colleagues")).content)
    assert [(one.id, one.role) for one in found.items] == [("ann", "handler"), ("sue", "supervisor")]


@ON_SQLITE
async def test_what_waits_for_somebody_is_not_assigned_but_what_is_held_is(
    bench: Bench, ann: Handler, sue: Handler, held: Claimed
) -> None:
    await proposed(ann, held, ProposalKind.APPROVAL)
    refused(await assign(sue, held.report_id, "ann"), 409, "not-claimable")
    other = await bench.arrive("s-2")
    ok(await hold(sue, other))
    assert ok(await assign(sue, other, "ann")).json()["stage"] == "incoming"


@pytest.mark.parametrize("most", [1, 3])
async def test_what_is_pinned_comes_before_all_else_until_it_is_closed(
    bench: Bench, ann: Handler, bob: Handler, sue: Handler, most: int
) -> None:
    early = await bench.arrive("s-1", sent="2026-11-19T05:30:00+00:00")
    late = await bench.arrive("s-2")
    ok(await pin(sue, late))
    summary = await line(ann, late)
    assert (summary.pinned, summary.why[0]) == (True, "Pinned by Sue: The press rang.")
    assert summary.marks == ("Pinned",)
    taken = await ann.take(most)
    assert [one.report_id for one in taken] == [late, early][:most]
    assert taken[0].report.summary.why[0] == "Pinned by Sue: The press rang."
    ok(await ann.release(taken[0]))
    assert (await line(ann, late)).pinned
    held = await bob.claim(late)
    await bob.begun(held)
    ok(await bob.settle(held))
    assert not (await line(ann, late)).pinned
    refused(await pin(sue, late), 409, "not-claimable")


@ON_SQLITE
async def test_a_pin_is_taken_off_again(bench: Bench, ann: Handler, sue: Handler) -> None:
    report_id = await bench.arrive("s-1")
    refused(await pin(ann, report_id), 403, "forbidden")
    refused(await pin(sue, report_id, " "), 422, "invalid")
    ok(await pin(sue, report_id))
    ok(await pin(sue, report_id, "The mayor rang."))
    assert (await line(ann, report_id)).why[0] == "Pinned by Sue: The mayor rang."
    ok(await sue.call("POST", f"/v1/reports/{report_id}/unpin", {"why": ""}))
    ok(await sue.call("POST", f"/v1/reports/{report_id}/unpin", {"why": ""}))
    assert (await line(ann, report_id)).marks == ()


@ON_SQLITE
async def test_each_act_is_in_the_log_with_who_and_what(
    bench: Bench, ann: Handler, sue: Handler, held: Claimed
) -> None:
    ok(await unlock(sue, held))
    ok(await assign(sue, held.report_id, "ann"))
    ok(await pin(sue, held.report_id))
    page = ok(await bench.handler("aud").call("GET", "/v1/audit")).json()
    lines = [(one["action"], one["subject"], one["role"], one["details"]) for one in page["items"]]
    for action, details in (
        ("unlock", {"fence": held.fence}),
        ("assign", {"to": "ann", "minutes": 60, "fence": 0}),
        ("pin", {}),
    ):
        assert (action, "sue", "supervisor", details) in lines


@ON_SQLITE
async def test_words_are_read_by_whom_they_are_for(ann: Handler, bob: Handler, sue: Handler, held: Claimed) -> None:
    ok(await unlock(sue, held))
    (told,) = await said_to(ann)
    assert await said_to(bob) == ()
    refused(await bob.call("POST", f"/v1/said/{told.number}/seen"), 404, "unknown-words")
    ok(await ann.call("POST", f"/v1/said/{told.number}/seen"))
    (read,) = await said_to(ann)
    assert read.seen_at is not None


async def test_the_order_among_what_comes_first_is_one_by_function_and_by_steps(
    bench: Bench, ann: Handler, bob: Handler, sue: Handler
) -> None:
    """A low risk that is due is lifted among pinned reports too: the function of PostgreSQL, and every step by step."""
    ids = [await bench.arrive(f"s-{number}") for number in range(3)]
    now, reports = bench.clock.now(), tables.reports
    async with bench.parts.database.write() as connection:
        for report_id, rank, hours in zip(ids, (2, 3, 2), (9, -1, 8), strict=True):
            values = {"rank": rank, "due_at": now + timedelta(hours=hours)}
            await connection.execute(update(reports).where(reports.c.report_id == report_id).values(**values))
    for report_id in ids:
        ok(await pin(sue, report_id))
    wanted = [ids[1], ids[2], ids[0]]
    ok(await ann.call("PUT", "/v1/views/every", ViewPut(name="Every", query=ListQuery(view=View.ALL))))
    for view in ("", "every"):
        answer = ok(await ann.call("POST", "/v1/claims", ClaimRequest(max=3, lease_seconds=900, view=view)))
        taken = codec.decode(tuple[Claimed, ...], answer.content)
        assert [one.report_id for one in taken] == wanted
        async with bench.parts.database.read() as connection:
            since = (await connection.scalars(select(reports.c.stage_at).where(reports.c.report_id.in_(ids)))).all()
        assert since == [bench.clock.now()] * 3
        for held in taken:
            ok(await ann.release(held))
        bench.clock.advance(minutes=1)
