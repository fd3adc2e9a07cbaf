"""Key to paint: how long the window takes from a key press to the end of the next painting of itself.

The clock starts when the key went down (the event's own time), not when we came to look at it: a window that is busy
is slow even if it is quick once it gets round to the key. It stops when the window's pixels have been handed over.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QWidget

MINUTE = 60.0
KEPT = 2000
"""Presses remembered at most: more than anybody types in a minute."""
ROUNDS = 3
"""Turns of the event loop after which a press that painted nothing is not waited for any longer."""
JUMP_MS = 10_000.0
"""A press that seems older than this comes from a clock that was set anew (the machine slept)."""
_HELD_KEYS = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock}
)
_PRESSES = frozenset({QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress})
_PAINTED = QEvent.Type(QEvent.registerEventType())
_TURN = QEvent.Type(QEvent.registerEventType())


@dataclass(frozen=True, slots=True, kw_only=True)
class LatencyFigures:
    """The last minute, in milliseconds. ``presses`` 0: nothing was pressed, the other figures mean nothing."""

    presses: int = 0
    p95: float = 0.0
    worst: float = 0.0


def percentile(values: list[float], share: float) -> float:
    """The smallest value that ``share`` (0 … 1) of all do not exceed; 0.0 of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


class KeyClock:
    """Times of key events (milliseconds since something) as our own seconds.

    Both clocks run alike, so the press that reached us soonest tells how far they are apart; whatever a later one
    took longer, it waited.
    """

    def __init__(self) -> None:
        self._apart: float | None = None

    def pressed(self, stamp_ms: float, now: float) -> float:
        """When a key went down that is told at ``now``."""
        if stamp_ms <= 0:
            return now
        apart = now * 1000 - stamp_ms
        if self._apart is None or apart < self._apart or apart - self._apart > JUMP_MS:
            self._apart = apart
        return now - (apart - self._apart) / 1000


class LatencyMeter(QObject):
    """One for each window, which it hears by `watch`.

    A press costs some microseconds. Presses that change nothing on the screen are counted as ``silent`` and not timed.
    """

    def __init__(self, parent: QObject | None = None, now: Callable[[], float] = time.perf_counter) -> None:
        super().__init__(parent)
        self._now = now
        self._clock = KeyClock()
        self._waiting: list[float] = []
        self._rounds = 0
        self._turning = False
        self._samples: deque[tuple[float, float]] = deque(maxlen=KEPT)
        self._due: float | None = None
        self._last: tuple[int, int, QEvent.Type] = (0, 0, QEvent.Type.None_)
        self.presses = 0
        self.silent = 0
        self.heard: Callable[[float], None] | None = None
        """Told the milliseconds of each press as it is painted (measurements)."""

    def watch(self, widget: QWidget, window: QWindow) -> None:
        """Hear the key presses of this window and the paintings of its widget."""
        window.installEventFilter(self)
        widget.installEventFilter(self)

    def due(self, at: float) -> None:
        """The next press was meant for this moment: count from it (measurements, whose keys the same loop makes)."""
        self._due = at

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.UpdateRequest:
            if self._waiting:
                # All painting happens in this one event; ours comes before all others as soon as it is over.
                QCoreApplication.postEvent(self, QEvent(_PAINTED), Qt.EventPriority.HighEventPriority.value)
        elif kind in _PRESSES and isinstance(watched, QWindow) and isinstance(event, QKeyEvent):
            self._told(event)
        return False

    def _told(self, event: QKeyEvent) -> None:
        """A shortcut's key comes as ShortcutOverride only; any other comes as that and then as KeyPress."""
        if event.key() in _HELD_KEYS:
            return
        known, self._last = self._last, (event.timestamp(), event.key(), event.type())
        same = known[:2] == self._last[:2] and known[2] is QEvent.Type.ShortcutOverride
        if not (same and event.type() is QEvent.Type.KeyPress):
            self._press(event)

    def painted(self) -> None:
        """The window was painted just now."""
        if not self._waiting:
            return
        now = self._now()
        for pressed in self._waiting:
            took = (now - pressed) * 1000
            self._samples.append((now, took))
            if self.heard is not None:
                self.heard(took)
        self._waiting.clear()

    def figures(self) -> LatencyFigures:
        """p95 and worst of the last minute."""
        now = self._now()
        while self._samples and now - self._samples[0][0] > MINUTE:
            self._samples.popleft()
        took = [one for _, one in self._samples]
        return LatencyFigures(presses=len(took), p95=percentile(took, 0.95), worst=max(took, default=0.0))

    def customEvent(self, event: QEvent) -> None:
        if event.type() == _PAINTED:
            self.painted()
        else:
            self._turned()

    def _turned(self) -> None:
        """A turn of the event loop is over. What a press asked to paint at once has been painted by now, and what it
        put off to the next turn is by the last round; then the press has nothing to show."""
        self._turning = False
        self._rounds -= 1
        if self._waiting and self._rounds > 0:
            self._turning = True
            QTimer.singleShot(0, self._turn)
        else:
            self.silent += len(self._waiting)
            self._waiting.clear()

    def _press(self, event: QKeyEvent) -> None:
        now = self._now()
        pressed = self._clock.pressed(event.timestamp(), now)
        if self._due is not None:
            pressed, self._due = min(self._due, now), None
        self.presses += 1
        self._waiting.append(pressed)
        self._rounds = ROUNDS
        if not self._turning:
            self._turning = True
            self._turn()

    def _turn(self) -> None:
        # Behind the window's own request to paint, which has the same low priority and is posted before the next turn.
        QCoreApplication.postEvent(self, QEvent(_TURN), Qt.EventPriority.LowEventPriority.value)
