"""One line of a card: label and value, the struck-through original where it was corrected, and its inline editor."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from triage.models.clock import london
from triage.models.visible import visible
from triage.ui.report.content import Part, Row
from triage.ui.roles import Role
from triage.ui.theme import Theme
from triage.ui.widgets.inked_text import InkedText, Run
from triage.ui.widgets.tip import set_tip

LABEL_STEPS = 20
"""Width of the label column, in steps of space."""
NARROW = 14
"""What of it is left in a narrow row."""


class FieldRow(QWidget):
    """A row that can be focused when it can be corrected; Enter or E asks for the editor, Ctrl+C copies the value.

    It paints label and value itself: as widgets with a layout of their own, a page of answers took three times as long
    to be made, dressed and laid out.

    Signals:
        edit_requested(): the person wants to correct this row.
        step(int): the person wants the next (1) or previous (-1) row.
    """

    edit_requested = Signal()
    step = Signal(int)

    @property
    def accessible_role(self) -> Role:
        """Something to press when it can be corrected, else words to read."""
        return Role.Button if self._editable else Role.StaticText

    def __init__(
        self, theme: Theme, row: Row, *, editable: bool, label_steps: int = LABEL_STEPS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = row
        self._label_steps = label_steps
        self.accessible_press = self.edit_requested.emit if editable and row.correctable else None
        self._hovered = False
        self._editable = editable and row.correctable
        self._label, self._value = InkedText(theme), InkedText(theme)
        self._heights: dict[int, int] = {}
        """By width: layouts ask for the same ones again and again."""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._fill()
        theme.changed.connect(self._restyle)

    def leave_to_arrows(self) -> None:
        """Tab passes by; arrows and the mouse still get here."""
        if self._editable:
            self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    @property
    def row(self) -> Row:
        return self._row

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(part.field for part in self._row.parts if part.field)

    @property
    def editable(self) -> bool:
        return self._editable

    @property
    def text(self) -> str:
        """What is painted: label and value."""
        return f"{self._label.text}\n{self._value.text}"

    def _fill(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self._editable else Qt.FocusPolicy.NoFocus)
        self.setObjectName(f"field:{self.fields[0]}" if self.fields else f"row:{self._row.label}")
        self.setAccessibleName(visible(self._row.spoken))
        if self._editable:
            self.setAccessibleDescription("Press E to correct.")
            set_tip(self, "Press E to correct")
        self._label.set_runs((Run(self._row.label, "soft"),))
        self._value.set_runs(value_runs(self._row))

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            label, value = self._across(width)
            self._heights[width] = 2 * self._high() + max(self._label.height(label), self._value.height(value))
        return self._heights[width]

    def sizeHint(self) -> QSize:
        across = self._theme.space(self._label_steps) + self._value.natural_width() + self._around()
        return QSize(across, 2 * self._high() + max(self._label.natural_height(), self._value.natural_height()))

    def minimumSizeHint(self) -> QSize:
        value = min(self._value.natural_width(), self._theme.space(12))
        high = max(self._label.line_height(), self._value.line_height())
        return QSize(self._theme.space(NARROW) + value + self._around(), 2 * self._high() + high)

    def _high(self) -> int:
        """Above and below: with one line it is 24 px high, something to press."""
        return self._theme.space(1.25)

    def _around(self) -> int:
        """Between label and value, and at both edges."""
        return self._theme.space(2) + 2 * self._theme.space(1)

    def _across(self, width: int) -> tuple[int, int]:
        """How wide label and value are; a narrow row leaves most of its width to the value."""
        label = min(self._theme.space(self._label_steps), max(width * 2 // 5, self._theme.space(NARROW)))
        return label, max(1, width - label - self._around())

    @Slot()
    def _restyle(self) -> None:
        self._heights.clear()
        self._label.forget()
        self._value.forget()
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._row.text)
        elif self._editable and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_E):
            self.edit_requested.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        if self._editable:
            self.edit_requested.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._editable and self._pencil().contains(event.position()):
            self.edit_requested.emit()

    def enterEvent(self, _event: QEnterEvent) -> None:
        self._hovered = True
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._hovered = False
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Hover fill, focus ring and a pencil, drawn so that nothing moves when they appear; label and value on it."""
        painter = QPainter(self)
        marked = self._editable and (self._hovered or self.hasFocus())
        if marked:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.setBrush(self._theme.colour("hover"))
            painter.setPen(QPen(self._theme.colour("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(frame, self._theme.space(1), self._theme.space(1))
        label, value = self._across(self.width())
        at = QPointF(self._theme.space(1), self._high())
        self._label.paint(painter, at, label)
        self._value.paint(painter, at + QPointF(label + self._theme.space(2), 0), value)
        if marked:
            self._draw_pencil(painter)

    def _pencil(self) -> QRectF:
        side = max(24.0, self._theme.base_px * 2)
        return QRectF(self.width() - side, 0, side, min(side, self.height()))

    def _draw_pencil(self, painter: QPainter) -> None:
        spot = self._pencil().center()
        reach = self._theme.base_px * 0.32
        pen = QPen(self._theme.colour("accent"), 1.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.translate(spot)
        painter.rotate(45)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(-reach * 0.4, -reach * 1.3, reach * 0.8, reach * 1.9))
        painter.drawPolyline(
            [QPointF(-reach * 0.4, reach * 0.6), QPointF(0, reach * 1.4), QPointF(reach * 0.4, reach * 0.6)]
        )


def value_runs(row: Row) -> tuple[Run, ...]:
    """The value in inks: originals struck through beside what they were corrected to, the note behind."""
    runs: list[Run] = []
    for part in row.parts:
        if not (part.shown_value or part.changed):
            continue
        if runs:
            runs.append(Run(row.joint))
        runs += _part_runs(part)
    if not any(part.shown_value or part.changed for part in row.parts):
        runs.append(Run(row.absent, "soft"))
    if row.note:
        runs.append(Run(f" · {row.note}", "warn" if row.note.startswith("not ") else "soft"))
    signed = [part for part in row.parts if part.changed and part.at is not None]
    if signed:
        latest = max(signed, key=lambda part: part.at.timestamp() if part.at else 0.0)
        runs.append(Run(f"  corrected by {latest.by}, {london(latest.at):%H:%M}" if latest.at else "", "soft"))
    return tuple(runs)


def _part_runs(part: Part) -> list[Run]:
    if not part.changed:
        return [Run(part.shown_value)]
    now = Run(part.shown_value, "strong") if part.shown_value else Run("not known", "soft")
    return [Run(part.shown_original, "struck"), Run(" "), now] if part.shown_original else [now]
