"""Dispatch, asking the reporter and the contact log in the running window, by keyboard, over a real gateway."""

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
from tests.services.world import arrived
from triage.models.ids import ReportId
from triage.models.stage import Stage
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


async def test_dispatch_is_one_key_and_stays_red_until_it_is_taken_on(tmp_path: Path, theme: Theme) -> None:
    async with at_the_window(tmp_path, theme) as hands:
        report_id = await hands.there.report()
        await arrived(hands.desk, report_id)
        await hands.open(report_id)
        bar, mark = hands.window.dispatch.bar, hands.window.dispatch.mark
        theme.set_scale(1.5)
        width = hands.window.shell.width()
        assert bar.isHidden()
        await hands.press("F9")
        await hands.until(bar.reference.line.hasFocus, "the reference can be typed")
        assert mark.isVisible()
        assert "without an acceptor" in bar.head.text()
        await hands.until(lambda: hands.window.decide.draft is not None, "it was claimed beside")
        assert hands.window.shell.width() == width  # red, and nothing is pushed off the screen
        await hands.shot("dispatch-red")
        await hands.press("Tab", "Tab", "Return")  # no way past without both
        assert bar.state.text() == "Enter the control room's reference."
        await hands.type("CAD 77 of 20NOV26")
        await hands.press("Return")
        await hands.type("P. Rees")
        await hands.press("Return")
        await hands.until(lambda: "P. Rees took it on" in bar.head.text(), "it says who took it on")
        assert mark.isHidden()
        assert hands.window.decide.draft is not None
        await hands.shot("dispatch-done")


async def test_the_reporter_is_asked_by_keyboard_and_the_preview_is_the_letter(tmp_path: Path, theme: Theme) -> None:
    async with at_the_window(tmp_path, theme) as hands:
        report_id = await hands.there.report()
        await arrived(hands.desk, report_id)
        await hands.open(report_id)
        await hands.press("C")
        await hands.until(lambda: hands.window.decide.draft is not None, "it is ours")
        form = hands.window.decide.form.outcome.message
        await hands.press("6")
        await hands.until(form.isVisible, "the message is asked for")
        await hands.press("1", "1")  # to whom; which words
        await hands.type("Which door was it?")
        await hands.shot("ask")
        shown = form._body.text()
        assert "Which door was it?" in shown
        await hands.press("Ctrl+Return")

        def stands() -> bool:
            detail = hands.window.reports.detail
            return detail is None or detail.stage is not Stage.IN_TRIAGE

        await hands.until(stands, "it was sent")
        sent = await hands.there.letter()
        assert sent.get_content().replace("\r\n", "\n").rstrip("\n") == shown
        await hands.there.answered(sent, "The back door.\n")
        await hands.open(report_id)
        card = hands.window.people.card
        await hands.until(lambda: "Answer from" in " ".join(_texts(card)), "the answer stands in the log")
        await hands.press("L")
        sheet = hands.window.people._log_sheet
        await hands.until(sheet.isVisible, "the log is open")
        await hands.press("2")
        await hands.type("Rang twice")
        await hands.shot("log")
        await hands.press("Ctrl+Return")
        await hands.until(lambda: "Call: No answer" in " ".join(_texts(card)), "the attempt stands in the log")
        hands.window.people._show_card()
        await hands.shot("contact-card")


def _texts(widget: Any) -> list[str]:
    from triage.ui.widgets import PlainLabel
    from triage.ui.widgets.value_text import ValueText

    values = [one.text for one in widget.findChildren(ValueText)]
    return values + [one.text() for one in widget.findChildren(PlainLabel)]
