"""Small signs of state drawn as shapes: a tick, an empty ring, a crossed ring, a dot of a radio button."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from triage.ui.theme import Theme

Sign = Literal["done", "open", "stopped", "chosen", "not_chosen", "ticked", "not_ticked"]
_TONES: dict[Sign, str] = {
    "done": "good",
    "open": "warn",
    "stopped": "text_soft",
    "chosen": "accent",
    "not_chosen": "line_strong",
    "ticked": "accent",
    "not_ticked": "line_strong",
}


def paint_sign(painter: QPainter, theme: Theme, sign: Sign, box: QRectF) -> None:
    """Draw ``sign`` into ``box``; shape and colour both tell it from the others."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.colour(_TONES[sign]), max(1.6, box.width() / 7))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = box.adjusted(1, 1, -1, -1)
    if sign in ("open", "stopped", "chosen", "not_chosen"):
        painter.drawEllipse(inset)
    if sign in ("ticked", "not_ticked"):
        painter.drawRoundedRect(inset, 2, 2)
    if sign == "stopped":
        painter.drawLine(inset.bottomLeft() + QPointF(2, -2), inset.topRight() + QPointF(-2, 2))
    if sign == "chosen":
        painter.setBrush(theme.colour(_TONES[sign]))
        painter.setPen(Qt.PenStyle.NoPen)
        reach = inset.width() / 4
        painter.drawEllipse(inset.center(), reach, reach)
    if sign in ("done", "ticked"):
        _tick(painter, inset if sign == "done" else inset.adjusted(2, 2, -2, -2))
    painter.restore()


def _tick(painter: QPainter, box: QRectF) -> None:
    painter.drawPolyline(
        [
            QPointF(box.left(), box.center().y()),
            QPointF(box.left() + box.width() * 0.38, box.bottom() - box.height() * 0.12),
            QPointF(box.right(), box.top() + box.height() * 0.12),
        ]
    )
