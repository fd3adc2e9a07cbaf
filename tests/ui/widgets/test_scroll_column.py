"""A column that scrolls: what one writes in stays in sight, whatever comes in above."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from triage.ui.theme import Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.scroll_column import ScrollColumn


def test_what_has_the_focus_stays_in_sight_when_the_column_becomes_lower(theme: Theme, qtbot: QtBot) -> None:
    column = ScrollColumn(theme)
    fields = [QLineEdit() for _ in range(20)]
    for field in fields:
        column.add(field)
    column.add(PlainLabel(theme, "What stands below and wraps", wrap=True))
    qtbot.addWidget(column)
    column.resize(300, 400)
    column.show()
    with qtbot.waitActive(column):
        column.activateWindow()
    column.settle()
    fields[9].setFocus()
    column.resize(300, 200)
    qtbot.waitUntil(lambda: fields[9].visibleRegion().boundingRect().height() == fields[9].height())
    column.settle()
    column.verticalScrollBar().setValue(0)
    column.resize(300, 180)
    qtbot.waitUntil(lambda: column.viewport().height() == 180)
    assert not column._lower.isActive()
    assert column.verticalScrollBar().value() == 0, "what the person scrolled away from stays away"
