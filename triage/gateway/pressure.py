"""Answering comes first: while reports arrive faster than they can be read, work behind the answers steps aside, for
seconds at most.

A report that nobody can see yet may be about a life, and only reading it tells. So reading waits no longer than until
the oldest unread report is `HELD_SECONDS` old, whatever still arrives; files, which a handler who opens the report gets
at once anyway, wait as long before each of them, and so does all other work on what is in the queue already while more
waits to be read than one round takes.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable

BUSY = 30
"""Reports a second at one gateway: about what it can read beside answering."""
HELD_SECONDS = 3.0
LOOK_SECONDS = 0.1


class Pressure:
    """How many reports a second arrive at this gateway, with a memory of about a second."""

    def __init__(self, counter: Callable[[], float] = time.monotonic) -> None:
        self._counter = counter
        self.behind = False
        """More waits to be read than a round takes: told by the reader."""
        self._rate = 0.0
        self._at = counter()

    def arrived(self) -> None:
        """One was stored."""
        self._rate = self.rate + 1
        self._at = self._counter()

    @property
    def rate(self) -> float:
        return self._rate * math.exp(self._at - self._counter())

    @property
    def busy(self) -> bool:
        return self.rate > BUSY

    async def stand_back(self, seconds: float) -> None:
        """While it is busy, at most so long."""
        await self._while(lambda: self.busy, seconds)

    async def let_reading_go_first(self) -> None:
        """While it is busy or more waits to be read than a round takes, `HELD_SECONDS` at most."""
        await self._while(lambda: self.busy or self.behind, HELD_SECONDS)

    async def _while(self, holds: Callable[[], bool], seconds: float) -> None:
        until = self._counter() + seconds
        while holds() and (left := until - self._counter()) > 0:  # noqa: ASYNC110 - calm comes with time
            await asyncio.sleep(min(LOOK_SECONDS, left))
