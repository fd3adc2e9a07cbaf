"""A person at the running window of a desk, by keyboard, over a real gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.services.world import World
from triage.services.desk import Desk
from triage.ui.icons import Icons
from triage.ui.presenter.window import DeskWindow
from triage.ui.shell import Shell
from triage.ui.theme import Theme

PATIENCE = 30.0


@dataclass
class Hands:
    desk: Desk
    window: DeskWindow

    async def press(self, *keys: str) -> None:
        """Keys, one after the other, on whatever has the focus."""
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
            raise AssertionError(f"did not happen: {what}; {self.seen()}") from error

    def seen(self) -> str:
        """What else is on the screen, for whoever reads that something did not happen."""
        here = QApplication.focusWidget()
        return f"the focus is on {here and here.objectName()}"


@asynccontextmanager
async def at_the_window(
    there: World, theme: Theme, *, size: tuple[int, int] = (1366, 768), **settings: Any
) -> AsyncIterator[Hands]:
    """``settings``: as `World.settings` takes them; whoever they name sits there until the block ends."""
    told = there.settings(**settings)
    desk = await Desk.open(told)
    memory = QSettings(str(there.home / "window.ini"), QSettings.Format.IniFormat)
    shell = Shell(theme, Icons(theme), memory, training=True, person=told.handler_name)
    shell.resize(*size)
    shell.show()
    shell.activateWindow()
    window = DeskWindow(desk, shell, theme, memory)
    try:
        await window.start()
        yield Hands(desk, window)
    finally:
        await window.stop()
        await desk.stop()
        shell.finish()
        shell.deleteLater()
