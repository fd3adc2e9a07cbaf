"""A stack of widgets that is filled anew keeps what stays."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from triage.ui.widgets.rows import Rows


def test_what_stays_is_not_given_another_parent(qtbot: QtBot) -> None:
    """Qt dresses a widget again for each parent: a page of rows took 90 ms when more were asked for."""
    rows = Rows()
    qtbot.addWidget(rows)
    first, second, third = QLabel("1"), QLabel("2"), QLabel("3")
    rows.fill([first, second])
    box = second.parentWidget()
    rows.fill([second, third])
    assert second.parentWidget() is box
    assert said(rows) == ["2", "3"]
    assert first.isHidden()


def said(rows: QWidget) -> list[str]:
    """What is to be seen, from the top down."""
    rows.show()
    labels = [one for one in rows.findChildren(QLabel) if one.isVisible()]
    return [one.text() for one in sorted(labels, key=lambda one: one.y())]
