"""A person at the running window, by keyboard, over a real gateway that writes letters."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.services.outside import Outside, outside
from triage.models.ids import ReportId
from triage.services.desk import Desk
from triage.ui.icons import Icons
from triage.ui.presenter.window import DeskWindow
from triage.ui.shell import Shell
from triage.ui.theme import Theme

PATIENCE = 30.0
SHOTS = os.environ.get("TRIAGE_SHOTS", "")


@dataclass
class Hands:
    """A person at the window."""

    desk: Desk
    window: DeskWindow
    there: Outside

    async def press(self, *keys: str) -> None:
        for one in keys:
            pressed = QKeySequence.fromString(one)[0]  # type: ignore[index]
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
            here = QApplication.focusWidget()
            raise AssertionError(f"did not happen: {what}; focus on {here and here.objectName()}") from error

    async def open(self, report_id: ReportId) -> None:
        self.window.commands.open(report_id)
        await self.until(lambda: self.window.report.report is not None, "the report is shown")

    async def shot(self, name: str) -> None:
        if SHOTS:
            await asyncio.sleep(0.2)
            self.window.shell.grab().save(f"{SHOTS}/{name}.png")


@asynccontextmanager
async def at_the_window(home: Path, theme: Theme) -> AsyncIterator[Hands]:
    async with outside(home) as there:
        desk = await Desk.open(there.world.settings())
        memory = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)
        shell = Shell(theme, Icons(theme), memory, training=True, person="Ann")
        shell.resize(1366, 768)
        shell.show()
        shell.activateWindow()
        window = DeskWindow(desk, shell, theme, memory)
        try:
            await window.start()
            yield Hands(desk, window, there)
        finally:
            await window.stop()
            await desk.stop()
            shell.finish()
            shell.deleteLater()


def texts(widget: Any) -> list[str]:
    from triage.ui.widgets import PlainLabel
    from triage.ui.widgets.value_text import ValueText

    values = [one.text for one in widget.findChildren(ValueText)]
    return values + [one.text() for one in widget.findChildren(PlainLabel)]
