"""What a person saw at a system that cannot be asked: with a reference, or not there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from triage.ui.icons import Icons
from triage.ui.outbox.seen_sheet import SeenSheet
from triage.ui.theme import Theme


@pytest.fixture
def sheet(qtbot: QtBot, theme: Theme, icons: Icons) -> SeenSheet:
    made = SeenSheet(theme, icons)
    qtbot.addWidget(made)
    made.start("op-1", "Record at Crime", "Burglary. Look there first.")
    made.show()
    qtbot.waitExposed(made)
    made.focus_start()
    return made


def test_it_is_there_needs_the_reference(qtbot: QtBot, sheet: SeenSheet) -> None:
    with qtbot.assertNotEmitted(sheet.there):
        sheet.is_there.click()
    assert sheet.state.text() == "Write the reference that you saw."
    QTest.keyClicks(sheet.reference.line, "CR/77/26")
    with qtbot.waitSignal(sheet.there) as heard:
        QTest.keyClick(sheet.reference.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert heard.args == ["op-1", "CR/77/26"]


def test_it_is_not_there_sends_again(qtbot: QtBot, sheet: SeenSheet) -> None:
    with qtbot.waitSignal(sheet.missing) as heard:
        sheet.not_there.click()
    assert heard.args == ["op-1"]
