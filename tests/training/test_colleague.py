"""What a supervisor practises on: a colleague's half-written report, and one that was begun and never recorded."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.services.world import arrived, world
from triage.models.account import Place
from triage.models.clock import ManualClock, SystemClock
from triage.models.profile_file import default_profile
from triage.models.stage import Stage
from triage.training.colleague import DECIDED, Colleague
from triage.training.desk_calls import DeskCalls
from triage.training.filing import Filing


async def test_a_colleague_leaves_a_draft_and_a_begun_decision_to_be_taken_over(tmp_path: Path) -> None:
    profile = default_profile()
    async with world(tmp_path, profile) as place:
        reports = [await place.arrive(f"s-{number}") for number in (1, 2)]
        colleague = Colleague(DeskCalls(place.gateway.listen, "token-ann", "ann"), Filing(place.records, profile))
        assert await asyncio.to_thread(colleague.leave_work, profile) == 2
        async with place.desk(place.settings("sue")) as sue:
            await arrived(sue, reports[0])
            held = {one.stage: one for one in (await sue.taking_over.held()).items}
            assert held.keys() == {Stage.CLAIMED, Stage.BEGUN}
            begun = held[Stage.BEGUN]
            looked = await sue.taking_over.look(begun)
            assert (looked.references, looked.silent) == ((), ())
            await sue.taking_over.take(begun, looked, "Practice.")
            assert (await sue.drafts.load(begun.report_id)).rationale.startswith("Recorded as an incident")


async def test_what_a_colleague_decided_is_recorded_and_the_account_says_so(tmp_path: Path) -> None:
    """It was settled without a record: the account of a training ground said “Closed without a record”."""
    profile, clock = default_profile(), ManualClock(SystemClock().now())
    async with world(tmp_path, profile, clock) as place:
        reports = [await place.arrive(f"s-{number}") for number in range(DECIDED)]
        colleague = Colleague(DeskCalls(place.gateway.listen, "token-ann", "ann"), Filing(place.records, profile))
        assert await asyncio.to_thread(colleague.finish_work, profile) == DECIDED
        assert [len(await place.records_of("control", one)) for one in reports] == [1] * DECIDED
        clock.advance(seconds=10)  # what is under way just then is not accounted for
        async with place.desk(place.settings("sue"), clock) as sue:
            told = await sue.accounting.run(records=True)
            assert (told.places, told.differences) == ({Place.RECORDED: DECIDED}, ())
