"""A sheet with one thing to keep: Ctrl+Enter keeps it from anywhere inside, and not the decision below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent

from triage.ui.widgets.own_keys import keeps_key
from triage.ui.widgets.sheet import Sheet


class FormSheet(Sheet):
    """``kept``: Ctrl+Enter was pressed."""

    kept = Signal()

    def event(self, event: QEvent) -> bool:
        return keeps_key(event, keeps) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if keeps(event):
            self.kept.emit()
        else:
            super().keyPressEvent(event)


def keeps(event: QKeyEvent) -> bool:
    """Whether this is Ctrl+Enter."""
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
