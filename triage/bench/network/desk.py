"""The desk of the measurement: a workstation's own services in a process of their own, worked by a scripted handler."""

from __future__ import annotations

import asyncio
from pathlib import Path

from triage.bench.crash.orders import Acks
from triage.bench.crash.worker import ScriptedHandler
from triage.models.errors import KnownError
from triage.services.desk import Desk
from triage.settings import DeskSettings, load_settings

PAUSE = 0.1


def run(home: Path) -> int:
    """Works whatever comes until it is ended."""
    asyncio.run(_work(load_settings(), Acks(home)))
    return 0


async def _work(settings: DeskSettings, acks: Acks) -> None:
    desk = await _opened(settings)
    handler = ScriptedHandler(desk, acks)
    try:
        await handler.compare()
        await desk.start()
        acks.tell("started")
        while True:
            await handler.work(-1)
            await asyncio.sleep(PAUSE)
    finally:
        await desk.stop()


async def _opened(settings: DeskSettings) -> Desk:
    """As the window does: what cannot be opened now is tried again."""
    while True:
        try:
            return await Desk.open(settings)
        except KnownError:
            await asyncio.sleep(PAUSE)
