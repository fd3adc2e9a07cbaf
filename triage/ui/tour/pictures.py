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
    ("keys", "Shift+F1"),
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
    await _go_offline(hands)
    for width, height in SCREENS:
        for mode in (Mode.LIGHT, Mode.DARK, Mode.CONTRAST):
            await _offline(hands, mode, width, height)


async def _go_offline(hands: Hands) -> None:
    """Cut the network and send, so that the strip and a filled outbox can be seen."""
    training = hands.desk.training
    if training is not None:
        await training.set_link("gateway", "cut")
        await training.set_link("records", "cut")
    await hands.driver.until(
        "the strip says what still works", lambda: "offline" in hands.window.shell.strips.all_keys()
    )
    await hands.send()


async def _offline(hands: Hands, mode: Mode, width: int, height: int) -> None:
    name = _fit(hands, mode, width, height)
    await asyncio.sleep(SETTLE_SECONDS)
    hands.driver.shot(f"{name}-offline")
    await hands.driver.press("Ctrl+B")
    await asyncio.sleep(SETTLE_SECONDS)
    hands.driver.shot(f"{name}-waiting")
    await hands.driver.press("Escape")


def _fit(hands: Hands, mode: Mode, width: int, height: int) -> str:
    """Size and theme of the next pictures; returns how their names begin."""
    shell = hands.window.shell
    ratio = shell.devicePixelRatio()
    shell.resize(round(width / ratio), round(height / ratio))
    hands.window.theme.set_mode(mode)
    return f"{mode.value}-{width}x{height}-{ratio:.0%}"


async def _one_theme(hands: Hands, mode: Mode, width: int, height: int) -> None:
    driver, name = hands.driver, _fit(hands, mode, width, height)
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
    driver.tell(step=f"pictures taken: {name}", ok=True)
