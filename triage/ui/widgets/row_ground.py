"""What lies under a painted row of a list: hover, selection, the line to the next row, the ring of focus."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle

from triage.ui.theme import Theme


def paint_row_ground(
    painter: QPainter, theme: Theme, area: QRect, state: QStyle.StateFlag, *, current: bool = False, line: bool = True
) -> None:
    """``current``: draw the selection as if the list had the focus (the field above it has)."""
    selected = bool(state & QStyle.StateFlag.State_Selected) or current
    if selected or state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(area, theme.colour("selection" if selected else "hover"))
    if line:
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), theme.colour("line"))
    if selected:
        painter.fillRect(QRect(area.left(), area.top(), theme.space(0.75), area.height()), theme.colour("accent"))
    if selected and state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(theme.colour("focus"), 2))
        painter.drawRect(area.adjusted(1, 1, -1, -2))
