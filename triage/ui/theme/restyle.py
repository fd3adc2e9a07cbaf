"""Changing a dynamic property that the style sheet selects by."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def set_look(widget: QWidget, **properties: str | bool) -> None:
    """Set properties and dress the widget again, but only when one of them really changed.

    Dressing again brings back the font of the first dressing, and dressing before the first showing loses a font set
    later; so the font is put back, and a widget that was never shown is left alone.
    """
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        font = widget.font()
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
        if widget.font() != font:
            widget.setFont(font)
        widget.update()
