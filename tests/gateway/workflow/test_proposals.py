"""Decisions put forward: for approval, or kept because the lease was lost."""

from __future__ import annotations

from dataclasses import replace

import httpx

from tests.gateway.bench import ON_SQLITE, Bench, Handler, decided, ok, refused
from tests.gateway.workflow.desk import line, propose, proposed
from triage.models import codec
from triage.models.proposal import ProposalKind, ProposalRequest, Proposals, ProposalState
from triage.models.queue import Claimed
from triage.models.stage import Stage

APPROVAL, LOST = ProposalKind.APPROVAL, ProposalKind.LEASE_LOST


async def withdraw(who: Handler, report_id: str, number: int = 1) -> object:
    return await who.call("POST", f"/v1/reports/{report_id}/proposals/{number}/withdraw")


async def test_a_proposal_for_approval_ends_the_lease_and_waits(ann: Handler, bob: Handler, held: Claimed) -> None:
    made = await proposed(ann, held, APPROVAL)
    assert (made.stage, made.proposal.number, made.proposal.state) == (Stage.AWAITING_APPROVAL, 1, ProposalState.OPEN)
    summary = await line(ann, held.report_id)
    assert (summary.waiting_for, summary.waiting_why) == ("a supervisor", "No crime found.")
    refused(await ann.renew(held), 409, "lease-lost")
    refused(await bob.call("POST", f"/v1/reports/{held.report_id}/claim"), 409, "not-claimable")


async def test_the_same_proposal_again_finds_it_kept(ann: Handler, held: Claimed) -> None:
    first = await proposed(ann, held, APPROVAL)
    assert (await proposed(ann, held, APPROVAL)).proposal == first.proposal


async def test_its_author_withdraws_it(ann: Handler, bob: Handler, sue: Handler, held: Claimed) -> None:
    await proposed(ann, held, APPROVAL)
    refused(await withdraw(sue, held.report_id), 403, "forbidden")  # type: ignore[arg-type]
    told = ok(await withdraw(ann, held.report_id)).json()  # type: ignore[arg-type]
    assert (told["stage"], told["proposal"]["state"]) == ("incoming", "withdrawn")
    ok(await withdraw(ann, held.report_id))  # type: ignore[arg-type]
    assert (await bob.claim(held.report_id)).report.proposals == ()


async def test_work_of_a_lost_lease_is_kept_beside_the_present_holders(
    bench: Bench, ann: Handler, bob: Handler, held: Claimed
) -> None:
    bench.clock.advance(hours=1)
    taken = await bob.claim(held.report_id)
    made = await proposed(ann, held, LOST, "All my work.")
    assert made.stage is Stage.CLAIMED
    body = await bob.report(held.report_id)
    assert [(one.author, one.decision.draft.rationale) for one in body.proposals] == [("ann", "All my work.")]
    assert (body.summary.held_by, body.summary.etag) == ("bob", taken.etag)
    await bob.begun(taken)


async def test_the_new_holder_is_shown_it_with_the_claim(
    bench: Bench, ann: Handler, bob: Handler, held: Claimed
) -> None:
    bench.clock.advance(hours=1)
    taken = await bob.claim(held.report_id)
    await proposed(ann, held, LOST)
    await bob.release(taken)
    (again,) = await bob.take()
    assert [one.kind for one in again.report.proposals] == [LOST]


async def test_it_outlives_the_settling(bench: Bench, ann: Handler, bob: Handler, held: Claimed) -> None:
    bench.clock.advance(hours=1)
    taken = await bob.claim(held.report_id)
    await bob.begun(taken)
    await proposed(ann, held, LOST)
    ok(await bob.settle(taken))
    assert (await proposed(ann, held, LOST, "More.")).stage is Stage.CLOSED
    assert len((await bob.report(held.report_id)).proposals) == 2


async def test_supervisors_are_shown_all_of_them(bench: Bench, ann: Handler, sue: Handler, held: Claimed) -> None:
    await proposed(ann, held, APPROVAL)
    other = await ann.claim(await bench.arrive("s-2"))
    await proposed(ann, other, LOST)
    page = codec.decode(Proposals, ok(await sue.call("GET", "/v1/proposals")).content)
    assert [(one.report_id, one.kind) for one in page.items] == [(other.report_id, LOST), (held.report_id, APPROVAL)]
    refused(await ann.call("GET", "/v1/proposals"), 403, "forbidden")
    answer = ok(await ann.call("GET", f"/v1/reports/{held.report_id}/proposals"))
    assert len(codec.decode(Proposals, answer.content).items) == 1


@ON_SQLITE
async def test_what_cannot_be_proposed(bench: Bench, ann: Handler, bob: Handler, held: Claimed) -> None:
    refused(await propose(bob, held, APPROVAL), 409, "lease-lost")
    refused(await propose(bob, held, LOST), 409, "never-held")
    told = ProposalRequest(kind=LOST, decision=decided(held, "bob"))
    path = f"/v1/reports/{held.report_id}/proposals"
    assert refused(await ann.call("POST", path, told), 422, "invalid").errors[0].pointer == "/decision/author"
    told = ProposalRequest(kind=APPROVAL, decision=decided(held, "ann"))
    assert refused(await ann.call("POST", path, told), 422, "invalid").errors[0].pointer == "/lease_id"
    told = replace(told, decision=replace(told.decision, report_version=2**40))
    pointer = refused(await ann.call("POST", path, told), 422, "invalid").errors[0].pointer
    assert pointer == "/decision/report_version"
    refused(await withdraw(ann, held.report_id), 404, "unknown-proposal")  # type: ignore[arg-type]
    await ann.begun(held)
    refused(await propose(ann, held, APPROVAL), 409, "begun")


async def end(who: Handler, report_id: str, state: str = "taken_in", why: str = "") -> httpx.Response:
    return await who.call("POST", f"/v1/reports/{report_id}/proposals/1/end", {"state": state, "why": why})


async def test_the_holder_is_done_with_what_was_proposed(
    bench: Bench, ann: Handler, bob: Handler, sue: Handler, held: Claimed
) -> None:
    bench.clock.advance(hours=1)
    await bob.claim(held.report_id)
    await proposed(ann, held, LOST)
    refused(await end(ann, held.report_id), 409, "not-holder")
    refused(await end(bob, held.report_id, "refused"), 422, "invalid")
    refused(await end(bob, held.report_id, "approved"), 422, "invalid")
    assert ok(await end(bob, held.report_id)).json()["proposal"]["ended_by"] == "bob"
    ok(await end(bob, held.report_id))
    refused(await end(sue, held.report_id, "refused", "No."), 409, "not-open")
    assert (await bob.report(held.report_id)).proposals == ()


@ON_SQLITE
async def test_what_waits_for_approval_is_not_simply_ended(ann: Handler, sue: Handler, held: Claimed) -> None:
    await proposed(ann, held, APPROVAL)
    refused(await end(sue, held.report_id), 403, "forbidden")


async def test_whoever_is_stuck_asks_a_supervisor_and_keeps_the_report(
    ann: Handler, sue: Handler, held: Claimed
) -> None:
    await ann.begun(held)
    made = await proposed(ann, held, ProposalKind.STUCK)
    assert made.stage is Stage.BEGUN
    page = codec.decode(Proposals, ok(await sue.call("GET", "/v1/proposals")).content)
    assert [(one.kind, one.why) for one in page.items] == [(ProposalKind.STUCK, "No crime found.")]
    ok(await ann.settle(held))
