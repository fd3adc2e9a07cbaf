"""The risk of a report as a shape and a word: triangle, diamond, full dot, empty ring. Never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from triage.models.indicators import RiskLevel
from triage.ui.text import RISK_WORDS
from triage.ui.theme import FontRole, Theme

RISK_TONES = {
    RiskLevel.HIGH: "wrong",
    RiskLevel.RAISED: "warn",
    RiskLevel.ROUTINE: "text_soft",
    RiskLevel.LOW: "text_soft",
}


def paint_risk_shape(painter: QPainter, theme: Theme, level: RiskLevel, box: QRectF) -> None:
    """Draw the shape of ``level`` into ``box``."""
    colour = theme.colour(RISK_TONES[level])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    path = QPainterPath()
    if level is RiskLevel.HIGH:
        path.moveTo(box.center().x(), box.top())
        path.lineTo(box.bottomRight())
        path.lineTo(box.bottomLeft())
        path.closeSubpath()
    elif level is RiskLevel.RAISED:
        path.moveTo(box.center().x(), box.top())
        path.lineTo(QPointF(box.right(), box.center().y()))
        path.lineTo(QPointF(box.center().x(), box.bottom()))
        path.lineTo(QPointF(box.left(), box.center().y()))
        path.closeSubpath()
    elif level is RiskLevel.ROUTINE:
        path.addEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, max(1.4, box.width() / 7)))
        path.addEllipse(box.adjusted(1, 1, -1, -1))
    painter.drawPath(path)
    painter.restore()


class RiskMark(QWidget):
    """Shape and word for headers and cards."""

    def __init__(self, theme: Theme, level: RiskLevel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._level = level
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_level(level)
        theme.changed.connect(self.updateGeometry)

    def set_level(self, level: RiskLevel) -> None:
        self._level = level
        self.setAccessibleName(f"Risk {RISK_WORDS[level]}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        font = self._theme.font(FontRole.SMALL_STRONG)
        self.setFont(font)
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(RISK_WORDS[self._level]) + self._theme.space(4), metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        size = self._theme.space(2.25)
        top = (self.height() - size) / 2
        paint_risk_shape(painter, self._theme, self._level, QRectF(0, top, size, size))
        painter.setFont(self._theme.font(FontRole.SMALL_STRONG))
        painter.setPen(self._theme.colour(RISK_TONES[self._level]))
        words = self.rect().adjusted(self._theme.space(3.25), 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), RISK_WORDS[self._level])
        painter.end()
