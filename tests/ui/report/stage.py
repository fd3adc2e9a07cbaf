"""The whole window over a real gateway, with one claimed report on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.gateway.bench import HUB
from tests.gateway.media.desk import report
from tests.services.world import World, arrived, world
from tests.ui.hands import Hands, at_the_window
from triage.models.ids import ReportId
from triage.ui.theme import Theme


@dataclass
class Stage(Hands):
    there: World
    report_id: ReportId


async def send(there: World, text: str, *files: dict[str, Any], submission_id: str = "s-1") -> ReportId:
    """The public sends this; again with other words it is another version."""
    content = report(*files, submission_id=submission_id, text=text)
    answer = await there.http.post(f"{there.gateway.intake}/incidents", content=content, headers=HUB)
    await there.gateway.parts.reader.catch_up()
    return ReportId(answer.json()["data"]["id"])


@asynccontextmanager
async def stage(
    home: Path, theme: Theme, text: str, *, me: str = "ann", files: tuple[dict[str, Any], ...] = (), **world_of: Any
) -> AsyncIterator[Stage]:
    async with world(home, **world_of) as there:
        report_id = await send(there, text, *files)
        async with at_the_window(there, theme, me=me) as hands:
            desk, window = hands.desk, hands.window
            await arrived(desk, report_id)
            window.commands.claim(report_id)
            made = Stage(desk, window, there, report_id)
            await made.until(lambda: window.reports.detail is not None and window.reports.detail.editable, "claimed")
            await made.until(window.report.narrative.isVisible, "shown")
            await made.until(lambda: window.decide.draft is not None, "it can be worked on")
            yield made
