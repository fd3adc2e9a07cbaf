"""Composition root of the desktop: settings → window → services → presenter; ordered start and stop.

The window is painted before the services are even imported: what a handler waits for at 06:00 is the first list.
"""

from __future__ import annotations

import asyncio
import faulthandler
import importlib
import json
import logging
import os
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_API", "pyside6")

import qasync
from PySide6.QtCore import QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from triage.logs import tell_line
from triage.models.errors import KnownError
from triage.services.doctor.desk_log import CRASHES, open_desk_log
from triage.settings import DeskSettings
from triage.ui.collecting import GuiCollector
from triage.ui.icons import Icons
from triage.ui.not_open import NotOpen
from triage.ui.settings.kept import Kept, memory_for
from triage.ui.shell import Shell
from triage.ui.signin.leaving import Leaving
from triage.ui.theme import Theme

if TYPE_CHECKING:
    from triage.reception import Coming
    from triage.services.desk import Desk
    from triage.ui.presenter.at_door import Door
    from triage.ui.presenter.window import DeskWindow

RETRY_SECONDS = 5.0
PREPARE_MS = 2000
"""After the first list: what is only wanted later is made."""
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
    log = open_desk_log(settings.home)
    if log is not None:
        logging.getLogger().addHandler(log)
    first = None if settings.signs_in else _dress(app, settings)
    loop = qasync.QEventLoop(app)
    loop.set_default_executor(ThreadPoolExecutor(4, "triage-cpu"))
    with loop, (settings.home / CRASHES).open("a", encoding="utf-8") as crashes:
        faulthandler.enable(crashes)
        if first is not None:
            status = int(loop.run_until_complete(_work(settings, first, drive)))
            _let_go(app, first)
        else:
            status = int(loop.run_until_complete(_people(settings, app, drive)))
        faulthandler.disable()
    if log is not None:
        logging.getLogger().removeHandler(log)
        log.close()
    return status


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dressed:
    """A window that is shown, in one person's own look."""

    shell: Shell
    theme: Theme
    memory: QSettings
    collector: GuiCollector


def _dress(app: QApplication, settings: DeskSettings, theme: Theme | None = None) -> _Dressed:
    """``theme``: the one that the sign-in screen has; it takes on the person's choices."""
    memory = memory_for(settings.home / "window.ini", settings.handler_id)
    kept = Kept(memory, settings.standing)
    if theme is None:
        theme = Theme(kept.mode, kept.scale, density=kept.density)
        theme.apply(app)
    else:
        theme.set_mode(kept.mode)
        theme.set_scale(kept.scale)
        theme.set_density(kept.density)
    shell = Shell(theme, Icons(theme), memory, training=settings.training, person=settings.handler_name)
    shell.show()
    return _Dressed(shell=shell, theme=theme, memory=memory, collector=GuiCollector(shell, lambda: shell.meter.presses))


def _let_go(app: QApplication, dressed: _Dressed) -> None:
    """Widgets go while everything they stand on is still there, not in the interpreter's own order at its end."""
    dressed.collector.stop()
    dressed.shell.deleteLater()
    app.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))


async def _people(settings: DeskSettings, app: QApplication, drive: Drive | None) -> int:
    """One person after the other: each comes in, works, and leaves the workstation as it was."""
    from triage.reception import open_reception

    nobody = Kept(memory_for(settings.home / "window.ini", ""), settings.standing)
    theme = Theme(nobody.mode, nobody.scale, density=nobody.density)
    theme.apply(app)
    reception = open_reception(settings, theme)
    status, words = 0, ""
    try:
        while (coming := await reception.next(words)) is not None:
            dressed = _dress(app, coming.settings, theme)
            reception.window.hide()
            status = await _work(coming.settings, dressed, drive, coming)
            stays = coming.door.leaving is not Leaving.QUIT
            if stays:
                shell = dressed.shell
                reception.window.stand_for(shell.geometry(), maximised=shell.isMaximized())
                words = await reception.goodbye(coming)
            _let_go(app, dressed)
            if not stays:
                break
    finally:
        await reception.close()
    return status


async def _work(settings: DeskSettings, dressed: _Dressed, drive: Drive | None, coming: Coming | None = None) -> int:
    """The desk of one person, until it is left. ``coming``: whoever came in; None where the settings say who works."""
    shell, door = dressed.shell, coming.door if coming else None
    closing = door.left if door else asyncio.Event()
    shell.close_requested.connect(closing.set)
    # In a thread: the window keeps painting while the database library loads.
    await asyncio.to_thread(importlib.import_module, "triage.services.desk")
    window_module = importlib.import_module("triage.ui.presenter.window")
    desk = await _open(settings, shell, dressed.theme, closing, coming)
    if desk is None:
        shell.finish()
        return 1 if closing.is_set() else 0
    window: DeskWindow = window_module.DeskWindow(desk, shell, dressed.theme, dressed.memory, door)
    desk.spawn("ready", _tell_ready(window))
    await window.start()
    one_window = importlib.import_module("triage.ui.one_window")
    others = one_window.OneWindow(settings.home, shell, window.tell_started_again, lambda: _front(shell, door))
    QTimer.singleShot(PREPARE_MS, shell, lambda: desk.spawn("preparing", _prepare(window, dressed.collector)))
    dressed.collector.keep()
    touring = _start_tour(desk, window, closing, drive)
    await closing.wait()
    while not await window.may_close():
        closing.clear()
        if door is not None:
            door.stay()
        await closing.wait()
    others.close()
    await window.stop()  # everything written is saved before the window goes
    await desk.stop()
    shell.finish()
    return 1 if touring.failed else 0


async def _prepare(window: DeskWindow, collector: GuiCollector) -> None:
    await window.prepare()
    collector.set_aside()  # or the next look goes through all that was loaded while a report is opened


async def _open(
    settings: DeskSettings, shell: Shell, theme: Theme, closing: asyncio.Event, coming: Coming | None = None
) -> Desk | None:
    """Open the desk, trying again by itself while something is missing.

    None when the person closes the window, or when one that is open on the same folder came forward instead.
    """
    from triage.services.desk import Desk
    from triage.services.instance import AlreadyOpen

    told: NotOpen | None = None
    while not closing.is_set():
        try:
            desk = await (coming.open_desk() if coming else Desk.open(settings))
        except KnownError as error:
            if isinstance(error, AlreadyOpen) and await _other_came(settings):
                return None
            told = told or _not_open(shell, theme, closing)
            told.show_error(error)
            with suppress(TimeoutError):
                async with asyncio.timeout(RETRY_SECONDS):
                    await closing.wait()
        else:
            if told is not None:
                shell.set_overlay(None)
            return desk
    return None


def _not_open(shell: Shell, theme: Theme, closing: asyncio.Event) -> NotOpen:
    """In place of the columns, which show nothing until the desk is open."""
    told = NotOpen(theme)
    told.left.connect(closing.set)
    shell.set_overlay(told, whole=True)
    return told


def _front(shell: Shell, door: Door | None) -> QWidget:
    """What comes forward when Triage is started again: never a desk that is locked."""
    return door.window if door is not None and door.locked else shell


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
