"""Takes the pictures: the running window in every theme and size that is wanted, one scaling to a process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.faint import faint
from tests.ui.fit import misfits
from triage.ui.shell import Shell
from triage.ui.theme import Theme

MODES = ("light", "dark", "contrast")
SIZES = ("1366x768", "1920x1080", "2560x1440")
SCALES = ("100", "150", "200")
LAST = "findings.json"
LOOKS = 12
"""A strip or an answer that comes in while the picture is taken is laid out in the window's next turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which pictures: ``screens`` by the beginnings of their names (none: all)."""

    out: Path
    modes: tuple[str, ...] = MODES
    sizes: tuple[str, ...] = SIZES
    screens: tuple[str, ...] = ()


@dataclass
class Camera:
    """Pictures of one window at the scaling of this process. ``findings``: picture → what does not fit in it."""

    shell: Shell
    theme: Theme
    wanted: Wanted
    findings: dict[str, list[str]] = field(default_factory=dict)

    @property
    def scale(self) -> str:
        return f"{self.shell.devicePixelRatio() * 100:.0f}"

    def wants(self, screen: str) -> bool:
        begins = self.wanted.screens
        return not begins or screen.startswith(begins)

    async def take(
        self, screen: str, pose: Callable[[], object] | None = None, over: Callable[[], QWidget | None] | None = None
    ) -> None:
        """``pose``: done again before each picture (scrolling to what it is about). ``over``: a dialog to be seen."""
        if not self.wants(screen):
            return
        for mode in self.wanted.modes:
            if self.theme.mode.value != mode:
                self.theme.set_mode(mode)
            for size in self.wanted.sizes:
                await self._one(f"{screen}-{mode}-{size}-{self.scale}", size, pose, over)
        self._fit("1366x768")

    async def _one(
        self, name: str, size: str, pose: Callable[[], object] | None, over: Callable[[], QWidget | None] | None
    ) -> None:
        self._fit(size)
        await self.settle()
        if pose is not None:
            pose()
            await self.settle()
        picture, cut = await self._standing()
        dialog = over() if over is not None else None
        if dialog is not None:
            painter = QPainter(picture)
            at = QPoint((self.shell.width() - dialog.width()) // 2, (self.shell.height() - dialog.height()) // 3)
            painter.drawPixmap(at, dialog.grab())
            painter.setPen(self.theme.colour("line_strong"))  # the edge that the window system gives it
            painter.drawRect(QRect(at, dialog.size()))
            painter.end()
            self.findings[f"{name}-dialog"] = misfits(dialog)
        else:
            self.findings[f"{name}-faint"] = faint(self.shell, picture)
        picture.save(str(self.wanted.out / f"{name}.png"))
        self.findings[name] = cut

    async def _standing(self) -> tuple[QPixmap, list[str]]:
        """The window once what comes in just now is laid out, and what does not fit in it then."""
        for _ in range(LOOKS):
            QApplication.sendPostedEvents()
            cut = misfits(self.shell)
            if not cut:
                break
            await asyncio.sleep(0.05)
        return self.shell.grab(), cut

    def _fit(self, size: str) -> None:
        width, height = (round(int(part) / self.shell.devicePixelRatio()) for part in size.split("x"))
        if (self.shell.width(), self.shell.height()) != (width, height):
            self.shell.resize(width, height)

    async def settle(self) -> None:
        for _ in range(3):
            QApplication.sendPostedEvents()
            await asyncio.sleep(0.02)

    def keep(self) -> None:
        """Write down what does not fit."""
        told = {name: faults for name, faults in self.findings.items() if faults}
        text = json.dumps(told, indent=1, ensure_ascii=False)
        (self.wanted.out / f"{self.scale}-{LAST}").write_text(text, encoding="utf-8")
