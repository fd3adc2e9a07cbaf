"""What stands in the place of a list or a page that has nothing to show."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.plain_label import PlainLabel

WIDEST = 110
"""Steps of space across the words: a line that can be read without losing the next one."""


class Empty(QWidget):
    """That there is nothing, and below it what will stand here or what to do: in the middle, a little above it."""

    def __init__(self, theme: Theme, head: str = "", more: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._head = PlainLabel(theme, "", FontRole.HEADING, "text_soft", wrap=True)
        self._more = PlainLabel(theme, "", tone="text_soft", wrap=True)
        self._column = QVBoxLayout(self)
        self._column.addStretch(2)
        for part in (self._head, self._more):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._column.addWidget(part)
        self._column.addStretch(3)
        self.say(head, more)
        self._dress()
        theme.changed.connect(self._dress)

    def say(self, head: str, more: str = "") -> None:
        self._head.setText(head)
        self._more.setText(more)
        self._more.setVisible(bool(more))
        self.setAccessibleName(self.text())

    def text(self) -> str:
        """All of it."""
        return f"{self._head.text()} {self._more.text()}".strip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        side = max(space(4), (self.width() - space(WIDEST)) // 2)
        self._column.setContentsMargins(side, space(4), side, space(4))
        self._column.setSpacing(space(1.5))
