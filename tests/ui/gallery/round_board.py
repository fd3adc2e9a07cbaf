"""Pictures of the supervisor's board: over the training ground, then busy, by every head, cut off and empty."""

from __future__ import annotations

import asyncio

from tests.ui.board.made import busy, empty
from tests.ui.gallery.walk import Walk
from triage.models.errors import KnownError
from triage.ui.board.now.page import NowPage

AWAY = KnownError("The gateway cannot be reached.", "The board asks again by itself.")


async def board(walk: Walk) -> None:
    """As the gateway tells it; then the figures of an invented room are laid in."""
    await walk.leave()
    walk.window.board.toggle()
    page = walk.window.board.board.page()
    assert isinstance(page, NowPage)
    await walk.until("it is told", page.tiles.isVisible)
    await walk.take("board-training")
    page.leave()  # nothing is asked any more
    now = walk.desk.clock.now()
    page.show_figures(busy(now))
    await walk.take("board-busy")
    for by in ("grade", "type", "view"):
        page.heads.choice.set_value(by)
        page.heads.choice.changed.emit(by)
        await asyncio.sleep(0.1)
        await walk.take(f"board-by-{by}")
    page.show_error(AWAY)
    await walk.take("board-offline")
    page.show_figures(empty(now))
    await walk.take("board-empty")
    await walk.leave()
