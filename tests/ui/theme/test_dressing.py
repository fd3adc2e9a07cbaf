"""Another theme dresses each widget once, however deep it stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel

DEPTH = 12


class _Ear(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.heard += event.type() is QEvent.Type.StyleChange
        return False


def test_another_theme_dresses_what_stands_deep_once(qtbot: QtBot, theme: Theme) -> None:
    """It was dressed once for every widget around it: with all pages of the board made that took most of a second."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app)
    window = around = QWidget()
    qtbot.addWidget(window)
    for _ in range(DEPTH):
        inner = QWidget(around)
        QVBoxLayout(around).addWidget(inner)
        around = inner
    label = PlainLabel(theme, "Words", FontRole.STRONG, "wrong", parent=around)
    window.show()
    qtbot.waitExposed(window)
    ear = _Ear()
    label.installEventFilter(ear)
    for mode in ("dark", "light"):
        ear.heard = 0
        theme.set_mode(mode)
        assert ear.heard == 1
        assert label.font() == theme.font(FontRole.STRONG)
        assert label.palette().windowText().color() == theme.colour("wrong")
