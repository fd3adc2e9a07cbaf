"""The stops of Tab in the order in which one reads them, whenever and in whatever order the widgets were made.

Qt's own chain is the order of making. A column that fills its cards anew with each report would send Tab past them.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def stops(root: QWidget) -> list[QWidget]:
    """What Tab stops at inside ``root``: from the top down, what stands side by side from left to right."""
    return [widget for widget in _read(root) if widget is not root and _takes_tab(widget)]


def beside(root: QWidget, here: QWidget | None, forward: bool) -> QWidget | None:
    """The stop after (or before) ``here``, round and round; also when ``here`` has just been hidden or disabled.

    None when there is no stop, or when ``here`` lies in something that is hidden as a whole.
    """
    read = list(_read(root, here))
    if here not in read:
        return None
    at = read.index(here)
    round_it = [*read[at + 1 :], *read[:at]] if forward else [*reversed(read[:at]), *reversed(read[at + 1 :])]
    return next((widget for widget in round_it if widget is not root and _takes_tab(widget)), None)


def _takes_tab(widget: QWidget) -> bool:
    takes = (widget.focusPolicy() & Qt.FocusPolicy.TabFocus) == Qt.FocusPolicy.TabFocus
    return takes and widget.focusProxy() is None and widget.isEnabled()


def _read(widget: QWidget, also: QWidget | None = None) -> Iterator[QWidget]:
    if widget is also and not widget.isVisible():
        yield widget
    if not widget.isVisible():
        return
    yield widget
    children = [child for child in widget.children() if isinstance(child, QWidget) and not child.isWindow()]
    for child in _in_rows(children):
        yield from _read(child, also)


def _in_rows(widgets: list[QWidget]) -> Iterator[QWidget]:
    """From the top down; what begins above the middle of the first of a row stands in that row, from left to right."""
    left = sorted(widgets, key=lambda widget: widget.y())
    while left:
        middle = left[0].y() + left[0].height() / 2
        row = [widget for widget in left if widget is left[0] or widget.y() < middle]
        yield from sorted(row, key=lambda widget: widget.x())
        left = [widget for widget in left if widget not in row]
