"""The check in the running window, by keyboard, over a real gateway; settings beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.services.world import world
from triage.models.desk_values import SettingFault, Standing
from triage.services.desk import Desk
from triage.ui.icons import Icons
from triage.ui.presenter.window import DeskWindow
from triage.ui.shell import Shell
from triage.ui.theme import Theme
from triage.ui.widgets.strip import Strip

PATIENCE = 30.0
WRONG = Standing({}, (SettingFault("policy.toml", "look.theme", "is “red”"),))


async def press(shell: Shell, key: str) -> None:
    pressed = QKeySequence.fromString(key)[0]  # type: ignore[index]
    QTest.keyClick(QApplication.focusWidget() or shell, pressed.key(), pressed.keyboardModifiers())
    await asyncio.sleep(0)


async def until(holds: Callable[[], Any]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - Qt tells nobody what it has painted
            await asyncio.sleep(0.01)


async def test_a_key_checks_and_another_shows_the_settings(theme: Theme, tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        desk = await Desk.open(there.settings(standing=WRONG))
        memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        shell = Shell(theme, Icons(theme), memory, training=True, person="Ann")
        shell.show()
        shell.activateWindow()
        window = DeskWindow(desk, shell, theme, memory)
        try:
            await window.start()
            await until(lambda: [one for one in shell.findChildren(Strip) if "look.theme is “red”." in one.text()])
            await press(shell, "Ctrl+Shift+W")
            sheet = window.checkup.sheet
            await until(sheet.copy.isEnabled)
            assert sheet.state.text() == "To look at: Settings and policy."
            sheet.copy.click()
            assert "WARN  Settings and policy" in QGuiApplication.clipboard().text()
            await press(shell, "Escape")
            assert shell.overlay() is None
            await press(shell, "Ctrl+,")
            panel = window.overlays.settings.panel
            assert shell.overlay() is panel
            panel.check_requested.emit()
            assert shell.overlay() is sheet
        finally:
            await window.stop()
            await desk.stop()
            shell.finish()
            shell.deleteLater()
