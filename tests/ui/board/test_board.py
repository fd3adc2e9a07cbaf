"""The board in the running window over a real gateway, by keyboard; and its page in every state."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.services.world import World, world
from triage.services.desk import Desk
from triage.ui.board.now.page import NowPage
from triage.ui.icons import Icons
from triage.ui.presenter.window import DeskWindow
from triage.ui.shell import Shell
from triage.ui.theme import Theme

PATIENCE = 30.0


async def press(window: DeskWindow, *keys: str) -> None:
    for one in keys:
        pressed = QKeySequence.fromString(one)[0]  # type: ignore[index]
        QTest.keyClick(QApplication.focusWidget() or window.shell, pressed.key(), pressed.keyboardModifiers())
        await asyncio.sleep(0)


async def until(holds: Callable[[], Any], what: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - Qt tells nobody what it has painted
                await asyncio.sleep(0.01)
    except TimeoutError as error:
        raise AssertionError(f"did not happen: {what}") from error


@asynccontextmanager
async def at_the_window(there: World, me: str, theme: Theme) -> AsyncIterator[DeskWindow]:
    desk = await Desk.open(there.settings(me))
    memory = QSettings(str(there.home / "window.ini"), QSettings.Format.IniFormat)
    shell = Shell(theme, Icons(theme), memory, training=True, person=me.title())
    shell.resize(1366, 768)
    shell.show()
    shell.activateWindow()
    window = DeskWindow(desk, shell, theme, memory)
    try:
        await window.start()
        yield window
    finally:
        await window.stop()
        await desk.stop()
        shell.finish()
        shell.deleteLater()


async def test_a_supervisor_opens_the_board_and_a_report_of_it(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        async with at_the_window(there, "sue", theme) as window:
            await window.desk.synced()
            await until(window.shell.rail.button("board").isVisible, "the board is offered")
            await press(window, "F7")
            page = window.board.board.page()
            assert isinstance(page, NowPage)
            await until(lambda: [row.report_id for row in page.oldest.rows.rows()] == [report_id], "the report is told")
            await until(page.oldest.rows.hasFocus, "the list has the focus")
            another = await there.arrive("s-2")
            await until(lambda: len(page.oldest.rows.rows()) == 2, "news are shown by themselves")
            assert page.oldest.rows.current() == report_id, "the cursor stays"
            await press(window, "Down", "Return")
            await until(lambda: window.reports.current == another, "Enter opens it")
            assert window.shell.overlay() is None


async def test_a_handler_has_no_board(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there, at_the_window(there, "ann", theme) as window:
        assert await window.desk.roles.known() == {"handler"}
        await press(window, "F7")
        assert window.shell.overlay() is None
        assert not window.shell.rail.button("board").isVisible()
