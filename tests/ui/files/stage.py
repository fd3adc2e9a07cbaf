"""The whole window over a real gateway, with one claimed report and its files on the screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.gateway.bench import HUB
from tests.gateway.media.desk import inline, report
from tests.services.world import arrived, world
from triage.models.ids import ReportId
from triage.services.desk import Desk
from triage.ui.files.viewer import FileViewer
from triage.ui.icons import Icons
from triage.ui.presenter.window import DeskWindow
from triage.ui.shell import Shell
from triage.ui.theme import Theme

PATIENCE = 30.0


@dataclass
class Stage:
    desk: Desk
    window: DeskWindow
    report_id: ReportId
    home: Path

    @property
    def viewer(self) -> FileViewer:
        return self.window.files.viewer

    async def press(self, keys: str) -> None:
        """One key on whatever has the focus."""
        pressed = QKeySequence.fromString(keys)[0]
        target = QApplication.focusWidget() or self.window.shell
        QTest.keyClick(target, pressed.key(), pressed.keyboardModifiers())
        await asyncio.sleep(0)

    async def until(self, holds: Callable[[], Any], what: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - the screen tells nobody when it is painted
                await asyncio.sleep(0.01)
        assert holds(), what

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
        desk = await Desk.open(there.settings())
        memory = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)
        shell = Shell(theme, Icons(theme), memory, training=True, person="Ann")
        shell.resize(*size)
        shell.show()
        shell.activateWindow()
        window = DeskWindow(desk, shell, theme, memory)
        try:
            await window.start()
            await arrived(desk, report_id)
            window.commands.claim(report_id)
            made = Stage(desk, window, report_id, home)
            await made.until(lambda: window.reports.detail is not None and window.reports.detail.editable, "claimed")
            await made.until(lambda: window.report.attachments.lines, "told")
            yield made
        finally:
            await window.stop()
            await desk.stop()
            shell.finish()
            shell.deleteLater()
