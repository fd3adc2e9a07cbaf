"""The whole window over a real gateway with a few reports in its queue."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.services.world import World, arrived, world
from triage.models.ids import ReportId
from triage.services.desk import Desk
from triage.ui.icons import Icons
from triage.ui.presenter.window import DeskWindow
from triage.ui.queue import QueueColumn
from triage.ui.shell import Shell
from triage.ui.theme import Theme

PATIENCE = 30.0


@dataclass
class Stage:
    desk: Desk
    window: DeskWindow
    world: World
    ids: list[ReportId]

    @property
    def column(self) -> QueueColumn:
        return self.window.queue

    async def press(self, *keys: str) -> None:
        """Keys, one after the other, on whatever has the focus."""
        for one in keys:
            pressed = QKeySequence.fromString(one)[0]
            QTest.keyClick(QApplication.focusWidget() or self.window.shell, pressed.key(), pressed.keyboardModifiers())
            await asyncio.sleep(0)

    async def type(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget() or self.window.shell, text)
        await asyncio.sleep(0)

    async def until(self, holds: Callable[[], Any], what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():  # noqa: ASYNC110 - Qt tells nobody what it has painted
                    await asyncio.sleep(0.01)
        except TimeoutError as error:
            raise AssertionError(f"did not happen: {what}; the foot says: {self.column.foot.text()}") from error

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
        desk = await Desk.open(there.settings())
        memory = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)
        shell = Shell(theme, Icons(theme), memory, training=True, person="Ann")
        shell.resize(*size)
        shell.show()
        shell.activateWindow()
        window = DeskWindow(desk, shell, theme, memory)
        try:
            await window.start()
            for report_id in ids:
                await arrived(desk, report_id)
            made = Stage(desk, window, there, ids)
            await made.until(lambda: made.column.model.rowCount() == len(ids), "all are listed")
            await made.loaded()
            made.column.focus_list()
            yield made
        finally:
            await window.stop()
            await desk.stop()
            shell.finish()
            shell.deleteLater()
