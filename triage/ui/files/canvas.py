"""Where a picture is shown: fitted, zoomed, turned and moved by keys. It paints pixels and opens nothing."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from triage.ui.roles import Role
from triage.ui.theme import Theme

STEP = 1.25
_CLOSEST = 16.0
_MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PictureCanvas(QWidget):
    """``looked(text)``: the size or turn changed; the words say how, for the screen and the screen reader."""

    accessible_role = Role.Graphic
    looked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image: QImage | None = None
        self._factor: float | None = None
        """Screen pixels for one of the picture's; None fits the whole picture into the room."""
        self._turns = 0
        self._middle = QPointF(0.5, 0.5)
        self._grab: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.space(40), theme.space(15))
        self.setAccessibleName("Picture")

    @property
    def holds_pixels(self) -> bool:
        return self._image is not None

    @property
    def factor(self) -> float:
        """What is in force now, fitted or chosen."""
        return self._factor or self._fitting()

    def show_image(self, image: QImage | None, name: str, *, keep_look: bool = False) -> None:
        """Show another picture, or None for nothing at all. ``keep_look``: same size and turn (the next page)."""
        self._image = image
        if not keep_look:
            self._factor, self._turns, self._middle = None, 0, QPointF(0.5, 0.5)
        self.setAccessibleName(name)
        self.update()
        self._tell()

    def zoom(self, steps: int) -> None:
        """Nearer or farther around the middle of what is seen."""
        wanted = self.factor * STEP**steps
        self._factor = min(max(wanted, self._fitting() / 4), _CLOSEST)
        self._hold()

    def fit(self) -> None:
        """The whole picture."""
        self._factor, self._middle = None, QPointF(0.5, 0.5)
        self._hold()

    def actual(self) -> None:
        """One pixel of the picture on one of the screen."""
        self._factor = 1.0 / self.devicePixelRatioF()
        self._hold()

    def rotate(self, quarters: int) -> None:
        """Clockwise for 1."""
        x, y = self._middle.x(), self._middle.y()
        self._middle = QPointF(1 - y, x) if quarters > 0 else QPointF(y, 1 - x)
        self._turns = (self._turns + quarters) % 4
        self._hold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What fits is another size now, and is told so."""
        super().resizeEvent(event)
        self._hold()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _MOVES.get(Qt.Key(event.key()))
        if move is None or self._image is None:
            super().keyPressEvent(event)
            return
        size = self._shown()
        self._middle += QPointF(
            move[0] * self.width() / 5 / max(size.width(), 1), move[1] * self.height() / 5 / max(size.height(), 1)
        )
        self._hold()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().y():
            self.zoom(1 if event.angleDelta().y() > 0 else -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grab = event.position()
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grab is None:
            return
        moved, size = event.position() - self._grab, self._shown()
        self._grab = event.position()
        self._middle -= QPointF(moved.x() / max(size.width(), 1), moved.y() / max(size.height(), 1))
        self._hold()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._grab = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("window"))
        if self._image is not None:
            size, image = self._shown(), self._image
            corner = QPointF(self.width() / 2, self.height() / 2) - QPointF(
                size.width() * self._middle.x(), size.height() * self._middle.y()
            )
            painter.save()
            painter.setClipRect(self.rect())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.factor < 3)
            turn = QTransform().translate(corner.x() + size.width() / 2, corner.y() + size.height() / 2)
            turn.rotate(90 * self._turns).scale(self.factor, self.factor)
            painter.setTransform(turn)
            at = QPointF(-image.width() / 2, -image.height() / 2)
            painter.drawImage(at, image)
            edge = QPen(self._theme.colour("line_strong"), 1)
            edge.setCosmetic(True)
            painter.setPen(edge)  # a white page on a white ground ends somewhere
            painter.drawRect(QRectF(at, QSizeF(image.size())))
            painter.restore()
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _sides(self) -> tuple[int, int]:
        """Width and height of the picture as it is turned."""
        if self._image is None:
            return 1, 1
        wide, high = self._image.width(), self._image.height()
        return (high, wide) if self._turns % 2 else (wide, high)

    def _fitting(self) -> float:
        wide, high = self._sides()
        return min(self.width() / max(wide, 1), self.height() / max(high, 1), 2.0) or 1.0

    def _shown(self) -> QRectF:
        wide, high = self._sides()
        return QRectF(0, 0, wide * self.factor, high * self.factor)

    def _hold(self) -> None:
        """Some of the picture always stays in sight; a picture smaller than its room stays in the middle."""
        size = self._shown()
        for set_part, get_part, room, length in (
            (self._middle.setX, self._middle.x, self.width(), size.width()),
            (self._middle.setY, self._middle.y, self.height(), size.height()),
        ):
            half = room / 2 / max(length, 1)
            set_part(0.5 if half >= 0.5 else min(max(get_part(), half), 1 - half))
        self.update()
        self._tell()

    def _tell(self) -> None:
        if self._image is None:
            return
        percent = round(self.factor * self.devicePixelRatioF() * 100)
        turned = f", turned {90 * self._turns}°" if self._turns else ""
        words = f"{'Whole picture, ' if self._factor is None else ''}{percent} %{turned}"
        self.setAccessibleDescription(words)
        self.looked.emit(words)
