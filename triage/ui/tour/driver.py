"""Hands for the tour: presses keys on whatever has the focus, as a person does, and waits for what should follow."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from triage.logs import tell_line

WAIT_SECONDS = 30.0
LOOK_SECONDS = 0.02


class StepFailedError(Exception):
    """A step of the tour did not hold; the words are the step."""


class Driver:
    """Drives one window. ``presses`` counts key presses that are not typed words."""

    def __init__(self, window: QWidget, shots: Path) -> None:
        self.window = window
        self.presses = 0
        self._shots = shots

    async def press(self, keys: str) -> None:
        """One key or chord ("Ctrl+Return", "N"), sent to the focused widget; shortcuts see it first, as in real use."""
        combination: QKeyCombination = QKeySequence.fromString(keys)[0]  # type: ignore[index]
        self.presses += 1
        QTest.keyClick(self._target(), combination.key(), combination.keyboardModifiers())
        await asyncio.sleep(0)

    async def type(self, words: str) -> None:
        """Words, letter by letter."""
        target = self._target()
        QTest.keyClicks(target, words)
        await asyncio.sleep(0)

    async def until(self, what: str, holds: Callable[[], bool], seconds: float = WAIT_SECONDS) -> None:
        """Wait until ``holds``, then tell the step ``what``; raises StepFailedError when the time is over."""

        async def look() -> bool:
            return holds()

        await self.until_async(what, look, seconds)

    async def until_async(self, what: str, holds: Callable[[], Awaitable[bool]], seconds: float = WAIT_SECONDS) -> None:
        """The same for a question that itself takes time."""
        for _ in range(int(seconds / LOOK_SECONDS)):
            if await holds():
                break
            await asyncio.sleep(LOOK_SECONDS)
        else:
            self.tell(step=what, ok=False)
            self.shot("failed")
            raise StepFailedError(what)
        self.tell(step=what, ok=True)

    def shot(self, name: str) -> None:
        """A picture of the window as it is now."""
        self.window.grab().save(str(self._shots / f"{name}.png"))

    @staticmethod
    def tell(**facts: object) -> None:
        """One JSON line to whoever started us."""
        tell_line(json.dumps(facts))

    def _target(self) -> QWidget:
        focused = QApplication.focusWidget()
        if focused is not None and focused.window() is self.window.window():
            return focused
        self.window.activateWindow()
        return self.window
