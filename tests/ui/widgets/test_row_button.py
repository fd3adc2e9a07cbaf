"""A row that is too narrow for all: its note gives way, its name stays."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from triage.ui.theme import Theme
from triage.ui.widgets import RowButton
from triage.ui.widgets.elided import Elided


def test_the_note_gives_way_to_the_name(qtbot: QtBot, theme: Theme) -> None:
    row = RowButton(theme, "Supervisor", "sees the whole room, moves work, approves what others decided, and more")
    qtbot.addWidget(row)
    row.resize(300, row.sizeHint().height())
    row.show()
    name, note = row.findChildren(Elided)
    assert name.shown() == name.text()
    assert note.shown() != note.text()
