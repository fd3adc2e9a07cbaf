"""The check in the running window, by keyboard, over a real gateway; settings beside it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication

from tests.services.world import world
from tests.ui.hands import at_the_window
from triage.models.desk_values import SettingFault, Standing
from triage.ui.theme import Theme
from triage.ui.widgets.strip import Strip

WRONG = Standing({}, (SettingFault("policy.toml", "look.theme", "is “red”"),))


async def test_a_key_checks_and_another_shows_the_settings(theme: Theme, tmp_path: Path) -> None:
    async with world(tmp_path) as there, at_the_window(there, theme, standing=WRONG) as hands:
        window, shell = hands.window, hands.window.shell

        def told() -> list[Strip]:
            return [one for one in shell.findChildren(Strip) if "look.theme is “red”." in one.text()]

        await hands.until(told, "the wrong setting is told")
        await hands.press("Ctrl+Shift+W")
        sheet = window.checkup.sheet
        await hands.until(sheet.copy.isEnabled, "it was checked")
        assert sheet.state.text() == "To look at: Settings and policy."
        sheet.copy.click()
        assert "WARN  Settings and policy" in QGuiApplication.clipboard().text()
        await hands.press("Escape")
        assert shell.overlay() is None
        await hands.press("Ctrl+,")
        panel = window.overlays.settings.panel
        assert shell.overlay() is panel
        panel.check_requested.emit()
        assert shell.overlay() is sheet
