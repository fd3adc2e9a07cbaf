"""Fingers on a keyboard: real key events through the window, at a typist's pace, each counted and timed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from triage.ui.latency import percentile
from triage.ui.presenter.window import DeskWindow

LETTER_SECONDS = 0.05
"""Between letters of a word: 240 words a minute, four times a quick typist."""
PRESS_SECONDS = 0.12
LOOK_SECONDS = 0.01
WAIT_SECONDS = 30.0
_MOUSE = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin})


class StuckError(Exception):
    """What should have followed a key did not."""


@dataclass(frozen=True, slots=True)
class Slow:
    """One press: its key, what had the focus, milliseconds until it was painted, and how many of them the window's
    own thread worked (the rest it waited for a processor)."""

    key: str
    focus: str
    milliseconds: float
    worked: float


class MouseWatch(QObject):
    """Counts presses of a mouse, anywhere in the program."""

    def __init__(self) -> None:
        super().__init__()
        self.used = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.used += event.type() in _MOUSE
        return False


class Fingers:
    """Presses keys of one window. ``presses`` leaves out the letters of words."""

    def __init__(self, window: DeskWindow) -> None:
        self.window = window
        self.presses = 0
        self.letters = 0
        self.pressed: list[str] = []
        self.slow: list[Slow] = []
        self._now = ("", "")
        self._worked = 0.0
        self._meter = window.shell.meter
        self._meter.heard = self._heard

    def shortcut(self, action: str) -> str:
        """The key of this action, as the registry has it now."""
        return self.window.actions.key(action)

    async def act(self, action: str) -> None:
        """Press the key of an action."""
        await self.press(self.shortcut(action))

    async def press(self, keys: str) -> None:
        """One key or chord ("Ctrl+Return", "N")."""
        chord = QKeySequence.fromString(keys)[0]  # type: ignore[index]
        self.presses += 1
        self.pressed.append(keys)
        await self._strike(keys, PRESS_SECONDS, chord.key(), chord.keyboardModifiers())

    async def type(self, words: str) -> None:
        """Words, letter by letter, into whatever has the focus."""
        self.pressed.append(f"“{words}”")
        for letter in words:
            self.letters += 1
            shift = Qt.KeyboardModifier.ShiftModifier if letter.isupper() else Qt.KeyboardModifier.NoModifier
            await self._strike(letter, LETTER_SECONDS, ord(letter), shift)

    async def until(self, what: str, holds: Callable[[], bool]) -> None:
        """Wait until ``holds``; raises StuckError naming ``what``."""
        for _ in range(int(WAIT_SECONDS / LOOK_SECONDS)):
            if holds():
                return
            await asyncio.sleep(LOOK_SECONDS)
        raise StuckError(f"{what} (keys so far: {' '.join(self.pressed[-12:])}; focus on {focus_name()})")

    def figures(self) -> dict[str, float]:
        """Key-to-paint of every press and letter so far, in milliseconds."""
        took = [one.milliseconds for one in self.slow]
        worked = [one.worked for one in self.slow]
        return {
            "keys_timed": len(took),
            "keys_silent": self._meter.silent,
            "p50_ms": round(percentile(took, 0.5), 1),
            "p95_ms": round(percentile(took, 0.95), 1),
            "p99_ms": round(percentile(took, 0.99), 1),
            "max_ms": round(max(took, default=0.0), 1),
            "worked_p95_ms": round(percentile(worked, 0.95), 1),
            "worked_max_ms": round(max(worked, default=0.0), 1),
        }

    async def _strike(self, name: str, pause: float, key: Qt.Key | int, held: Qt.KeyboardModifier) -> None:
        """The key goes down by a timer, as soon as the loop is free after its moment; the time counts from that
        moment, so that a loop which is busy with other things is not mistaken for a quick one."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        due = time.perf_counter() + pause

        def strike() -> None:
            self._now, self._worked = (name, focus_name()), time.thread_time()
            self._meter.due(due)
            try:
                QTest.keyClick(self.window.shell.windowHandle(), key, held)
            finally:
                done.set_result(None)

        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setSingleShot(True)
        timer.timeout.connect(strike)
        timer.start(round(pause * 1000))
        await done

    def _heard(self, milliseconds: float) -> None:
        worked = (time.thread_time() - self._worked) * 1000
        self.slow.append(Slow(*self._now, round(milliseconds, 1), round(worked, 1)))


def focus_name() -> str:
    """What has the focus, for a message."""
    focused = QApplication.focusWidget()
    return f"{type(focused).__name__} {focused.objectName()}".strip() if focused is not None else "nothing"


def watch_mouse() -> MouseWatch:
    """Count mouse presses from now on."""
    watch = MouseWatch()
    app = QCoreApplication.instance()
    assert app is not None
    for window in QApplication.topLevelWindows():  # what comes from outside comes through these
        window.installEventFilter(watch)
    return watch
