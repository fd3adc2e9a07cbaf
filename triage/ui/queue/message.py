"""What stands in the list's place when there is no list: loading, empty, nothing found, or an error."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.plain_label import PlainLabel


class Message(QWidget):
    """One heading, one sentence, at most one thing to do."""

    acted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._head = PlainLabel(theme, "", FontRole.STRONG, wrap=True)
        self._body = PlainLabel(theme, "", FontRole.BODY, "text_soft", wrap=True)
        self._action = Button(theme, "")
        self._action.clicked.connect(self.acted)
        for part in (self._head, self._body):
            self._column.addWidget(part)
        self._column.addWidget(self._action, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addStretch(1)
        self._dress()
        theme.changed.connect(self._dress)

    def say(self, head: str, body: str = "", action: str = "") -> None:
        self._head.setText(head)
        self._body.setText(body)
        self._body.setVisible(bool(body))
        self._action.set_words(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(f"{head} {body}".strip())

    def text(self) -> str:
        return f"{self._head.text()} {self._body.text()}".strip()

    def action(self) -> Button:
        return self._action

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._column.setContentsMargins(space(4), space(6), space(4), space(4))
        self._column.setSpacing(space(2))
