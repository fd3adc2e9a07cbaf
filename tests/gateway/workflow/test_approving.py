"""Decisions approved or refused: a trainee's before anything leaves, others after they were recorded."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from tests.gateway.bench import ON_SQLITE, Bench, Handler, begin_body, decided, ok, refused
from tests.gateway.workflow.desk import hand_off, line, proposed
from tests.gateway.workflow.test_moving import said_to
from triage.gateway import state as states
from triage.models import codec
from triage.models.decision import Decision
from triage.models.proposal import ProposalKind
from triage.models.queue import Claimed
from triage.models.stage import Stage
from triage.models.supervising import ApproveRequest, SaidKind
from triage.models.workflow import PackageWish

APPROVAL = ProposalKind.APPROVAL


@pytest.fixture
def tom(bench: Bench) -> Handler:
    """A trainee."""
    return bench.handler("tom")


@pytest.fixture
async def learnt(bench: Bench, tom: Handler) -> Claimed:
    """A report that Tom holds."""
    return await tom.claim(await bench.arrive("s-1"))


async def approve(who: Handler, report_id: str, *, yes: bool = True, why: str = "", number: int = 1) -> httpx.Response:
    told = ApproveRequest(number=number, approved=yes, why=why)
    return await who.call("POST", f"/v1/reports/{report_id}/approve", told)


async def begin(who: Handler, held: Claimed, decision: Decision, key: str = "b-1") -> httpx.Response:
    path = f"/v1/reports/{held.report_id}/begin"
    body = begin_body(held, decision)
    return await who.call("POST", path, body, If_Match=f'"{held.etag}"', Idempotency_Key=key)


async def flags(bench: Bench, report_id: str) -> frozenset[str]:
    async with bench.parts.database.read() as connection:
        return frozenset((await states.load(connection, report_id)).flags)


async def record(who: Handler, held: Claimed, outcome: str = "incident", approval: str = "A downgrade.") -> str:
    """A decision recorded, which waits for its approval afterwards; gives where the report stands then."""
    decision = decided(held, who.me, "So.")
    decision = replace(decision, approval=approval, draft=replace(decision.draft, outcome=outcome))
    ok(await begin(who, held, decision))
    return str(ok(await who.settle(held)).json()["stage"])


async def test_nothing_of_a_trainees_leaves_before_it_is_approved(
    bench: Bench, tom: Handler, sue: Handler, learnt: Claimed
) -> None:
    refused(await tom.begin(learnt, rationale="So."), 409, "needs-approval")
    package = PackageWish(decision=decided(learnt, "tom", "So."))
    refused(await hand_off(tom, learnt, package=package), 409, "needs-approval")
    refused(await hand_off(tom, learnt, key="h-2"), 409, "needs-approval")
    await proposed(tom, learnt, APPROVAL)
    assert ok(await approve(sue, learnt.report_id, why="Good.")).json()["stage"] == "incoming"
    ok(await approve(sue, learnt.report_id))
    (told,) = await said_to(tom)
    assert (told.kind, told.by, told.words) == (SaidKind.APPROVED, "sue", "Good.")
    (again,) = await tom.take()
    assert again.report.draft is not None
    assert (again.report_id, again.report.draft.rationale) == (learnt.report_id, "So.")
    assert "Approved by Sue: send it" in again.report.summary.marks
    assert [one.draft.rationale for one in again.report.approved] == ["So."]
    refused(await tom.begin(again, rationale="Otherwise."), 409, "needs-approval")
    ok(await tom.begin(again, rationale="So.", key="b-2"))
    assert ok(await tom.settle(again)).json()["stage"] == "closed"


async def test_an_approval_leaves_the_mark_of_another_proposal(bench: Bench, tom: Handler, sue: Handler) -> None:
    hers = await bench.ann.claim(await bench.arrive("s-1"))
    bench.clock.advance(hours=1)
    learnt = await tom.claim(hers.report_id)
    await proposed(bench.ann, hers, ProposalKind.LEASE_LOST, "Hers.")
    await proposed(tom, learnt, APPROVAL)
    ok(await approve(sue, learnt.report_id, number=2))
    assert "proposed" in await flags(bench, learnt.report_id)


async def test_an_approved_report_is_kept_for_its_author_for_a_while(
    bench: Bench, ann: Handler, tom: Handler, sue: Handler, learnt: Claimed
) -> None:
    await proposed(tom, learnt, APPROVAL)
    ok(await approve(sue, learnt.report_id))
    assert await ann.take() == ()
    bench.clock.advance(hours=5)
    (taken,) = await ann.take()
    ok(await ann.begin(taken, rationale="My own."))


async def test_a_newer_version_undoes_an_approval(bench: Bench, tom: Handler, sue: Handler, learnt: Claimed) -> None:
    await proposed(tom, learnt, APPROVAL)
    ok(await approve(sue, learnt.report_id))
    await bench.arrive("s-1", "He had a knife.")
    (again,) = await tom.take()
    refused(await tom.begin(again, rationale="So."), 409, "needs-approval")


async def test_what_is_refused_goes_back_to_its_author_with_the_words(
    ann: Handler, tom: Handler, sue: Handler, learnt: Claimed
) -> None:
    await proposed(tom, learnt, APPROVAL)
    refused(await approve(sue, learnt.report_id, yes=False), 422, "invalid")
    assert ok(await approve(sue, learnt.report_id, yes=False, why="Ask who saw it.")).json()["stage"] == "incoming"
    summary = await line(ann, learnt.report_id)
    assert (summary.assigned_to, summary.marks) == ("tom", ("For Tom", "Refused by Sue"))
    (again,) = await tom.take()
    assert [(one.kind, one.words) for one in again.report.said] == [(SaidKind.REFUSED, "Ask who saw it.")]
    assert again.report.draft is not None
    refused(await tom.begin(again, rationale="So."), 409, "needs-approval")
    await proposed(tom, again, APPROVAL, "Better.")
    assert (await line(ann, learnt.report_id)).marks == ()


async def test_a_recorded_decision_that_is_approved_is_done(ann: Handler, sue: Handler, held: Claimed) -> None:
    assert await record(ann, held) == Stage.AWAITING_APPROVAL
    assert ok(await approve(sue, held.report_id)).json()["stage"] == "closed"
    assert [one.kind for one in await said_to(ann)] == [SaidKind.APPROVED]


async def test_one_that_is_refused_is_decided_anew_beside_what_was_recorded(
    ann: Handler, sue: Handler, held: Claimed
) -> None:
    assert await record(ann, held, "approve", "") == Stage.AWAITING_APPROVAL
    assert ok(await approve(sue, held.report_id, yes=False, why="It is a crime.")).json()["stage"] == "incoming"
    (again,) = await ann.take()
    assert [one.reference for one in again.report.references] == ["CAD 7"]
    assert [one.words for one in again.report.said] == ["It is a crime."]


async def test_what_the_public_added_meanwhile_is_read_although_it_was_approved(
    bench: Bench, ann: Handler, sue: Handler, held: Claimed
) -> None:
    await record(ann, held)
    await bench.arrive("s-1", "He had a knife.")
    ok(await approve(sue, held.report_id))
    assert (await line(ann, held.report_id)).stage is Stage.INCOMING


@ON_SQLITE
async def test_nobody_approves_their_own_and_no_other_role_approves(bench: Bench, ann: Handler, sue: Handler) -> None:
    held = await sue.claim(await bench.arrive("s-1"))
    await proposed(sue, held, APPROVAL)
    refused(await approve(sue, held.report_id), 403, "forbidden")
    refused(await approve(ann, held.report_id), 403, "forbidden")
    refused(await approve(bench.handler("sam"), held.report_id, number=7), 404, "unknown-proposal")
    ok(await approve(bench.handler("sam"), held.report_id))
    refused(await approve(bench.handler("sam"), held.report_id, yes=False, why="No."), 409, "not-open")


async def test_whoever_asked_for_help_is_answered(ann: Handler, sue: Handler, held: Claimed) -> None:
    await proposed(ann, held, ProposalKind.STUCK)
    path = f"/v1/reports/{held.report_id}/proposals/1/end"
    refused(await sue.call("POST", path, {"state": "taken_in"}), 422, "invalid")
    told = ok(await sue.call("POST", path, {"state": "taken_in", "why": "Ring 0800 first."}))
    assert codec.decode(dict, told.content)["proposal"]["ended_why"] == "Ring 0800 first."
    assert [(one.kind, one.words) for one in await said_to(ann)] == [(SaidKind.ANSWERED, "Ring 0800 first.")]


async def test_whose_proposal_is_not_taken_is_told_why(
    bench: Bench, ann: Handler, bob: Handler, sue: Handler, held: Claimed
) -> None:
    bench.clock.advance(hours=1)
    await bob.claim(held.report_id)
    await proposed(ann, held, ProposalKind.LEASE_LOST)
    path = f"/v1/reports/{held.report_id}/proposals/1/end"
    ok(await bob.call("POST", path, {"state": "refused", "why": "All of it is in mine."}))
    assert [(one.kind, one.by, one.words) for one in await said_to(ann)] == [
        (SaidKind.DECLINED, "bob", "All of it is in mine.")
    ]
