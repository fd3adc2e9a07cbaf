"""Wakes long polls when something was committed, here or in another gateway (`triage.gateway.listen`).

Waking is cheap; answering is not. With a thousand desktops waiting, each change would cost a thousand answers at once
and the claims behind them would wait. So the more wait, the longer each is made to pause before it looks, each a
little differently, and those who look at about the same time look together (`triage.gateway.polls`).
"""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 20
"""As many long polls are answered without any pause."""
SLOT = 0.25
"""Seconds: pauses end together at multiples of this, so that those who look share one look."""


class Wake:
    """A condition that needs no lock: each change replaces the event that waiters hold.

    ``answers_per_second``: how many long polls this process answers at most, on the average.
    """

    def __init__(self, answers_per_second: float = 150) -> None:
        self._event = asyncio.Event()
        self._closed = asyncio.Event()
        self._rate = answers_per_second
        self._waiting = 0
        self.published = asyncio.Event()
        """Set by every change of our own; whoever tells the other gateways clears it."""

    @property
    def closing(self) -> bool:
        return self._closed.is_set()

    @property
    def waiting(self) -> int:
        """Long polls in this process."""
        return self._waiting

    @contextmanager
    def counted(self) -> Iterator[None]:
        """For as long as one long poll lasts."""
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    def ticket(self) -> asyncio.Event:
        """What to wait on; take it before looking, or a change between look and wait is slept through."""
        return self._event

    def changed(self) -> None:
        """We committed a change."""
        self.published.set()
        self.heard()

    def heard(self) -> None:
        """Somebody committed a change."""
        event, self._event = self._event, asyncio.Event()
        event.set()

    def close(self) -> None:
        """Let all waiters go at once and for ever: the server is stopping."""
        self._closed.set()
        self.heard()

    async def wait(self, ticket: asyncio.Event, seconds: float) -> None:
        """Until the ticket's change, at most ``seconds``."""
        if not self.closing and seconds > 0:
            await _at_most(ticket, seconds)

    async def pause(self, least: float, most: float) -> None:
        """Some seconds before looking: a random share, from ``least`` to 1, of what it takes to answer everybody who
        waits; at most ``most``. Nothing while few wait.
        """
        full = (self._waiting - AT_ONCE) / self._rate
        if full <= 0 or self.closing:
            return
        now = asyncio.get_running_loop().time()
        until = math.ceil((now + random.uniform(least, 1) * full) / SLOT) * SLOT
        await _at_most(self._closed, min(until - now, most))


async def _at_most(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
