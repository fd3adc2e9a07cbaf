"""A line of evidence that one key puts into the handler's words. It is offered, never chosen beforehand."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from triage.models.visible import visible
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.button import Button

OFFERED = 4
"""Lines offered for one letter at once."""
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


def unused(lines: tuple[str, ...], words: str) -> tuple[str, ...]:
    """The lines that are not in the handler's words yet, at most `OFFERED`."""
    return tuple(line for line in lines if line and line not in words)[:OFFERED]


class EvidenceRow(QWidget):
    """A line to insert and, when it quotes the report, a way to its words. Signals: ``inserted``, ``shown``."""

    inserted = Signal()
    shown = Signal()

    def __init__(self, theme: Theme, line: str, number: int, *, quotes: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        self.insert = EvidenceLine(theme, line, number)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space(0.5))
        row.addWidget(self.insert, 1)
        self.insert.clicked.connect(self.inserted)
        self.look: Button | None = None
        if quotes:
            self.look = Button(theme, "Find", "link")
            self.look.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.look.setAccessibleName(visible(f"Find in the report: {line}"))
            self.look.setAccessibleDescription("Key Ctrl+J")
            self.look.clicked.connect(self.shown)
            row.addWidget(self.look, 0, Qt.AlignmentFlag.AlignVCenter)


class EvidenceLine(QAbstractButton):
    """ "+ words", pressed by mouse or by Alt and its number; no stop for Tab, so that Tab goes letter by letter."""

    def __init__(self, theme: Theme, line: str, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.line = line
        self._shown = f"+ {visible(line)}"
        self._key = f"Alt {number}"
        self._with_key = False
        self._measured: dict[int, QRectF] = {}
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(f"Insert: {visible(line)}")
        self.setAccessibleDescription(f"Key {self._key}")
        theme.changed.connect(self._measured.clear)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_key(self, on: bool) -> None:
        """Whether the key is shown: only beside the field it works in."""
        if on != self._with_key:
            self._with_key = on
            self.update()

    def heightForWidth(self, width: int) -> int:
        return max(24, math.ceil(self._words(width).height()) + self._theme.space(1))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(40), self.heightForWidth(self._theme.space(70)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.space(16), 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect(), self._theme.colour("hover"))
        area = self._words(self.width())
        area.moveTop((self.height() - area.height()) / 2)
        painter.setFont(self._theme.font(FontRole.BODY))
        painter.setPen(self._theme.colour("accent"))
        painter.drawText(area, _WRAP, self._shown)
        if self._with_key:
            painter.setFont(self._theme.font(FontRole.SMALL))
            painter.setPen(self._theme.colour("text_soft"))
            painter.drawText(
                self.rect().adjusted(0, 0, -self._theme.space(1), 0),
                int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
                self._key,
            )

    def _words(self, width: int) -> QRectF:
        if width not in self._measured:
            left, key = self._theme.space(2), self._theme.space(11)
            room = QRectF(left, 0, max(20, width - left - key), 100_000)
            metrics = QFontMetricsF(self._theme.font(FontRole.BODY))
            self._measured[width] = metrics.boundingRect(room, _WRAP, self._shown)
        return QRectF(self._measured[width])
