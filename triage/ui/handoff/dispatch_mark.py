"""The red part of the status bar while a dispatch stands: how long, and one press to its report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from triage.models.correspondence import Dispatch
from triage.models.ids import ReportId
from triage.ui.handoff.dispatch_bar import waited
from triage.ui.theme import FontRole, Theme
from triage.ui.theme.restyle import set_look
from triage.ui.widgets import Button, set_tip

TICK_MS = 1000


class DispatchMark(Button):
    """``open_requested(report_id)``: the oldest one that stands. ``ticked()``: another second has gone by."""

    open_requested = Signal(str)
    ticked = Signal()

    def __init__(self, theme: Theme, now: Callable[[], datetime]) -> None:
        self._short = self._long = ""
        super().__init__(theme, "", "quiet", strong=True)
        self._role = FontRole.SMALL_STRONG
        self._dress()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._now = now
        self._standing: tuple[Dispatch, ...] = ()
        self.setObjectName("status-dispatch")
        set_tip(self, "Open the report that waits for dispatch")
        set_look(self, level="error")
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        self.clicked.connect(self._open)
        self.hide()

    @property
    def standing(self) -> tuple[ReportId, ...]:
        return tuple(one.report_id for one in self._standing)

    def show_standing(self, standing: tuple[Dispatch, ...]) -> None:
        self._standing = standing
        self.setVisible(bool(standing))
        if standing:
            self._timer.start()
        else:
            self._timer.stop()
        self.tick()

    @Slot()
    def tick(self) -> None:
        if self._standing:
            more = f" +{len(self._standing) - 1}" if len(self._standing) > 1 else ""
            time = waited(self._standing[0], self._now())
            self._short, self._long = f"■ {time}{more}", f"■ Dispatch {time}{more}"
            self._say()
            self.setAccessibleName(f"Dispatch not taken on for {time}, {len(self._standing)} in all")
        self.ticked.emit()

    def sizeHint(self) -> QSize:
        """Room for all of it, whatever is said now."""
        return self._sized(super().sizeHint(), self._long)

    def minimumSizeHint(self) -> QSize:
        """On a narrow screen the shape and the time are enough: the window does not grow for it."""
        return self._sized(super().sizeHint(), self._short)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say()

    def _say(self) -> None:
        words = self._long if self.width() >= self.sizeHint().width() or self.isHidden() else self._short
        if words and words != self.words:
            name = self.accessibleName()
            self.set_words(words)
            self.setAccessibleName(name)

    def _sized(self, now: QSize, words: str) -> QSize:
        advance = self.fontMetrics().horizontalAdvance
        return QSize(now.width() - advance(self.text()) + advance(words), now.height())

    def _open(self) -> None:
        if self._standing:
            self.open_requested.emit(self._standing[0].report_id)
