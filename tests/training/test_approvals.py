"""What a supervisor can practise approving on, and what its authors make of the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.services.world import World, arrived, world
from triage.models.ids import ReportId
from triage.models.profile_file import default_profile
from triage.models.proposal import Proposal
from triage.models.stage import Stage
from triage.services.desk import Desk
from triage.training.approvals import ASKED_EACH, Approvals
from triage.training.desk_calls import DeskCalls
from triage.training.filing import Filing

NOW = "He is outside my house with a knife right now and says he will kill me."


@asynccontextmanager
async def practised(home: Path) -> AsyncIterator[tuple[World, Approvals, Desk]]:
    """A supervisor's desk beside a trainee and a colleague who have asked."""
    profile = default_profile()
    async with world(home, profile) as place:
        reports = [await place.arrive(f"s-{number}", NOW) for number in range(5)]
        listen = place.gateway.listen
        ann, tom = DeskCalls(listen, "token-ann", "ann"), DeskCalls(listen, "token-tom", "tom")
        approvals = Approvals(ann, tom, Filing(place.records, profile), profile)
        assert await asyncio.to_thread(approvals.ask) == 2 * ASKED_EACH
        async with place.desk(place.settings("sue")) as sue:
            await arrived(sue, reports[0])
            yield place, approvals, sue


async def waiting(sue: Desk, author: str) -> tuple[Proposal, ...]:
    """What this author asks to have approved, as the page of approvals lists it: the oldest first."""
    return tuple(
        sorted((one for one in await sue.proposed.open_ones() if one.author == author), key=lambda one: one.at)
    )


async def stage(sue: Desk, report_id: ReportId) -> Stage:
    return (await sue.fetch(report_id)).summary.stage


async def test_an_approved_decision_of_the_trainee_is_sent_by_its_author(tmp_path: Path) -> None:
    async with practised(tmp_path) as (_place, approvals, sue):
        first, _second = await waiting(sue, "tom")
        await sue.supervising.approve(first, approved=True, words="")
        assert await asyncio.to_thread(approvals.answer) == 1
        assert await stage(sue, first.report_id) is Stage.CLOSED


async def test_a_refused_decision_of_the_trainee_is_asked_again_with_what_was_said(tmp_path: Path) -> None:
    async with practised(tmp_path) as (_place, approvals, sue):
        _first, second = await waiting(sue, "tom")
        await sue.supervising.approve(second, approved=False, words="Ring her first.")
        assert await asyncio.to_thread(approvals.answer) == 1
        again = next(one for one in await waiting(sue, "tom") if one.report_id == second.report_id)
        assert again.number > second.number
        assert "Ring her first." in again.decision.draft.rationale
        assert again.decision.draft.grade != second.decision.draft.grade
        assert await asyncio.to_thread(approvals.answer) == 0  # what was said is heard once


async def test_a_lowered_grade_is_closed_by_a_yes_and_raised_again_after_a_no(tmp_path: Path) -> None:
    async with practised(tmp_path) as (place, approvals, sue):
        kept, lifted = await waiting(sue, "ann")
        assert kept.decision.approval
        assert lifted.decision.approval
        await sue.supervising.approve(kept, approved=True, words="")
        assert await stage(sue, kept.report_id) is Stage.CLOSED
        await sue.supervising.approve(lifted, approved=False, words="Grade it as it was.")
        assert await asyncio.to_thread(approvals.answer) == 1
        assert await stage(sue, lifted.report_id) is Stage.CLOSED
        assert len(await place.records_of("control", lifted.report_id)) == 1, "what was decided anew is added to it"
        assert await waiting(sue, "ann") == ()


async def test_what_somebody_else_took_meanwhile_is_left_to_them(tmp_path: Path) -> None:
    async with practised(tmp_path) as (_place, approvals, sue):
        _first, second = await waiting(sue, "tom")
        await sue.supervising.approve(second, approved=False, words="I take it myself.")
        await sue.claims.claim(second.report_id)
        assert await asyncio.to_thread(approvals.answer) == 0
        assert [one.report_id for one in await waiting(sue, "tom")] == [_first.report_id]
