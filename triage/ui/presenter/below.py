"""What a panel that was asked for lies over: it comes back, and the focus in it, when that panel is left."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from triage.ui.layers import Laid
from triage.ui.shell import Shell

FORGETS = frozenset({"file-viewer"})
"""Panels that end what they show when they are hidden, by their object names: the desk is below them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """``over`` was laid over this."""

    over: QWidget
    laid: Laid
    place: str
    focus: QWidget | None


class Below:
    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._kept: list[Kept] = []

    def keep(self, over: QWidget) -> None:
        """``over`` is about to be laid over what is there now."""
        laid = self._shell.layers.top()
        if laid is None:
            self.forget()
        elif laid.widget is not over and laid.widget.objectName() not in FORGETS:
            self._kept.append(Kept(over, laid, self._shell.rail.here, QApplication.focusWidget()))

    def kept(self) -> tuple[Kept, ...]:
        """What panels lie over now, to be given to `keep_again`."""
        return tuple(self._kept)

    def keep_again(self, kept: tuple[Kept, ...]) -> None:
        """Everything is laid again as it was."""
        self._kept = list(kept)

    def forget(self) -> None:
        """The desk itself is what comes next."""
        self._kept.clear()

    def bring_back(self) -> bool:
        """Lay again what the panel that is shown lies over; False when that is the desk itself."""
        there, kept = self._shell.overlay(), self._kept.pop() if self._kept else None
        if kept is None or kept.over is not there:  # something else came in its place meanwhile
            self.forget()
            return False
        laid = kept.laid
        self._shell.set_overlay(laid.widget, sheet=laid.sheet, whole=laid.whole)
        self._shell.rail.set_here(kept.place)
        focus = kept.focus
        if focus is not None and isValid(focus) and focus.isVisible() and laid.widget.isAncestorOf(focus):
            focus.setFocus(Qt.FocusReason.PopupFocusReason)
        return True
