"""Where a settled decision leads, whose it must be, and references that come late."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from tests.gateway.bench import ON_SQLITE, Bench, Handler, begin_body, decided, ok, refused
from tests.gateway.workflow.desk import accept, line, round_of
from triage.models import codec
from triage.models.queue import AbortRequest, Begun, Claimed, Settled
from triage.models.stage import Stage
from triage.models.workflow import Handoffs


async def begin(who: Handler, held: Claimed, outcome: str) -> Begun:
    decision = decided(held, who.me, "Because.")
    decision = replace(decision, draft=replace(decision.draft, outcome=outcome))
    path = f"/v1/reports/{held.report_id}/begin"
    answer = await who.call("POST", path, begin_body(held, decision), If_Match=held.etag, Idempotency_Key="b")
    return codec.decode(Begun, ok(answer).content)


async def settled(answer: httpx.Response) -> Settled:
    return codec.decode(Settled, ok(answer).content)


@pytest.mark.parametrize(
    ("outcome", "stage"),
    [
        ("incident", Stage.CLOSED),
        ("no such outcome", Stage.CLOSED),
        ("ask", Stage.AWAITING_REPORTER),
        ("approve", Stage.AWAITING_APPROVAL),
        ("team", Stage.AWAITING_ACCEPTANCE),
    ],
)
async def test_the_outcome_says_where_the_report_goes(ann: Handler, held: Claimed, outcome: str, stage: Stage) -> None:
    await begin(ann, held, outcome)
    told = await settled(await ann.settle(held))
    body = await ann.report(held.report_id)
    assert (told.stage, told.late) == (stage, False)
    assert (body.summary.stage, body.summary.etag, body.summary.held_by) == (stage, told.etag, "")
    assert [one.reference for one in body.references] == ["CAD 7"]
    refused(await ann.renew(held), 409, "lease-lost")


async def test_an_outcome_for_a_team_can_be_accepted_and_is_chased(
    bench: Bench, ann: Handler, bob: Handler, held: Claimed
) -> None:
    await begin(ann, held, "team")
    await ann.settle(held)
    bench.clock.advance(hours=24)
    await round_of(bench)
    summary = await line(bob, held.report_id)
    assert (summary.waiting_for, summary.marks[0]) == ("Roads policing", "Not accepted for 24 h")
    answer = ok(await bob.call("GET", f"/v1/reports/{held.report_id}/handoffs"))
    assert codec.decode(Handoffs, answer.content).items[0].to == "roads"
    assert ok(await accept(bob, held.report_id)).json()["stage"] == "closed"
    assert [one.reference for one in (await bob.report(held.report_id)).references] == ["CAD 7", "RP/7"]


async def test_an_outcome_for_approval_is_a_proposal(ann: Handler, held: Claimed) -> None:
    await begin(ann, held, "approve")
    await ann.settle(held)
    (proposal,) = (await ann.report(held.report_id)).proposals
    assert (proposal.author, proposal.decision.draft.outcome, proposal.why) == ("ann", "approve", "Because.")


async def test_a_lowered_grade_is_recorded_first_and_approved_afterwards(ann: Handler, held: Claimed) -> None:
    decision = replace(decided(held, ann.me, "Because."), approval="Scheduled is below Emergency. He left.")
    decision = replace(decision, draft=replace(decision.draft, outcome="incident"))
    path = f"/v1/reports/{held.report_id}/begin"
    ok(await ann.call("POST", path, begin_body(held, decision), If_Match=held.etag, Idempotency_Key="b"))
    told = await settled(await ann.settle(held))
    body = await ann.report(held.report_id)
    assert (told.stage, [one.reference for one in body.references]) == (Stage.AWAITING_APPROVAL, ["CAD 7"])
    assert [one.why for one in body.proposals] == ["Scheduled is below Emergency. He left."]
    assert body.summary.waiting_why == "A lowered grade", "its outcome is no reason to wait"


async def test_a_report_that_waits_for_its_reporter_can_be_claimed(ann: Handler, bob: Handler, held: Claimed) -> None:
    await begin(ann, held, "ask")
    await ann.settle(held)
    assert await bob.take() == ()
    assert (await line(ann, held.report_id)).waiting_why == "Ask the reporter"
    await bob.claim(held.report_id)


@ON_SQLITE
async def test_a_decision_is_its_authors_own(ann: Handler, held: Claimed) -> None:
    told = begin_body(held, decided(held, "bob"))
    path = f"/v1/reports/{held.report_id}/begin"
    answer = await ann.call("POST", path, told, If_Match=held.etag, Idempotency_Key="b")
    assert refused(answer, 422, "invalid").errors[0].pointer == "/decision/author"


async def test_references_of_a_begin_that_was_taken_back_are_kept(
    bench: Bench, ann: Handler, bob: Handler, sue: Handler, held: Claimed
) -> None:
    await ann.begun(held)
    bench.clock.advance(hours=1)
    told = AbortRequest(fence=held.fence, why="Unreachable.")
    ok(await sue.call("POST", f"/v1/reports/{held.report_id}/abort", told))
    taken = await bob.claim(held.report_id)
    late = await settled(await ann.settle(held))
    assert (late.late, late.stage) == (True, Stage.CLAIMED)
    body = await bob.report(held.report_id)
    assert [one.reference for one in body.references] == ["CAD 7"]
    assert "References came late: do not record it again" in body.summary.marks
    assert ok(await ann.settle(held)).headers["idempotency-replayed"] == "true"
    await settled(await ann.settle(held, key="other"))
    assert len((await bob.report(held.report_id)).references) == 1
    await bob.begun(taken)
    assert (await settled(await bob.settle(taken, reference="CAD 8"))).stage is Stage.CLOSED
    assert [one.reference for one in (await bob.report(held.report_id)).references] == ["CAD 7", "CAD 8"]


async def test_references_that_come_while_another_has_begun_are_kept(
    bench: Bench, ann: Handler, bob: Handler, held: Claimed
) -> None:
    await ann.begun(held)
    bench.clock.advance(hours=1)
    await ann.abort(held)
    taken = await bob.claim(held.report_id)
    await bob.begun(taken)
    late = await settled(await ann.settle(held))
    assert (late.late, late.stage) == (True, Stage.BEGUN)
    ok(await bob.settle(taken, reference="CAD 8"))


async def test_a_settle_after_a_supervisor_settled_is_no_conflict(ann: Handler, sue: Handler, held: Claimed) -> None:
    await ann.begun(held)
    ok(await sue.settle(held))
    told = await settled(await ann.settle(held))
    assert (told.late, told.stage) == (True, Stage.CLOSED)
    assert len((await ann.report(held.report_id)).references) == 1


async def test_nobody_elses_references_come_late(ann: Handler, bob: Handler, held: Claimed) -> None:
    await ann.begun(held)
    await ann.abort(held)
    refused(await bob.settle(held), 409, "not-begun")
