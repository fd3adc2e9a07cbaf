"""A sheet with one thing to keep: Ctrl+Enter keeps it from anywhere inside, and not the decision below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent

from triage.ui.widgets.sheet import Sheet


class FormSheet(Sheet):
    """``kept``: Ctrl+Enter was pressed."""

    kept = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and keeps(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if keeps(event):
            self.kept.emit()
        else:
            super().keyPressEvent(event)


def keeps(event: QKeyEvent) -> bool:
    """Whether this is Ctrl+Enter."""
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
