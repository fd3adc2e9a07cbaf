"""The walk itself finds what it is there to find."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLabel, QListView, QTextBrowser, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.hostile.walk import faults, words
from triage.ui.theme import Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.tip import set_tip

ATTACK = "<b>x</b>\u202e<img src='file:///x.png'>"


def _html(widget: QWidget) -> QTextEdit:
    made = QTextEdit(widget)
    made.setReadOnly(True)
    made.setHtml("<a href='http://192.0.2.1'>x</a>")
    return made


def _list(widget: QWidget) -> QListView:
    view, model = QListView(widget), QStandardItemModel(widget)
    item = QStandardItem("x")
    item.setData("<b>tip</b>", Qt.ItemDataRole.ToolTipRole)
    model.appendRow(item)
    view.setModel(model)
    return view


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda over: QLabel(ATTACK, over), "guesses"),
        (QTextBrowser, "browser"),
        (QTextEdit, "clipboard"),
        (_html, "image or a link"),
        (_list, "tip with markup"),
        (lambda over: QWidget(over, accessibleName=ATTACK), "hidden characters"),
        (lambda over: QWidget(over, toolTip="<b>x</b>"), "tip with markup"),
    ],
    ids=["label", "browser", "field", "link", "list", "name", "tip"],
)
def test_a_fault_is_found(qtbot: QtBot, make: object, fault: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    make(window)  # type: ignore[operator]
    assert fault in " ".join(faults(window))


def test_our_own_parts_have_none(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label = PlainLabel(theme, ATTACK, parent=window)
    set_tip(label, ATTACK)
    assert faults(window) == []
    assert "<b>x</b>‹RLO›<img" in words(window)
