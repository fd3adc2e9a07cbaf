"""A tick box whose edge and tick are clear in every palette and whose words wrap."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from triage.models.visible import visible
from triage.ui.roles import Role
from triage.ui.theme import FontRole, Theme

_WRAP = int(Qt.TextFlag.TextWordWrap)


class CheckBox(QCheckBox):
    """``toggled`` when the person or the program ticks it; ``clicked`` only for the person."""

    accessible_role = Role.CheckBox  # Qt would tell the place that its own style paints, which is smaller

    def __init__(self, theme: Theme, text: str, *, checked: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setText(visible(text).replace("&", "&&"))
        self._words = visible(text)
        self.setAccessibleName(self._words)
        self.setChecked(checked)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._dress()
        theme.changed.connect(self._dress)

    def sizeHint(self) -> QSize:
        # Two more than the words' own width: at some scales a line that just fits is broken all the same.
        width = self._lead() + self.fontMetrics().horizontalAdvance(self._words) + self._theme.space(1) + 2
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        words = max((self.fontMetrics().horizontalAdvance(word) for word in self._words.split()), default=0)
        return QSize(min(self._lead() + words + self._theme.space(1), self._theme.space(40)), 24)

    def heightForWidth(self, width: int) -> int:
        room = QRect(0, 0, max(1, width - self._lead() - self._theme.space(1)), 10_000)
        words = self.fontMetrics().boundingRect(room, _WRAP, self._words).height()
        return max(24, words + self._theme.space(1.5))

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = float(self._side())
        first_line = self.fontMetrics().height()
        words = self.rect().adjusted(self._lead(), self._theme.space(0.75), -self._theme.space(1), 0)
        box = QRectF(self._theme.space(1) + 0.5, words.top() + (first_line - side) / 2 + 0.5, side - 1, side - 1)
        self._paint_box(painter, box)
        painter.setPen(self._theme.colour("text" if self.isEnabled() else "disabled"))
        painter.drawText(words, _WRAP, self._words)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _paint_box(self, painter: QPainter, box: QRectF) -> None:
        ticked = self.isChecked()
        edge = "accent" if ticked and self.isEnabled() else "line_strong"
        painter.setPen(QPen(self._theme.colour(edge), 1))
        fill = ("accent" if self.isEnabled() else "pressed") if ticked else "hover" if self.underMouse() else "card"
        painter.setBrush(self._theme.colour(fill))
        painter.drawRoundedRect(box, 3, 3)
        if ticked:
            ink = "accent_text" if self.isEnabled() else "disabled"
            pen = QPen(self._theme.colour(ink), max(1.6, box.width() / 7))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            shares = ((0.22, 0.53), (0.42, 0.72), (0.78, 0.3))
            points = [QPointF(box.left() + box.width() * x, box.top() + box.height() * y) for x, y in shares]
            painter.drawPolyline(QPolygonF(points))

    def _side(self) -> int:
        return max(14, self._theme.space(3.5))

    def _lead(self) -> int:
        return self._side() + self._theme.space(3)

    @Slot()
    def _dress(self) -> None:
        self.setFont(self._theme.font(FontRole.BODY))
        self.updateGeometry()
