"""From a report back to the panel that led to it: its very page and row, until something else is opened."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget
from shiboken6 import isValid

from triage.models.ids import ReportId
from triage.ui.layers import Laid
from triage.ui.presenter.below import Below, Kept
from triage.ui.shell import Shell

SETTLES_MS = 200


@dataclass(frozen=True, slots=True)
class _Left:
    report_id: ReportId
    layers: tuple[Laid, ...]
    kept: tuple[Kept, ...]
    place: str
    focus: QWidget | None
    row: str
    scrolled: tuple[tuple[QScrollBar, int], ...]


def _hold(bar: QScrollBar, value: int) -> None:
    """Scroll to where it was, and there again for as long as it takes to lay out what is shown again: meanwhile it can
    be too low to be scrolled at all."""
    held = bar.rangeChanged.connect(lambda *_range: bar.setValue(value))
    QTimer.singleShot(SETTLES_MS, bar, lambda: QObject.disconnect(held))
    bar.setValue(value)


class WayBack(QObject):
    """``changed(name)``: what the report on the screen leads back to; "" for nothing but the queue."""

    changed = Signal(str)

    def __init__(self, shell: Shell, below: Below) -> None:
        super().__init__(shell)
        self._shell, self._below = shell, below
        self._left: _Left | None = None
        shell.layers.changed.connect(self._laid)

    def leave_for(self, report_id: ReportId) -> None:
        """What lies over the desk now is about to be left for this report; call it before that is taken away."""
        layers, focus = self._shell.layers.laid(), QApplication.focusWidget()
        if not layers:
            self.forget()
            return
        row, top = focus.objectName() if focus is not None else "", layers[-1].widget
        bars = tuple((bar, bar.value()) for bar in top.findChildren(QScrollBar) if bar.isVisible())
        self._left = _Left(report_id, layers, self._below.kept(), self._shell.rail.here, focus, row, bars)
        self.changed.emit(top.accessibleName())

    @Slot(object)
    def opened(self, report_id: ReportId | None) -> None:
        """Another report is on the screen, or none: the way back was that one's."""
        if self._left is not None and self._left.report_id != report_id:
            self.forget()

    def forget(self) -> None:
        if self._left is not None:
            self._left = None
            self.changed.emit("")

    def lead(self) -> bool:
        """Lay again what the report was opened from, the focus where it was; False when it was opened from the desk."""
        left = self._left
        if left is None or self._shell.overlay() is not None:
            return False
        self.forget()
        for laid in left.layers:
            self._shell.set_overlay(laid.widget, sheet=laid.sheet, whole=laid.whole)
        self._below.keep_again(left.kept)
        self._shell.rail.set_here(left.place)
        top = left.layers[-1].widget
        focus = left.focus if left.focus is not None and isValid(left.focus) else None
        if focus is None and left.row:  # its list was made anew meanwhile
            focus = top.findChild(QWidget, left.row)
        if focus is not None and focus.isVisible() and top.isAncestorOf(focus):
            focus.setFocus(Qt.FocusReason.PopupFocusReason)
        for bar, value in left.scrolled:
            if isValid(bar):
                _hold(bar, value)
        return True

    @Slot()
    def _laid(self) -> None:
        """Somebody went there by another way."""
        here = self._shell.overlay()
        if self._left is not None and here is not None and any(here is laid.widget for laid in self._left.layers):
            self.forget()
