"""Keys that a widget keeps for itself, whatever they do elsewhere in the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent


def keeps_key(event: QEvent, own: Callable[[QKeyEvent], object]) -> bool:
    """For ``event`` of a widget: whether a shortcut of the window would take a key that is its own.

    It is accepted then, and comes again as a press of that key.
    """
    if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and own(event):
        event.accept()
        return True
    return False


def is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape
