"""Composition root of the desktop: settings → window → services → presenter; ordered start and stop.

The window is painted before the services are even imported: what a handler waits for at 06:00 is the first list.
"""

from __future__ import annotations

import asyncio
import faulthandler
import importlib
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_API", "pyside6")

import qasync
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication

from triage.logs import tell_line
from triage.models.errors import KnownError
from triage.settings import DeskSettings
from triage.ui.collecting import GuiCollector
from triage.ui.icons import Icons
from triage.ui.settings.kept import Kept, memory_for
from triage.ui.shell import Shell
from triage.ui.theme import Theme

if TYPE_CHECKING:
    from triage.services.desk import Desk
    from triage.ui.presenter.window import DeskWindow

START = "start"
CRASHES = "crashes.log"
"""Where the stack of a crash is written; it names code, never a report."""
RETRY_SECONDS = 5.0
SWITCH_SECONDS = 0.001
"""The window's thread waits at most so long for another that computes (5 ms by default, for each call into Qt)."""
Drive = Callable[["DeskWindow", "Desk"], Awaitable[bool]]
"""Works the window in a person's place, then it closes; False: something did not hold (measurements)."""


def run_desktop(settings: DeskSettings, drive: Drive | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit status."""
    sys.setswitchinterval(SWITCH_SECONDS)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("Triage")
    app.setApplicationDisplayName("Triage")
    app.setDesktopFileName("triage")
    # The loop ends when our own main ends, never because a window was hidden (study of qasync: cleanup would be lost).
    app.setQuitOnLastWindowClosed(False)
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    memory = memory_for(settings.home / "window.ini", settings.handler_id)
    kept = Kept(memory)
    theme = Theme(kept.mode, kept.scale, density=kept.density)
    theme.apply(app)
    shell = Shell(
        theme,
        Icons(theme),
        memory,
        training=settings.training,
        person=settings.handler_name,
    )
    shell.show()
    collector = GuiCollector(shell, lambda: shell.meter.presses)
    loop = qasync.QEventLoop(app)
    loop.set_default_executor(ThreadPoolExecutor(4, "triage-cpu"))
    with loop, (settings.home / CRASHES).open("a", encoding="utf-8") as crashes:
        faulthandler.enable(crashes)
        status = int(loop.run_until_complete(_main(settings, shell, theme, memory, drive, collector)))
        faulthandler.disable()
    collector.stop()
    # Widgets go while everything they stand on is still there, not in the interpreter's own order at its end.
    shell.deleteLater()
    app.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))
    return status


async def _main(
    settings: DeskSettings,
    shell: Shell,
    theme: Theme,
    memory: QSettings,
    drive: Drive | None,
    collector: GuiCollector,
) -> int:
    closing = asyncio.Event()
    shell.close_requested.connect(closing.set)
    # In a thread: the window keeps painting while the database library loads.
    await asyncio.to_thread(importlib.import_module, "triage.services.desk")
    window_module = importlib.import_module("triage.ui.presenter.window")
    desk = await _open(settings, shell, closing)
    if desk is None:
        shell.finish()
        return 1 if closing.is_set() else 0
    window: DeskWindow = window_module.DeskWindow(desk, shell, theme, memory)
    desk.spawn("ready", _tell_ready(window))
    await window.start()
    others = importlib.import_module("triage.ui.one_window").OneWindow(settings.home, shell, window.tell_started_again)
    collector.keep()
    touring = _start_tour(desk, window, closing, drive)
    await closing.wait()
    while not await window.may_close():
        closing.clear()
        await closing.wait()
    others.close()
    await window.stop()  # everything written is saved before the window goes
    await desk.stop()
    shell.finish()
    return 1 if touring.failed else 0


async def _open(settings: DeskSettings, shell: Shell, closing: asyncio.Event) -> Desk | None:
    """Open the desk, trying again by itself while something is missing.

    None when the person closes the window, or when one that is open on the same folder came forward instead.
    """
    from triage.services.desk import Desk
    from triage.services.instance import AlreadyOpen

    while not closing.is_set():
        try:
            desk = await Desk.open(settings)
        except KnownError as error:
            if isinstance(error, AlreadyOpen) and await _other_came(settings):
                return None
            words = f"{error.what} {error.do} Trying again by itself.".replace("  ", " ")
            shell.show_strip(START, words, None, "error", closable=False)
            with suppress(TimeoutError):
                await asyncio.wait_for(closing.wait(), RETRY_SECONDS)
        else:
            shell.clear_strip(START)
            return desk
    return None


async def _other_came(settings: DeskSettings) -> bool:
    from triage.ui.one_window import call_the_other

    return await call_the_other(settings.home)


class _Tour:
    failed = False


def _start_tour(desk: Desk, window: DeskWindow, closing: asyncio.Event, drive: Drive | None) -> _Tour:
    """In training mode a part of the tour or a measurement may drive the window."""
    tour = _Tour()
    driver = (drive or _tour_part()) if desk.training is not None else None
    if driver is None:
        return tour

    async def run() -> None:
        try:
            tour.failed = not await driver(window, desk)
        except Exception:  # but not being stopped: a part may end by closing the window
            tour.failed = True
            raise
        finally:
            closing.set()

    desk.spawn("tour", run())
    return tour


def _tour_part() -> Drive | None:
    part, shots = os.environ.get("TRIAGE_TOUR"), os.environ.get("TRIAGE_TOUR_SHOTS")
    if not part or not shots:
        return None
    from triage.ui.tour.parts import run_part

    return lambda window, desk: run_part(part, window, desk, Path(shots))


async def _tell_ready(window: DeskWindow) -> None:
    """One JSON line once the first list is painted, for whoever started us (benchmarks, the tour)."""
    await window.queues.shown.wait()
    window.shell.repaint()
    tell_line(json.dumps({"ready": time.monotonic()}))
