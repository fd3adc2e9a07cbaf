"""A wrapping run of plain text in several inks: what a field says now, beside what it said, struck through."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from triage.ui.roles import Role
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.inked_text import Ink, InkedText, Run

__all__ = ["Ink", "Run", "ValueText"]


class ValueText(QWidget):
    """Paints runs one after the other, wrapped to its width; says them as one text to a screen reader."""

    accessible_role = Role.StaticText

    def __init__(self, theme: Theme, role: FontRole = FontRole.BODY, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._inked = InkedText(theme, role)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._restyle)

    @property
    def text(self) -> str:
        """All runs as one plain text."""
        return self._inked.text

    def set_text(self, text: str, ink: Ink = "plain") -> None:
        self.set_runs((Run(text, ink),))

    def set_runs(self, runs: tuple[Run, ...]) -> None:
        """Show these runs; nothing happens when they are the same."""
        if self._inked.set_runs(runs):
            self.setAccessibleName(self.text.replace("\u2028", " "))
            self._restyle()

    def heightForWidth(self, width: int) -> int:
        return self._inked.height(width)

    def sizeHint(self) -> QSize:
        return QSize(self._inked.natural_width(), self._inked.natural_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._inked.natural_width(), self._theme.space(12)), self._inked.line_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        self._inked.paint(QPainter(self), QPointF(0, 0), self.width())

    def _restyle(self) -> None:
        self._inked.forget()
        self.updateGeometry()
        self.update()
