"""A desk between its person and the next: locked when nobody is there, told when the session has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTimer

from tests.ui.queue.stage import Stage, stage
from triage.models.errors import KnownError
from triage.services.hub import SignInChanged
from triage.ui.icons import Icons
from triage.ui.one_window import OneWindow, call_the_other
from triage.ui.presenter.at_door import STRIP, AtDoor, Door, Session
from triage.ui.presenter.context import Context
from triage.ui.signin.leaving import Leaving, Unlocked
from triage.ui.signin.window import SignInWindow
from triage.ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)
"""Off-screen there is no other window to come in front of."""
MINUTE = 4
"""Looks of the timer in a minute."""


def at_door(desk: Stage, door: Door) -> AtDoor:
    window = desk.window
    memory = QSettings(str(desk.world.home / "door.ini"), QSettings.Format.IniFormat)
    return AtDoor(Context(window.desk, window.shell, window.actions, memory), window.bridge, door)


def looks(at: AtDoor, times: int) -> None:
    for _ in range(times):
        at.findChild(QTimer).timeout.emit()


async def test_a_desk_that_nobody_touches_is_locked_and_stays_hidden_until_its_owner_is_back(
    tmp_path: Path, theme: Theme
) -> None:
    async with stage(tmp_path, theme, ("My shed was opened.",)) as desk:
        screen = SignInWindow(theme, Icons(theme), training=True)
        comes: asyncio.Future[Unlocked] = asyncio.get_running_loop().create_future()
        door = Door(window=screen, unlock=lambda: comes, lock_minutes=2)
        at, shell = at_door(desk, door), desk.window.shell
        looks(at, 2 * MINUTE)
        assert not door.locked
        shell.meter.presses += 1
        looks(at, 2 * MINUTE)
        assert not door.locked
        looks(at, 1)
        await desk.until(lambda: screen.isVisible() and not shell.isVisible(), "it is locked")
        one = OneWindow(tmp_path, shell, lambda: None, lambda: screen if door.locked else shell)
        assert await call_the_other(tmp_path)
        assert not shell.isVisible(), "a second start shows a locked desk"
        one.close()
        comes.set_result(Unlocked.BACK)
        await desk.until(lambda: shell.isVisible() and not screen.isVisible(), "it is open again")
        assert not door.left.is_set()
        screen.finish()


async def test_whoever_is_not_the_owner_has_the_desk_closed(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, ("My shed was opened.",)) as desk:
        screen = SignInWindow(theme, Icons(theme), training=True)
        comes: asyncio.Future[Unlocked] = asyncio.get_running_loop().create_future()
        door = Door(window=screen, unlock=lambda: comes)
        at_door(desk, door).lock()
        comes.set_result(Unlocked.OTHER)
        await asyncio.wait_for(door.left.wait(), 10)
        assert (door.leaving, door.locked, desk.window.shell.isVisible()) == (Leaving.SWITCH, True, False)
        screen.finish()


async def test_a_session_that_ended_is_told_and_a_sign_in_from_the_strip_goes_on(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, ("My shed was opened.",)) as desk:
        screen = SignInWindow(theme, Icons(theme), training=True)
        answers: list[asyncio.Future[None]] = []
        ended = [True]

        def again(_show: Callable[[str], None]) -> asyncio.Future[None]:
            answers.append(asyncio.get_running_loop().create_future())
            return answers[-1]

        shell = desk.window.shell
        door = Door(window=screen, unlock=asyncio.Future, session=Session(again=again, ended=lambda: ended[0]))
        at = at_door(desk, door)

        def says(words: str) -> bool:
            strip = shell.strips.strip(STRIP)
            return strip is not None and words in strip.text()

        await desk.until(lambda: says("Your sign-in has ended"), "the strip stands")
        shell.strip_action.emit(STRIP)
        await desk.until(lambda: says("Waiting for your browser"), "it waits")
        await desk.until(lambda: len(answers) == 1, "the flow runs")
        answers[0].set_exception(KnownError("You signed in as Bob.", "Sign out first."))
        await desk.until(lambda: says("as Bob"), "why is said")
        shell.strip_action.emit(STRIP)
        await desk.until(lambda: len(answers) == 2, "the flow runs again")
        shell.strip_action.emit(STRIP)
        await desk.until(lambda: says("has ended"), "it was cancelled")
        ended[0] = False
        desk.desk.hub.publish(SignInChanged(signed_in=True))
        await desk.until(lambda: shell.strips.strip(STRIP) is None, "the strip goes")
        assert at.parent() is shell
        screen.finish()
