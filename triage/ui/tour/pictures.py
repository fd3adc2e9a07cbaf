"""Pictures of every screen in every theme, from the running program: to be looked at, and for the guides."""

from __future__ import annotations

import asyncio

from triage.ui.theme.theme import Mode
from triage.ui.tour.hands import Hands

SCREENS = ((1366, 768), (1920, 1080))
"""Sizes of real screens; at 150 % the window has two thirds of that in its own pixels."""
OVERLAYS = (
    ("outbox", "Ctrl+B"),
    ("palette", "Ctrl+K"),
    ("keys", "F1"),
    ("settings", "Ctrl+,"),
    ("faults", "Ctrl+Shift+F"),
)
SETTLE_SECONDS = 0.35


async def pictures(hands: Hands) -> None:
    """Queue, open report, both ends of the decide column, each overlay; light, dark and high contrast; two screens."""
    await hands.driver.until("reports are in the queue", lambda: hands.window.queue.model.rowCount() > 1)
    await hands.take_next()
    await hands.decide()
    for width, height in SCREENS:
        for mode in (Mode.LIGHT, Mode.DARK, Mode.CONTRAST):
            await _one_theme(hands, mode, width, height)


async def _one_theme(hands: Hands, mode: Mode, width: int, height: int) -> None:
    driver, shell = hands.driver, hands.window.shell
    ratio = shell.devicePixelRatio()
    shell.resize(round(width / ratio), round(height / ratio))
    hands.window.theme.set_mode(mode)
    name = f"{mode.value}-{width}x{height}-{ratio:.0%}"
    await driver.press("Escape")  # out of the text field, so that letters are keys again
    await driver.press("H")
    await asyncio.sleep(SETTLE_SECONDS)
    driver.shot(f"{name}-open")
    await driver.press("Escape")
    await driver.press("R")
    await asyncio.sleep(SETTLE_SECONDS)
    driver.shot(f"{name}-decided")
    for overlay, keys in OVERLAYS:
        await driver.press(keys)
        await asyncio.sleep(SETTLE_SECONDS)
        driver.shot(f"{name}-{overlay}")
        await driver.press("Escape")
    driver.tell(step=f"pictures taken in {mode.value} at {width}×{height}, {ratio:.0%}", ok=True)
