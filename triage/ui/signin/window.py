"""The window that stands in the desk's place while nobody is in, or while it is locked."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from triage.ui.icons import Icons
from triage.ui.signin.screen import SignInScreen
from triage.ui.theme import FontRole, Theme
from triage.ui.top_bar import TrainingBand
from triage.ui.widgets.plain_label import PlainLabel

SIZE = (1366, 768)


class SignInWindow(QMainWindow):
    """``close_requested``: the person wants to close; the window stays until it is let go."""

    close_requested = Signal()

    def __init__(self, theme: Theme, icons: Icons, *, training: bool) -> None:
        super().__init__()
        self._theme = theme
        self._finished = False
        self.setObjectName("sign-in-window")
        self.setWindowTitle("TRAINING · Triage" if training else "Triage")
        self.page = SignInScreen(theme, icons)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if training:
            column.addWidget(TrainingBand(theme))
        column.addWidget(_Head(theme))
        column.addWidget(self.page, 1)
        self.setCentralWidget(inside)
        self.resize(*SIZE)

    def stand_for(self, place: QRect | None, *, maximised: bool = False) -> None:
        """Show where the desk was, so that nothing jumps."""
        if maximised:
            self.showMaximized()
            return
        if place is not None:
            self.setGeometry(place)
        self.showNormal()
        self.raise_()
        self.activateWindow()

    def finish(self) -> None:
        """Close for good."""
        self._finished = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._finished:
            event.accept()
        else:
            event.ignore()
            self.close_requested.emit()


class _Head(QFrame):
    """The program's name, where the desk has it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("surface", "panel")
        self.setProperty("edge", "bottom")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space(3), theme.space(1), theme.space(3), theme.space(1))
        row.addWidget(PlainLabel(theme, "Triage", FontRole.HEADING))
        row.addStretch(1)
