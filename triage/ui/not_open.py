"""What stands in the window while the desk cannot be opened: what is missing, what to do, and a way out."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from triage.models.errors import KnownError
from triage.ui.announce import announce
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.card import Card
from triage.ui.widgets.plain_label import PlainLabel

WIDE = 130
"""Steps of space that its words are wide at most."""
AGAIN = "Triage tries again by itself and opens as soon as it can."


class NotOpen(QFrame):
    """In the place of the columns, which have nothing to show yet. ``left``: the person closes the window."""

    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("not-open")
        self.setProperty("surface", "panel")
        self._what = PlainLabel(theme, "", FontRole.TITLE, wrap=True)
        self._do = PlainLabel(theme, "", FontRole.READING, wrap=True)
        self._again = PlainLabel(theme, AGAIN, tone="text_soft", wrap=True)
        self._close = Button(theme, "Close this window")
        self._close.setObjectName("not-open-close")
        self._card = Card(theme, "Not open yet")
        self._fill()
        self._close.clicked.connect(self.left)
        theme.changed.connect(self._dress)
        self._dress()

    def show_error(self, error: KnownError) -> None:
        """Say it; spoken when it is news."""
        told = f"{error.what} {error.do}".strip()
        if told == self.accessibleName():
            return
        self.setAccessibleName(told)
        self._what.setText(error.what)
        self._do.setText(error.do)
        self._do.setVisible(bool(error.do))
        announce(self, told, urgent=True)

    def _fill(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self._close)
        foot.addStretch(1)
        for part in (self._what, self._do, self._again):
            self._card.add(part)
        self._card.body.addSpacing(self._theme.space(1.5))
        self._card.add(foot)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self._card, 100)
        across.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addLayout(across)
        column.addStretch(3)

    @Slot()
    def _dress(self) -> None:
        self._card.setMaximumWidth(self._theme.space(WIDE))
