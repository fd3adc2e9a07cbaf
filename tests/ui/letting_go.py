"""Widgets of a finished test, destroyed at once: outside an event loop Qt would keep them and dress them for ever."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent


def let_go() -> None:
    """Destroy what was closed and is only waiting for an event loop to go away."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
