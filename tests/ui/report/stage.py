"""The whole window over a real gateway, with one claimed report on the screen."""

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
from tests.gateway.media.desk import report
from tests.services.world import World, arrived, world
from triage.models.ids import ReportId
from triage.services.desk import Desk
from triage.ui.icons import Icons
from triage.ui.presenter.window import DeskWindow
from triage.ui.shell import Shell
from triage.ui.theme import Theme

PATIENCE = 30.0


@dataclass
class Stage:
    desk: Desk
    window: DeskWindow
    there: World
    report_id: ReportId

    async def press(self, keys: str) -> None:
        """One key on whatever has the focus."""
        pressed = QKeySequence.fromString(keys)[0]
        target = QApplication.focusWidget() or self.window.shell
        QTest.keyClick(target, pressed.key(), pressed.keyboardModifiers())
        await asyncio.sleep(0)

    async def until(self, holds: Callable[[], Any], what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():  # noqa: ASYNC110 - the screen tells nobody when it is painted
                    await asyncio.sleep(0.01)
        except TimeoutError as error:
            raise AssertionError(f"did not happen: {what}") from error


async def send(there: World, text: str, *files: dict[str, Any]) -> ReportId:
    """The public sends this; again with other words it is another version."""
    answer = await there.http.post(f"{there.gateway.intake}/incidents", content=report(*files, text=text), headers=HUB)
    await there.gateway.parts.reader.catch_up()
    return ReportId(answer.json()["data"]["id"])


@asynccontextmanager
async def stage(
    home: Path, theme: Theme, text: str, *, me: str = "ann", files: tuple[dict[str, Any], ...] = (), **world_of: Any
) -> AsyncIterator[Stage]:
    async with world(home, **world_of) as there:
        report_id = await send(there, text, *files)
        desk = await Desk.open(there.settings(me))
        memory = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)
        shell = Shell(theme, Icons(theme), memory, training=True, person="Ann")
        shell.resize(1366, 768)
        shell.show()
        shell.activateWindow()
        window = DeskWindow(desk, shell, theme, memory)
        try:
            await window.start()
            await arrived(desk, report_id)
            window.commands.claim(report_id)
            made = Stage(desk, window, there, report_id)
            await made.until(lambda: window.reports.detail is not None and window.reports.detail.editable, "claimed")
            await made.until(window.report.narrative.isVisible, "shown")
            yield made
        finally:
            await window.stop()
            await desk.stop()
            shell.finish()
            shell.deleteLater()
