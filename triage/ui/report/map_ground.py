"""From degrees to a frame on the screen, and where in an outline a name has room."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath, QPolygonF

from triage.insight.reference.mapping import Box, Shape

_KM_A_DEGREE = 111.2
_ACROSS, _DOWN = 12, 10
"""How many places for a name are tried."""


class Ground:
    """One scale both ways, narrowed by the latitude, so that all of ``view`` fits into ``frame``."""

    def __init__(self, view: Box, frame: QRectF) -> None:
        west, south, east, north = view
        self.frame = frame
        self._narrow = math.cos(math.radians((south + north) / 2))
        wide, high = max((east - west) * self._narrow, 1e-6), max(north - south, 1e-6)
        self._scale = min(frame.width() / wide, frame.height() / high)
        self._x, self._y = (west + east) / 2, (south + north) / 2

    @property
    def km_px(self) -> float:
        """Pixels of a kilometre."""
        return self._scale / _KM_A_DEGREE

    def at(self, longitude: float, latitude: float) -> QPointF:
        centre = self.frame.center()
        return QPointF(
            centre.x() + (longitude - self._x) * self._narrow * self._scale,
            centre.y() - (latitude - self._y) * self._scale,
        )


def outline(shape: Shape, ground: Ground) -> QPainterPath:
    """All rings of a shape; holes stay open (even-odd, as the path is made)."""
    path = QPainterPath()
    for ring in shape.rings:
        path.addPolygon(QPolygonF([ground.at(x, y) for x, y in ring]))
    return path


def room_for(path: QPainterPath, size: QSizeF, frame: QRectF, taken: Sequence[QRectF]) -> QRectF | None:
    """Where a name of this size lies inside the path and the frame and over nothing that is taken, as near to the
    middle of what is seen as it can; None when it fits nowhere."""
    seen = path.boundingRect().intersected(frame).adjusted(4, 4, -4, -4)
    if seen.width() < size.width() or seen.height() < size.height():
        return None
    boxes = []
    for down in range(_DOWN + 1):
        for across in range(_ACROSS + 1):
            left = seen.left() + (seen.width() - size.width()) * across / _ACROSS
            top = seen.top() + (seen.height() - size.height()) * down / _DOWN
            boxes.append(QRectF(QPointF(left, top), size))
    middle = seen.center()
    boxes.sort(key=lambda box: (box.center().x() - middle.x()) ** 2 + (box.center().y() - middle.y()) ** 2)
    for box in boxes:
        free = not any(box.intersects(other) for other in taken)
        if free and all(path.contains(corner) for corner in _marks(box)):
            return box
    return None


def _marks(box: QRectF) -> tuple[QPointF, ...]:
    middle = box.center().y()
    ends = (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight())
    return (box.center(), QPointF(box.left(), middle), QPointF(box.right(), middle), *ends)
