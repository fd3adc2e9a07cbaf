"""The parts of the tour, each a script of key presses."""

from __future__ import annotations

from pathlib import Path

from triage.services.desk import Desk
from triage.ui.presenter.window import DeskWindow
from triage.ui.tour.driver import Driver, StepFailedError


async def run_part(name: str, window: DeskWindow, desk: Desk, shots: Path) -> bool:
    """Drive the window through one part; False when a step did not hold."""
    driver = Driver(window.shell, shots)
    try:
        await _look(driver, window)
    except StepFailedError:
        return False
    return True


async def _look(driver: Driver, window: DeskWindow) -> None:
    await driver.until("reports are in the queue", lambda: window.queue.model.rowCount() > 20)
    await driver.press("N")
    await driver.until("report open", lambda: window.decide.draft is not None)
    import asyncio
    await asyncio.sleep(1)
    driver.shot("look")
