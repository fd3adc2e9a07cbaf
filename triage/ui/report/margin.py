"""A margin note as a thing to press: it shows the words that made the rule speak."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from triage.models.visible import visible
from triage.ui.report.notes import MarginNote
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.tip import set_tip
from triage.ui.widgets.value_text import ValueText

TARGET = 24
"""Logical px that something to press is high at least (WCAG 2.5.8)."""


class NoteButton(QAbstractButton):
    """Title, the words in quotation marks, a bar whose colour and thickness tell the strength.

    ``titled``: False below another note of the same title, which is said once.
    """

    def __init__(self, theme: Theme, note: MarginNote, parent: QWidget | None = None, *, titled: bool = True) -> None:
        super().__init__(parent)
        self._theme = theme
        self.note = note
        self.setObjectName(f"note:{note.rule}:{note.start}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setMinimumHeight(TARGET)
        self.setAccessibleName(visible(note.spoken))
        set_tip(self, f"{note.why} (rule {note.rule})".strip())
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(2.5), theme.space(0.5), theme.space(1), theme.space(0.5))
        column.setSpacing(0)
        title = ((FontRole.SMALL_STRONG, note.title, "plain"),) if titled else ()
        quote = (FontRole.SMALL, f"“{note.quote}”" if note.quote else note.why, "soft")
        for role, text, ink in (*title, quote):
            line = ValueText(theme, role)
            line.set_text(text, "plain" if ink == "plain" else "soft")
            line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(line)

    def sizeHint(self) -> QSize:
        return self._column.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.underMouse():
            painter.fillRect(self.rect(), self._theme.colour("hover"))
        strength = "wrong" if self.note.strong else "warn"
        thick = 3 if self.note.strong else 2
        painter.fillRect(QRectF(0, 0, thick, self.height()), self._theme.colour(f"mark_{strength}_underline"))
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.drawRoundedRect(frame, self._theme.space(1), self._theme.space(1))
