"""A row that is too narrow for all: its note gives way, its name stays."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fit import misfits
from triage.ui.theme import Theme
from triage.ui.widgets import RowButton
from triage.ui.widgets.elided import Elided

LONG = "Bartholomew Featherstonehaugh-Cholmondeley"


def test_a_long_name_that_wraps_is_told_whole_and_leaves_room_for_its_note(qtbot: QtBot, theme: Theme) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    column = QVBoxLayout(around)
    rows = [RowButton(theme, words, "Go on", wrap=True) for words in (LONG, "Ann Lee")]
    for row in rows:
        column.addWidget(row)
    around.resize(300, around.heightForWidth(300))
    around.show()
    assert misfits(around) == []
    assert rows[0].height() > rows[1].height()
    assert rows[0].findChild(Elided).shown() == "Go on"


def test_the_note_gives_way_to_the_name(qtbot: QtBot, theme: Theme) -> None:
    row = RowButton(theme, "Supervisor", "sees the whole room, moves work, approves what others decided, and more")
    qtbot.addWidget(row)
    row.resize(300, row.sizeHint().height())
    row.show()
    name, note = row.findChildren(Elided)
    assert name.shown() == name.text()
    assert note.shown() != note.text()
