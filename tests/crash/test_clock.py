"""A workstation whose clock is set back between two starts: nothing waits for yesterday's tomorrow."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from tests.services.world import arrived, closed, quick_profile, triage_one, world
from triage.models.clock import SystemClock


class SetBack:
    """A clock that was put a day back."""

    def now(self) -> datetime:
        return SystemClock().now() - timedelta(days=1)

    def counter(self) -> float:
        return SystemClock().counter()


async def test_a_decision_goes_on_although_the_clock_was_set_back(tmp_path: Path) -> None:
    async with world(tmp_path, quick_profile(undo_seconds=1)) as there:
        report_id = await there.arrive("s-1")
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id)
        async with there.desk(clock=SetBack()) as desk:
            await closed(desk, report_id)
        assert [len(await there.records_of(system, report_id)) for system in ("control", "crime")] == [1, 1]
