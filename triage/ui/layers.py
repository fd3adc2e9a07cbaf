"""What lies over the columns: a panel beside the queue or over all of them, and a sheet over either."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from triage.ui.columns import DeskColumns
from triage.ui.overlay import Overlay
from triage.ui.theme import Theme

PANEL = 150
"""Steps of space that a panel needs beside the queue; where there is less it lies over the queue too."""


@dataclass(frozen=True, slots=True)
class Laid:
    """What is laid over the columns, and how; `Layers.lay` takes the same."""

    widget: QWidget
    sheet: bool
    whole: bool


class Layers(QObject):
    """``left``: the person pressed beside a sheet. ``changed``: something else lies over the columns, or nothing.

    Args:
        over: what the layers cover: a widget that holds ``columns`` and nothing else.
    """

    left = Signal()
    changed = Signal()

    def __init__(self, theme: Theme, over: QWidget, columns: DeskColumns) -> None:
        super().__init__(over)
        self._theme, self._columns = theme, columns
        self._whole = False
        self._panel = Overlay(theme, over)
        self._sheet = Overlay(theme, over)  # made after it, so that it lies over the board
        for layer in (self._panel, self._sheet):
            layer.left.connect(self.left)

    def lay(self, widget: QWidget | None, *, sheet: bool = False, whole: bool = False) -> None:
        """Lay a panel over the columns beside the queue, with ``whole`` over the queue too, or with ``sheet`` a sheet
        over all; None takes all of it away.

        A sheet leaves a panel that covers everything where it is, seen below it. The focus goes inside and comes back
        to where it was. The caller keeps the widget.
        """
        if sheet and widget is not None:
            if not self._whole:
                self._panel.put(None, sheet=False, span=self._span())
            self._sheet.put(widget, sheet=True, span=self._span())
        else:
            self._whole = whole and widget is not None
            if self._sheet.held() is not None:
                self._sheet.put(None, sheet=True, span=self._span())
            if widget is None or widget is not self._panel.held():
                self._panel.put(widget, sheet=False, span=self._span())
            else:
                self._panel.set_span(self._span())
        self.changed.emit()

    def laid(self) -> tuple[Laid, ...]:
        """All that lies over the columns, the undermost first; giving each to `lay` lays it again."""
        panel, sheet = self._panel.held(), self._sheet.held()
        below = (Laid(panel, False, self._whole),) if panel is not None else ()
        return (*below, Laid(sheet, True, False)) if sheet is not None else below

    def top(self) -> Laid | None:
        """What lies uppermost, as it is laid."""
        layers = self.laid()
        return layers[-1] if layers else None

    def take_sheet(self) -> bool:
        """Take a sheet away from the panel that it lies over; False when it lies over the columns."""
        if self._sheet.held() is None or self._panel.held() is None:
            return False
        self._sheet.put(None, sheet=True, span=self._span())
        self.changed.emit()
        return True

    def keep_focus(self, old: QWidget | None, new: QWidget) -> bool:
        """The focus went from ``old`` to ``new``: news in a panel below a sheet never take the keys from the sheet.
        True when they were brought back to it."""
        strayed = self._sheet.held() is not None and self._panel.isAncestorOf(new)
        if strayed:
            self._sheet.call_back(old)
        return strayed

    def spread(self) -> None:
        """The columns have other widths now."""
        self._panel.set_span(self._span())

    def _span(self) -> tuple[int, int]:
        """From where to where a panel lies: over all but the queue, over all when that is hidden or the panel is to
        cover it."""
        queue, wide = self._columns.columns["queue"], self._columns.width()
        if self._whole or queue.isHidden() or wide - queue.width() < self._theme.space(PANEL):
            return 0, wide
        return (queue.geometry().right() + 2, wide) if queue.x() == 0 else (0, queue.x() - 1)
