"""Widgets of a finished test, destroyed at once: outside an event loop Qt would keep them and dress them for ever."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication


def let_go() -> None:
    """Destroy what was closed and is only waiting for an event loop to go away."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def let_all_go() -> None:
    """Destroy each window of ours that a test leaves: it would be dressed again with the theme of every later test."""
    for widget in QApplication.topLevelWidgets():
        if widget.parent() is None and type(widget).__module__.startswith("triage."):
            widget.deleteLater()
    let_go()
