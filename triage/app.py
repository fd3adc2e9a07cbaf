"""Composition root of the desktop: settings → window → services → presenter; ordered start and stop.

The window is painted before the services are even imported: what a handler waits for at 06:00 is the first list.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("QT_API", "pyside6")

import qasync
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from triage.models.errors import KnownError
from triage.settings import DeskSettings
from triage.ui.icons import Icons
from triage.ui.shell import Shell
from triage.ui.theme import Theme
from triage.ui.theme.theme import Mode

if TYPE_CHECKING:
    from triage.services.desk import Desk
    from triage.ui.presenter.window import DeskWindow

THEME = "desk/theme"
ZOOM = "desk/zoom"


def run_desktop(settings: DeskSettings) -> int:
    """Open the window and stay until it is closed; returns the exit status."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("Triage")
    app.setApplicationDisplayName("Triage")
    app.setDesktopFileName("triage")
    # The loop ends when our own main ends, never because a window was hidden (study of qasync: cleanup would be lost).
    app.setQuitOnLastWindowClosed(False)
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    memory = QSettings(str(settings.home / "window.ini"), QSettings.Format.IniFormat)
    theme = Theme(Mode(str(memory.value(THEME, Mode.SYSTEM.value))), float(str(memory.value(ZOOM, 1.0))))
    theme.apply(app)
    shell = Shell(
        theme,
        Icons(theme),
        memory,
        training=settings.training,
        person=settings.handler_name,
    )
    shell.show()
    loop = qasync.QEventLoop(app)
    loop.set_default_executor(ThreadPoolExecutor(4, "triage-cpu"))
    with loop:
        return int(loop.run_until_complete(_main(settings, shell, theme, memory)))


async def _main(settings: DeskSettings, shell: Shell, theme: Theme, memory: QSettings) -> int:
    closing = asyncio.Event()
    shell.close_requested.connect(closing.set)
    # In a thread: the window keeps painting while the database library loads.
    await asyncio.to_thread(importlib.import_module, "triage.services.desk")
    window_module = importlib.import_module("triage.ui.presenter.window")
    from triage.services.desk import Desk

    try:
        desk = await Desk.open(settings)
    except KnownError as error:
        shell.show_strip("start", f"{error.what} {error.do}".strip(), None, "error", closable=False)
        await closing.wait()
        shell.finish()
        return 1
    window: DeskWindow = window_module.DeskWindow(desk, shell, theme, memory)
    await window.start()
    _tell_ready()
    touring = _start_tour(desk, window, closing)
    await closing.wait()
    return await _stop(desk, window, shell) if not touring.failed else await _stop(desk, window, shell) or 1


async def _stop(desk: Desk, window: DeskWindow, shell: Shell) -> int:
    """Everything written is saved before the window goes."""
    await window.stop()
    await desk.stop()
    shell.finish()
    return 0


class _Tour:
    failed = False


def _start_tour(desk: Desk, window: DeskWindow, closing: asyncio.Event) -> _Tour:
    """In training mode a part of the tour may drive the window."""
    tour = _Tour()
    part, shots = os.environ.get("TRIAGE_TOUR"), os.environ.get("TRIAGE_TOUR_SHOTS")
    if not part or not shots or desk.training is None:
        return tour
    from triage.ui.tour.parts import run_part

    async def drive() -> None:
        tour.failed = not await run_part(part, window, desk, Path(shots))
        closing.set()

    desk.spawn("tour", drive())
    return tour


def _tell_ready() -> None:
    """One JSON line once the first list is painted, for whoever started us (benchmarks, the tour)."""
    with suppress(OSError, ValueError):
        line: dict[str, Any] = {"ready": time.monotonic()}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
