"""A small drawing of a force area with a point in it: no tiles, no network, the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from triage.insight.reference.mapping import PlaceMap, Shape
from triage.ui.report.map_ground import Ground, outline, room_for
from triage.ui.theme import FontRole, Theme

STEPS_HIGH = 40
"""Its height in steps of the theme's space."""
_BARS_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)


class MapView(QWidget):
    """Plus and minus zoom while it has the focus. ``zoomed()``: another scale is shown."""

    zoomed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._map: PlaceMap | None = None
        self._zoom = 0
        self._drawn: tuple[tuple[object, ...], QPixmap] | None = None
        self.setObjectName("place_map")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def zoom(self) -> int:
        return self._zoom

    @property
    def steps(self) -> int:
        """How many scales there are."""
        return len(self._map.sketches) if self._map is not None else 0

    def show_map(self, shown: PlaceMap, words: str) -> None:
        """Draw this; ``words`` say the same to whoever does not see it."""
        if shown != self._map:
            self._map, self._zoom = shown, 0
            self.update()
            self.zoomed.emit()
        self.setAccessibleName(f"Map: {words}")
        self.setAccessibleDescription("Plus shows more of the place, minus more of the area around it.")

    def step(self, by: int) -> None:
        """Go one scale nearer (1) or further away (-1), as far as there is one."""
        wanted = min(max(self._zoom + by, 0), self.steps - 1)
        if self._map is not None and wanted != self._zoom:
            self._zoom = wanted
            self.update()
            self.zoomed.emit()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(72), self._theme.space(STEPS_HIGH))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.step(1)
        elif event.key() == Qt.Key.Key_Minus:
            self.step(-1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._map is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawPixmap(0, 0, self._picture(self._map, frame))
        self._paint_edge(painter, frame, self._theme.space(1))

    def _picture(self, shown: PlaceMap, frame: QRectF) -> QPixmap:
        """The drawing of this scale, size and theme; made once, for coasts have many corners."""
        made_for = (shown, self._zoom, self.size(), self.devicePixelRatioF(), self._theme.tokens, self._theme.base_px)
        if self._drawn is None or self._drawn[0] != made_for:
            picture = QPixmap(self.size() * self.devicePixelRatioF())
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            clip = QPainterPath()
            clip.addRoundedRect(frame, self._theme.space(1), self._theme.space(1))
            painter.setClipPath(clip)
            self._paint(painter, shown, frame)
            painter.end()
            self._drawn = (made_for, picture)
        return self._drawn[1]

    def _paint(self, painter: QPainter, shown: PlaceMap, frame: QRectF) -> None:
        painter.fillRect(frame, self._theme.colour("window"))
        sketch = shown.sketches[self._zoom]
        ground = Ground(sketch.view, frame)
        paths = [(shape, outline(shape, ground)) for shape in sketch.shapes]
        for shape, path in paths:
            self._paint_shape(painter, path, here=shape.here)
        at = ground.at(shown.point.longitude, shown.point.latitude)
        free = [self._paint_point(painter, at, exact=shown.exact), self._paint_bar(painter, frame, ground)]
        self._paint_names(painter, paths, frame, free)

    def _paint_shape(self, painter: QPainter, path: QPainterPath, *, here: bool) -> None:
        painter.setBrush(self._theme.colour("accent_soft" if here else "field"))
        painter.setPen(QPen(self._theme.colour("accent" if here else "line_strong"), 1.6 if here else 0.8))
        painter.drawPath(path)

    def _paint_names(
        self, painter: QPainter, paths: list[tuple[Shape, QPainterPath]], frame: QRectF, free: list[QRectF]
    ) -> None:
        """The names of the areas that are seen, each where it fits inside its own; the place's own area first."""
        for shape, path in sorted(paths, key=lambda one: not one[0].here):
            painter.setFont(self._theme.font(FontRole.SMALL_STRONG if shape.here else FontRole.SMALL))
            size = painter.fontMetrics().size(0, shape.name)
            box = room_for(path, QSizeF(size.width() + 6, size.height() + 2), frame, free)
            if box is not None:
                free.append(box)
                painter.setPen(self._theme.colour("accent_strong" if shape.here else "text_soft"))
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), shape.name)

    def _paint_point(self, painter: QPainter, at: QPointF, *, exact: bool) -> QRectF:
        """A dot with a ring that stands out from any ground; the middle of a district is a wide ring, not a dot.
        Returns what it covers."""
        wrong, card = self._theme.colour("wrong"), self._theme.colour("card")
        size = self._theme.space(1.5)
        if exact:
            painter.setPen(QPen(card, 2))
            painter.setBrush(wrong)
            painter.drawEllipse(at, size, size)
        else:
            around = QColor(wrong)
            around.setAlpha(50)
            painter.setPen(QPen(wrong, 1.6, Qt.PenStyle.DashLine))
            painter.setBrush(around)
            size *= 3
            painter.drawEllipse(at, size, size)
        return QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size)

    def _paint_bar(self, painter: QPainter, frame: QRectF, ground: Ground) -> QRectF:
        """How far is how far, at the lower left. Returns what it covers."""
        most = frame.width() / 4
        length = max((km for km in _BARS_KM if km * ground.km_px <= most), default=_BARS_KM[0])
        left, bottom = frame.left() + self._theme.space(2), frame.bottom() - self._theme.space(2)
        right = left + length * ground.km_px
        painter.setFont(self._theme.font(FontRole.SMALL))
        words = f"{length:g} km" if length >= 1 else f"{length * 1000:g} m"
        metrics = painter.fontMetrics()
        wide, high = max(right - left, metrics.horizontalAdvance(words)) + 8, metrics.height() + 9
        behind = QRectF(left - 4, bottom - metrics.height() - 5, wide, high)
        painter.fillRect(behind, self._theme.colour("card"))
        painter.setPen(QPen(self._theme.colour("text_soft"), 1.4))
        painter.drawLine(QPointF(left, bottom), QPointF(right, bottom))
        for x in (left, right):
            painter.drawLine(QPointF(x, bottom - 3), QPointF(x, bottom))
        painter.drawText(QPointF(left, bottom - metrics.descent() - 3), words)
        return behind

    def _paint_edge(self, painter: QPainter, frame: QRectF, radius: float) -> None:
        focus = self.hasFocus()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("focus" if focus else "line"), 2 if focus else 1))
        painter.drawRoundedRect(frame, radius, radius)

    def _dress(self) -> None:
        self.setFixedHeight(self._theme.space(STEPS_HIGH))
        self.update()
