"""One line of a card: label and value, the struck-through original where it was corrected, and its inline editor."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
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
    QResizeEvent,
)
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from triage.models.clock import london
from triage.models.visible import visible
from triage.ui.report.content import Part, Row
from triage.ui.roles import Role
from triage.ui.theme import Theme
from triage.ui.widgets.tip import set_tip
from triage.ui.widgets.value_text import Run, ValueText

LABEL_STEPS = 20
"""Width of the label column, in steps of space."""


class FieldRow(QWidget):
    """A row that can be focused when it can be corrected; Enter or E asks for the editor, Ctrl+C copies the value.

    Signals:
        edit_requested(): the person wants to correct this row.
        step(int): the person wants the next (1) or previous (-1) row.
    """

    edit_requested = Signal()
    step = Signal(int)

    @property
    def accessible_role(self) -> Role:
        """Something to press when it can be corrected, else a group of its label and its value."""
        return Role.Button if self._editable else Role.Grouping

    def __init__(
        self, theme: Theme, row: Row, *, editable: bool, label_steps: int = LABEL_STEPS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = row
        self.accessible_press = self.edit_requested.emit if editable and row.correctable else None
        self._hovered = False
        self._editable = editable and row.correctable
        self._label = ValueText(theme)
        self._value = ValueText(theme)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        grid = QGridLayout(self)
        self._label_width = theme.space(label_steps)
        grid.setColumnStretch(1, 1)
        high = theme.space(1.25)  # one line is 24 px high: a row is something to press
        grid.setContentsMargins(theme.space(1), high, theme.space(1), high)
        grid.setHorizontalSpacing(theme.space(2))
        grid.addWidget(self._label, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._value, 0, 1)
        self._label.setFixedWidth(self._label_width)
        self._label.set_text(row.label, "soft")
        self._fill()

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

    def _fill(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self._editable else Qt.FocusPolicy.NoFocus)
        self.setObjectName(f"field:{self.fields[0]}" if self.fields else f"row:{self._row.label}")
        self.setAccessibleName(visible(self._row.spoken))
        if self._editable:
            self.setAccessibleDescription("Press E to correct.")
            set_tip(self, "Press E to correct")
        self._value.set_runs(value_runs(self._row))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow row leaves most of its width to the value."""
        super().resizeEvent(event)
        self._label.setFixedWidth(min(self._label_width, max(self.width() * 2 // 5, self._theme.space(14))))

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
        """Hover fill, focus ring and a pencil, drawn so that nothing moves when they appear."""
        if not self._editable or not (self._hovered or self.hasFocus()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setBrush(self._theme.colour("hover"))
        painter.setPen(QPen(self._theme.colour("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(frame, self._theme.space(1), self._theme.space(1))
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
