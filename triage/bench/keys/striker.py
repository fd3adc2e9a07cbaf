"""Striking one key at its moment, and how long it took until it was painted: the same for the desk and a bare field."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from triage.ui.latency import LatencyMeter, percentile

LATE_MS = 50.0
TOO_LATE_MS = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """One press, in milliseconds: ``took`` until it was painted; of these the loop was busy with other things for
    ``waited`` before it heard the key; afterwards the window's thread ``worked`` so long on a processor, and for the
    rest it waited for one, or for another thread."""

    key: str
    focus: str
    took: float
    waited: float
    worked: float


class Striker:
    """Strikes keys on one window; ``made`` has every press that was painted."""

    def __init__(self, handle: Callable[[], QWindow], meter: LatencyMeter) -> None:
        self.made: list[Took] = []
        self._handle = handle
        self._meter = meter
        self._meter.heard = self._heard
        self._now = ("", "")
        self._waited = self._worked = 0.0

    async def strike(self, name: str, pause: float, key: Qt.Key | int, held: Qt.KeyboardModifier) -> None:
        """After ``pause`` seconds the key goes down by a timer, as soon as the loop is free after that moment; the
        time counts from the moment, so that a loop which is busy is not mistaken for a quick one."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        due = time.perf_counter() + pause

        def strike() -> None:
            self._now, self._worked = (name, focus_name()), time.thread_time()
            self._waited = (time.perf_counter() - due) * 1000
            self._meter.due(due)
            try:
                QTest.keyClick(self._handle(), key, held)
            finally:
                done.set_result(None)

        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setSingleShot(True)
        timer.timeout.connect(strike)
        timer.start(round(pause * 1000))
        await done

    def figures(self) -> dict[str, Any]:
        """Key to paint of every press so far, in milliseconds; shares are of all presses."""
        took = [one.took for one in self.made]
        worked = [one.worked for one in self.made]
        return {
            "keys_timed": len(took),
            "keys_silent": self._meter.silent,
            "p50_ms": round(percentile(took, 0.5), 1),
            "p95_ms": round(percentile(took, 0.95), 1),
            "p99_ms": round(percentile(took, 0.99), 1),
            "max_ms": round(max(took, default=0.0), 1),
            "share_over_50_ms": share(took, LATE_MS),
            "share_over_100_ms": share(took, TOO_LATE_MS),
            "worked_p95_ms": round(percentile(worked, 0.95), 1),
            "worked_max_ms": round(max(worked, default=0.0), 1),
        }

    def _heard(self, milliseconds: float) -> None:
        worked = (time.thread_time() - self._worked) * 1000
        told = {"took": milliseconds, "waited": max(0.0, self._waited), "worked": worked}
        self.made.append(
            Took(key=self._now[0], focus=self._now[1], **{name: round(ms, 1) for name, ms in told.items()})
        )


def share(took: list[float], limit: float) -> float:
    """The share of all that took longer than ``limit``; 0.0 of none."""
    return round(sum(one > limit for one in took) / len(took), 4) if took else 0.0


def focus_name() -> str:
    """What has the focus, for a message."""
    focused = QApplication.focusWidget()
    return f"{type(focused).__name__} {focused.objectName()}".strip() if focused is not None else "nothing"
