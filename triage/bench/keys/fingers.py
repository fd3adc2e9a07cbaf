"""Fingers on a keyboard: real key events through the window, at a typist's pace, each counted and timed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from triage.bench.keys.striker import Striker, focus_name
from triage.ui.presenter.window import DeskWindow

LETTER_SECONDS = 0.05
"""Between letters of a word: 240 words a minute, four times a quick typist."""
PRESS_SECONDS = 0.12
LOOK_SECONDS = 0.01
WAIT_SECONDS = 30.0
_MOUSE = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin})


class StuckError(Exception):
    """What should have followed a key did not."""


class MouseWatch(QObject):
    """Counts presses of a mouse, anywhere in the program."""

    def __init__(self) -> None:
        super().__init__()
        self.used = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.used += event.type() in _MOUSE
        return False


class Fingers:
    """Presses keys of one window. ``presses`` leaves out the letters of words. ``quick``: without pauses, and of words
    that are only read by people the first one, to try whether everything works; times mean nothing then."""

    def __init__(self, window: DeskWindow, *, quick: bool = False) -> None:
        self.window = window
        self.presses = 0
        self.letters = 0
        self.typing = 0.0
        """Seconds in which words were typed."""
        self.pressed: list[str] = []
        self.striker = Striker(window.shell.windowHandle, window.shell.meter)
        self._quick = quick
        self._pace = 0.0 if quick else 1.0

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
        await self.striker.strike(keys, PRESS_SECONDS * self._pace, chord.key(), chord.keyboardModifiers())

    async def type(self, words: str) -> None:
        """Words, letter by letter, into whatever has the focus."""
        self.pressed.append(f"“{words}”")
        begun = time.perf_counter()
        for letter in words:
            self.letters += 1
            shift = Qt.KeyboardModifier.ShiftModifier if letter.isupper() else Qt.KeyboardModifier.NoModifier
            await self.striker.strike(letter, LETTER_SECONDS * self._pace, ord(letter), shift)
        self.typing += time.perf_counter() - begun

    async def write(self, words: str) -> None:
        """Words that are meant for people."""
        await self.type(words.partition(" ")[0] if self._quick else words)

    async def until(self, what: str, holds: Callable[[], bool]) -> None:
        """Wait until ``holds``; raises StuckError naming ``what``."""
        for _ in range(int(WAIT_SECONDS / LOOK_SECONDS)):
            if holds():
                return
            await asyncio.sleep(LOOK_SECONDS)
        raise StuckError(f"{what} (keys so far: {' '.join(self.pressed[-12:])}; focus on {focus_name()})")


def watch_mouse() -> MouseWatch:
    """Count mouse presses from now on."""
    watch = MouseWatch()
    app = QCoreApplication.instance()
    assert app is not None
    for window in QApplication.topLevelWindows():  # what comes from outside comes through these
        window.installEventFilter(watch)
    return watch
