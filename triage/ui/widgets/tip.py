"""Tooltips that never interpret what they show."""

from __future__ import annotations

import html

from PySide6.QtWidgets import QWidget

from triage.models.visible import visible


def plain_tip(text: str) -> str:
    """A tooltip text that Qt shows word for word: Qt guesses rich text from the looks, so everything is escaped."""
    if not text:
        return ""
    return f"<p style='white-space:pre-wrap; margin:0'>{html.escape(visible(text))}</p>"


def set_tip(widget: QWidget, text: str) -> None:
    """Give a widget this tooltip; empty takes it away."""
    widget.setToolTip(plain_tip(text))
