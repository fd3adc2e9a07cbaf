"""Looks over what a window shows and names what does not fit: words cut, targets too small, parts over one another."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QSplitterHandle,
    QToolButton,
    QWidget,
)

TARGET = 24
"""Logical pixels that a target is high and wide at least (WCAG 2.5.8)."""
SLACK = 1


def misfits(window: QWidget) -> list[str]:
    """What is shown and does not fit, each with the path of its widget; empty when all is well."""
    found = [f"{_path(window)}: {fault}" for fault in _overlaps(window)]
    for widget in _shown(window):
        found += [
            f"{_path(widget)}: {fault}"
            for fault in (*_cut(widget), *_squeezed(widget), *_small(widget), *_outside(widget))
        ]
        found += [f"{_path(widget)}: {fault}" for fault in _overlaps(widget)]
    return found


def _shown(window: QWidget) -> Iterator[QWidget]:
    for widget in window.findChildren(QWidget):
        if widget.isVisibleTo(window) and widget.window() is window and not _folded(widget):
            yield widget


def _folded(widget: QWidget) -> bool:
    """Whether it, or something around it, was given no room at all on purpose."""
    at: QWidget | None = widget
    while at is not None and not at.isWindow():
        if at.size().isEmpty():
            return True
        at = at.parentWidget()
    return False


def _cut(widget: QWidget) -> Iterator[str]:
    """Words that their own widget has too little room for."""
    if isinstance(widget, QLabel) and widget.text():
        room = widget.contentsRect()
        if widget.wordWrap():
            tall = widget.heightForWidth(widget.width())
            if tall > widget.height() + SLACK:
                yield f"needs {tall} px of height, has {widget.height()}: “{widget.text()[:40]}”"
        else:
            wide = max(widget.fontMetrics().horizontalAdvance(line) for line in widget.text().splitlines() or [""])
            if wide > room.width() + SLACK and not widget.toolTip():
                yield f"needs {wide} px of width, has {room.width()}: “{widget.text()[:40]}”"
            if widget.fontMetrics().height() > room.height() + SLACK * 2:
                yield f"a line is {widget.fontMetrics().height()} px high, has {room.height()}: “{widget.text()[:40]}”"
    elif isinstance(widget, QAbstractButton) and widget.text():
        icon = isinstance(widget, QToolButton) and widget.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
        wanted = widget.iconSize() if icon else widget.minimumSizeHint()
        if wanted.width() > widget.width() + SLACK and not widget.toolTip():
            yield f"button needs {wanted.width()} px of width, has {widget.width()}: “{widget.text()[:40]}”"
        if wanted.height() > widget.height() + SLACK:
            yield f"button needs {wanted.height()} px of height, has {widget.height()}: “{widget.text()[:40]}”"


def _squeezed(widget: QWidget) -> Iterator[str]:
    """A row that paints its own words in fewer lines than they need."""
    if isinstance(widget, QAbstractButton) and widget.hasHeightForWidth():
        tall = widget.heightForWidth(widget.width())
        if tall > widget.height() + SLACK:
            yield f"row needs {tall} px of height, has {widget.height()}: “{widget.accessibleName()[:40]}”"


def _small(widget: QWidget) -> Iterator[str]:
    """Something to press or to fill that is hard to hit."""
    target = isinstance(widget, QAbstractButton | QLineEdit) and widget.isEnabled()
    if target and min(widget.width(), widget.height()) < TARGET and not _inside_row(widget):
        yield f"target of {widget.width()} × {widget.height()} px"


def _inside_row(widget: QWidget) -> bool:
    """A part of a larger target does not count for itself."""
    parent = widget.parentWidget()
    return widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents) or isinstance(parent, QLineEdit)


def _outside(widget: QWidget) -> Iterator[str]:
    """A widget that its parent cuts off. What is scrolled may be taller than what it is seen through, never wider."""
    parent = widget.parentWidget()
    if parent is None or isinstance(widget, QScrollBar) or widget.isWindow():
        return
    area = parent.parentWidget()
    scrolled = isinstance(area, QAbstractScrollArea) and area.viewport() is parent
    room, box = parent.rect(), widget.geometry()
    sideways = scrolled and isinstance(area, QScrollArea) and area.horizontalScrollBar().isVisible()
    if not sideways and (box.right() > room.right() + SLACK or box.left() < room.left() - SLACK):
        yield f"from {box.left()} to {box.right()} px across, in {room.width()}"
    if not scrolled and (box.bottom() > room.bottom() + SLACK or box.top() < room.top() - SLACK):
        yield f"from {box.top()} to {box.bottom()} px down, in {room.height()}"


def _overlaps(parent: QWidget) -> Iterator[str]:
    """Children of one layout that lie over one another."""
    layout = parent.layout()
    if layout is None:
        return
    inside = [
        child
        for child in parent.children()
        if isinstance(child, QWidget)
        and not child.isHidden()
        and not child.isWindow()
        and not isinstance(child, QScrollBar | QSplitterHandle)
        and layout.indexOf(child) >= 0
        and not child.size().isEmpty()
    ]
    for at, one in enumerate(inside):
        for other in inside[at + 1 :]:
            shared: QRect = one.geometry().intersected(other.geometry())
            if shared.width() > SLACK and shared.height() > SLACK:
                yield f"{_name(one)} and {_name(other)} share {shared.width()} × {shared.height()} px"


def out_of_sight(window: QWidget, widget: QWidget) -> bool:
    """Whether no pixel of ``widget`` can be seen in ``window``."""
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size()).intersected(window.rect()).isEmpty()


def _path(widget: QWidget) -> str:
    names: list[str] = []
    at: QWidget | None = widget
    while at is not None and len(names) < 5:
        names.append(_name(at))
        at = at.parentWidget()
    return " < ".join(names)


def _name(widget: QWidget) -> str:
    return f"{type(widget).__name__}{f'#{widget.objectName()}' if widget.objectName() else ''}"
