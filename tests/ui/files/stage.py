"""The whole window over a real gateway, with one claimed report and its files on the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.gateway.bench import HUB
from tests.gateway.media.desk import inline, report
from tests.services.world import arrived, world
from tests.ui.hands import Hands, at_the_window
from triage.models.ids import ReportId
from triage.ui.files.viewer import FileViewer
from triage.ui.theme import Theme


@dataclass
class Stage(Hands):
    report_id: ReportId
    home: Path

    @property
    def viewer(self) -> FileViewer:
        return self.window.files.viewer

    async def covered(self) -> None:
        await self.until(lambda: "Covered" in self.viewer.page.words, "the file is open and covered")


@asynccontextmanager
async def stage(
    home: Path, theme: Theme, files: dict[str, tuple[bytes, str]], size: tuple[int, int] = (1366, 768)
) -> AsyncIterator[Stage]:
    """``files``: name → content and the type that the sender says."""
    entities = [
        {**inline(content, name=name, media_type=kind), "id": f"n{at}"}
        for at, (name, (content, kind)) in enumerate(files.items())
    ]
    async with world(home) as there:
        body = report(*entities, text="He came back at half past ten and smashed the wing mirror. I took pictures.")
        answer = await there.http.post(f"{there.gateway.intake}/incidents", content=body, headers=HUB)
        await there.gateway.parts.reader.catch_up()
        report_id = ReportId(answer.json()["data"]["id"])
        async with at_the_window(there, theme, size=size) as hands:
            desk, window = hands.desk, hands.window
            await arrived(desk, report_id)
            window.commands.claim(report_id)
            made = Stage(desk, window, report_id, home)
            await made.until(lambda: window.reports.detail is not None and window.reports.detail.editable, "claimed")
            await made.until(lambda: window.report.attachments.lines, "told")
            yield made
