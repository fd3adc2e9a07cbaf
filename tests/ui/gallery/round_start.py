"""Pictures of the desk's beginning: started for the first time, without a gateway, beside another one."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSettings

from tests.ui.gallery.camera import Camera, Wanted
from tests.ui.gallery.walk import Walk
from triage.app import _open
from triage.services.desk import Desk
from triage.settings import load_settings
from triage.ui.icons import Icons
from triage.ui.presenter.window import DeskWindow
from triage.ui.shell import Shell
from triage.ui.theme import Theme

NOWHERE = "http://127.0.0.1:9"


async def refused(walk: Walk, theme: Theme, wanted: Wanted) -> None:
    """A second desk on the same folder, and a first start without a gateway: each says so and waits."""
    ground = walk.ground
    beside = load_settings(ground.desktop_environment(ground.plan.home / "desk"))
    alone = replace(load_settings(ground.desktop_environment(ground.plan.home / "never")), gateway_url=NOWHERE)
    for screen, settings in (("start-locked", beside), ("start-first-without-gateway", alone)):
        settings.home.mkdir(parents=True, exist_ok=True)
        shell = _shell(ground.plan.home / f"{screen}.ini", theme)
        closing = asyncio.Event()
        opening = asyncio.ensure_future(_open(settings, shell, theme, closing))
        await asyncio.sleep(1.0)
        await Camera(shell, theme, wanted).take(screen)
        closing.set()
        await opening
        shell.finish()
        shell.deleteLater()


async def without_gateway(walk: Walk, theme: Theme, wanted: Wanted) -> None:
    """A start on a day when the gateway is away, by somebody who has worked here before."""
    home = walk.ground.plan.home
    settings = load_settings(walk.ground.desktop_environment(home / "known"))
    settings.home.mkdir(parents=True, exist_ok=True)
    before = await Desk.open(settings)
    await before.stop()
    shell = _shell(home / "known.ini", theme)
    desk = await Desk.open(replace(settings, gateway_url=NOWHERE))
    window = DeskWindow(desk, shell, theme, QSettings(str(home / "known.ini"), QSettings.Format.IniFormat))
    await window.start()
    await asyncio.sleep(1.5)
    await Camera(shell, theme, wanted).take("start-without-gateway")
    await window.stop()
    await desk.stop()
    shell.finish()
    shell.deleteLater()


def _shell(memory: Path, theme: Theme) -> Shell:
    shell = Shell(
        theme,
        Icons(theme),
        QSettings(str(memory), QSettings.Format.IniFormat),
        training=True,
        person="R. Adeyemi",
    )
    shell.show()
    shell.activateWindow()
    return shell
