"""Pictures of a supervisor's acts: to whom a report is given, why it is taken back or pinned, what is approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.builders import NOW
from tests.ui.gallery import case
from tests.ui.gallery.walk import Walk
from triage.models.decision import Decision
from triage.models.proposal import Proposal, ProposalKind, ProposalState
from triage.models.supervising import Colleague as Person
from triage.ui.board.approvals.page import ApprovalsPage

RATIONALE = "Course of conduct over three months; he is still outside. Attend now and see the child."


async def supervise(walk: Walk) -> None:
    await walk.leave()
    await walk.until("a supervisor is known", lambda: not walk.window.report.header.supervise.isHidden())
    await _give(walk)
    acts, detail = walk.window.supervising, case.detail()
    for screen, summary in (("take-back", replace(detail.summary, held_by="p.bevan")), ("pin", detail.summary)):
        acts._acts[screen.replace("-", "_")](summary)
        await walk.take(f"supervise-{screen}")
        acts._why.keep()
        await walk.take(f"supervise-{screen}-no-reason")
        await walk.leave()
    await _approvals(walk)


async def _give(walk: Walk) -> None:
    acts = walk.window.supervising
    people = (
        ("m.osei", "handler", 2),
        ("p.bevan", "handler", 14),
        ("r.lindqvist", "trainee", 65),
        ("s.amin", "handler", 300),
    )
    acts._assign.start(
        "“Harassment by a former partner”. It is theirs to take first; nobody else is served it meanwhile. "
        "k.shah holds it now and is told; what they wrote goes with it."
    )
    acts._assign.show_people(
        [Person(id=name, role=role, last_at=NOW - timedelta(minutes=since)) for name, role, since in people],
        NOW,
    )
    walk.shell.set_overlay(acts._assign, sheet=True)
    acts._assign.choose("p.bevan")
    await walk.take("assign")
    await walk.leave()


async def _approvals(walk: Walk) -> None:
    """The page while nothing waits; then a trainee's decision beside the report, and two who ask."""
    await walk.press("Ctrl+Shift+J")
    page = walk.window.board.board.page()
    assert isinstance(page, ApprovalsPage)
    await walk.until("the gateway has told", lambda: "Nothing" in page.empty.text() and not page._asking)
    await walk.take("approvals-none")
    await walk.until("nothing is asked just now", lambda: not page._asking)
    page._asking = True  # the gateway has none, and would say so again
    proposals = _proposals(walk)
    page.show_proposals(proposals, await walk.desk.reports.page([one.report_id for one in proposals]), NOW)
    await walk.until("the report stands beside it", lambda: page._body)
    await walk.take("approvals")
    page.say_no()
    await walk.take("approvals-no-words")
    await walk.leave()


def _proposals(walk: Walk) -> tuple[Proposal, ...]:
    report = replace(case.report(), report_id=walk.ids["stalking"])
    decision = Decision(
        report_id=report.report_id,
        report_version=1,
        author="r.lindqvist",
        author_name="R. Lindqvist",
        decided_at=NOW,
        profile_version="1",
        draft=case.draft(report, outcome="crime", rationale=RATIONALE),
    )
    first = Proposal(
        report_id=report.report_id,
        number=1,
        kind=ProposalKind.APPROVAL,
        state=ProposalState.OPEN,
        author="r.lindqvist",
        at=NOW - timedelta(minutes=42),
        why="The decision of a trainee",
        decision=decision,
        decision_sha256="0" * 64,
    )
    stuck = "She says he is a serving officer. Who is told, and may I ring her on the number she gave?"
    lost = "The claim ended while the line was down."
    return (
        first,
        replace(
            first,
            report_id=walk.ids["domestic"],
            kind=ProposalKind.STUCK,
            author="m.osei",
            at=NOW - timedelta(minutes=9),
            why=stuck,
        ),
        replace(first, report_id=walk.ids["robbery"], kind=ProposalKind.LEASE_LOST, author="p.bevan", at=NOW, why=lost),
    )
