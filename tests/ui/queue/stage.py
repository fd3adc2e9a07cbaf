"""The whole window over a real gateway with a few reports in its queue."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.services.world import World, arrived, world
from tests.ui.hands import Hands, at_the_window
from triage.models.ids import ReportId
from triage.ui.queue import QueueColumn
from triage.ui.theme import Theme


@dataclass
class Stage(Hands):
    world: World
    ids: list[ReportId]

    @property
    def column(self) -> QueueColumn:
        return self.window.queue

    def seen(self) -> str:
        return f"the foot says: {self.column.foot.text()}"

    async def shown(self, *numbers: int) -> None:
        """Exactly these reports are in the list, in any order."""
        wanted = {self.ids[number] for number in numbers}
        await self.until(lambda: set(self.column.model.ids()) == wanted, f"{numbers} are listed")

    async def loaded(self) -> None:
        await self.until(lambda: all(self.column.model.held(one) for one in self.column.model.ids()), "rows are here")


@asynccontextmanager
async def stage(
    home: Path, theme: Theme, reports: Sequence[str], size: tuple[int, int] = (1366, 768), **world_of: Any
) -> AsyncIterator[Stage]:
    """``reports``: what the public wrote; all are in the list when the block begins."""
    async with world(home, **world_of) as there:
        sent = (there.gateway.parts.clock.now() - timedelta(minutes=5)).isoformat()  # no clock of theirs has run out
        ids = [await there.arrive(f"q-{number}", words, sent=sent) for number, words in enumerate(reports)]
        async with at_the_window(there, theme, size=size) as hands:
            for report_id in ids:
                await arrived(hands.desk, report_id)
            made = Stage(hands.desk, hands.window, there, ids)
            await made.until(lambda: made.column.model.rowCount() == len(ids), "all are listed")
            await made.loaded()
            made.column.focus_list()
            yield made
