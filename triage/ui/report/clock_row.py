"""The clocks of the header: a shape, a label, words. Due soon and overdue differ by shape and word, not by colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from triage.models.clocks import ClockState
from triage.ui.report.clocks import ClockLine
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import FlowLayout
from triage.ui.widgets.tip import set_tip


class ClockMark(QWidget):
    """One clock."""

    def __init__(self, theme: Theme, line: ClockLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._line = line
        self.setObjectName(f"clock:{line.key}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._tell()
        theme.changed.connect(self.updateGeometry)

    @property
    def line(self) -> ClockLine:
        return self._line

    def set_line(self, line: ClockLine) -> None:
        if line != self._line:
            wider = line.words != self._line.words
            self._line = line
            self._tell()
            if wider:
                self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        label, words = self._widths()
        height = QFontMetricsF(self._theme.font(FontRole.SMALL_STRONG)).height()
        return QSize(round(self._theme.space(4) + label + self._theme.space(3.5) + words) + 2, round(height) + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self._theme.space(2.75)
        paint_clock_shape(
            painter, self._theme, self._line.state, self._line.tone, QRectF(0, (self.height() - side) / 2, side, side)
        )
        left, middle = float(self._theme.space(4)), int(Qt.AlignmentFlag.AlignVCenter)
        label, words = self._widths()
        painter.setFont(self._theme.font(FontRole.SMALL))
        painter.setPen(self._theme.colour("text_soft"))
        painter.drawText(QRectF(left, 0, label + 1, self.height()), middle, self._line.label)
        painter.setFont(self._theme.font(FontRole.SMALL_STRONG))
        painter.setPen(self._theme.colour(self._line.tone))
        at = left + label + self._theme.space(1)
        painter.drawText(QRectF(at, 0, words + 2, self.height()), middle, self._line.words)
        painter.end()

    def _widths(self) -> tuple[float, float]:
        small, strong = self._theme.font(FontRole.SMALL), self._theme.font(FontRole.SMALL_STRONG)
        return (
            QFontMetricsF(small).horizontalAdvance(self._line.label),
            QFontMetricsF(strong).horizontalAdvance(self._line.words),
        )

    def _tell(self) -> None:
        self.setAccessibleName(self._line.spoken)
        set_tip(self, self._line.hint)


class ClocksRow(QWidget):
    """All clocks of a report, in a row that goes on in the next where there is no room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._marks: dict[str, ClockMark] = {}
        self.setObjectName("clocks")
        self.setAccessibleName("Clocks")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._box = QWidget()
        self._flow = FlowLayout(self._box, theme.space(0.5))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._box)

    @property
    def text(self) -> str:
        """All clocks as one line of words."""
        return "    ".join(f"{mark.line.label} {mark.line.words}" for mark in self._marks.values())

    def show_lines(self, lines: tuple[ClockLine, ...]) -> None:
        """Show these clocks; those that were there only change their words."""
        if list(self._marks) != [line.key for line in lines]:
            self._flow.clear()
            self._marks = {line.key: ClockMark(self._theme, line) for line in lines}
            for mark in self._marks.values():
                self._flow.addWidget(mark)
                mark.show()
            self.setVisible(bool(lines))
        for line in lines:
            self._marks[line.key].set_line(line)


def paint_clock_shape(painter: QPainter, theme: Theme, state: ClockState, tone: str, box: QRectF) -> None:
    """A tick (done), dash (no target), dashed ring (waits for something), clock face, triangle (soon), block (over)."""
    painter.save()
    colour = theme.colour(tone)
    pen = QPen(colour, max(1.4, box.width() / 8))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inner, middle = box.adjusted(1, 1, -1, -1), box.center()
    if state is ClockState.DONE:
        painter.drawPolyline(
            [inner.topLeft() + QPointF(0, inner.height() / 2), QPointF(inner.left() + inner.width() * 0.38,
             inner.bottom() - 1), inner.topRight() + QPointF(0, 1)]
        )  # fmt: skip
    elif state is ClockState.NONE:
        painter.drawLine(QPointF(inner.left(), middle.y()), QPointF(inner.right(), middle.y()))
    elif state is ClockState.UNSET:
        pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawEllipse(inner)
    elif state is ClockState.RUNNING:
        painter.drawEllipse(inner)
        painter.drawPolyline(
            [QPointF(middle.x(), inner.top() + inner.height() * 0.22), middle, QPointF(inner.right() - 2, middle.y())]
        )
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if state is ClockState.SOON:
            painter.drawPolygon(QPolygonF([QPointF(middle.x(), box.top()), box.bottomRight(), box.bottomLeft()]))
        else:
            painter.drawRect(inner)
    painter.restore()
