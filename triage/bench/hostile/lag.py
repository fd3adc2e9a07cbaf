"""How long the window's event loop was kept from its next turn, and what of it was not the machine being busy."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

TICK_MS = 5
_WAITS = Path("/proc/thread-self/schedstat")


@dataclass(frozen=True, slots=True)
class Block:
    """The longest one of a step, in milliseconds.

    ``longest``: from when the loop should have turned to when it did. ``ours``: the longest without the time in which
    the thread could have run and the machine gave its processors to others (Linux tells; elsewhere the same as
    ``longest``).
    """

    longest: float = 0.0
    ours: float = 0.0

    def told(self) -> dict[str, float]:
        return {"longest_ms": round(self.longest, 1), "without_waiting_ms": round(self.ours, 1)}


class LagMeter(QObject):
    """Ticks every `TICK_MS` in the loop that it is made in; `step` tells the longest gap since it was asked last."""

    def __init__(self, waited: Callable[[], float] | None = None) -> None:
        super().__init__()
        self._waited = waited or _waiting_source()
        self._last, self._last_waited = time.perf_counter(), self._waited()
        self._longest = self._ours = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def step(self) -> Block:
        """The longest block since the last call; begins anew."""
        found = Block(self._longest, self._ours)
        self._longest = self._ours = 0.0
        return found

    def stop(self) -> None:
        self._timer.stop()

    def _tick(self) -> None:
        now, waited = time.perf_counter(), self._waited()
        gap = (now - self._last) * 1000 - TICK_MS
        others = (waited - self._last_waited) * 1000
        self._last, self._last_waited = now, waited
        self._longest = max(self._longest, gap)
        self._ours = max(self._ours, gap - others)


def _waiting_source() -> Callable[[], float]:
    """Seconds that this thread has waited for a processor so far."""
    if not _WAITS.exists():
        return lambda: 0.0
    file = _WAITS.open("rb", buffering=0)

    def read() -> float:
        file.seek(0)
        return int(file.read(128).split()[1]) / 1e9

    return read
