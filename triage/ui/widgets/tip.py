"""Tooltips that never interpret what they show."""

from __future__ import annotations

import html

from PySide6.QtWidgets import QWidget

from triage.models.visible import visible

_DESCRIBED = "triage_tip"
"""The description that came from the tip and may be replaced by the next."""


def plain_tip(text: str) -> str:
    """A tooltip text that Qt shows word for word: Qt guesses rich text from the looks, so everything is escaped."""
    if not text:
        return ""
    return f"<p style='white-space:pre-wrap; margin:0'>{html.escape(visible(text))}</p>"


def set_tip(widget: QWidget, text: str) -> None:
    """Give a widget this tooltip; empty takes it away.

    Without a description of its own the widget is described by the same plain words: Qt would read a screen reader
    the tooltip's markup.
    """
    tip = plain_tip(text)
    if tip == widget.toolTip():
        return
    widget.setToolTip(tip)
    if widget.accessibleDescription() == (widget.property(_DESCRIBED) or ""):
        widget.setAccessibleDescription(visible(text))
        widget.setProperty(_DESCRIBED, visible(text))
