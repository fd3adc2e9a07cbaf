"""Wakes long polls when something was committed.

Only this process is woken; gateways that share one PostgreSQL learn of each other's changes by the re-check of the
poll. The seam for LISTEN/NOTIFY is here: whatever hears of a change calls `changed`.
"""

from __future__ import annotations

import asyncio


class Wake:
    """A condition that needs no lock: each change replaces the event that waiters hold."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.closing = False

    def ticket(self) -> asyncio.Event:
        """What to wait on; take it before looking, or a change between look and wait is slept through."""
        return self._event

    def changed(self) -> None:
        event, self._event = self._event, asyncio.Event()
        event.set()

    def close(self) -> None:
        """Let all waiters go at once and for ever: the server is stopping."""
        self.closing = True
        self.changed()

    async def wait(self, ticket: asyncio.Event, seconds: float) -> None:
        """Until the ticket's change, at most ``seconds``."""
        if self.closing or seconds <= 0:
            return
        try:
            async with asyncio.timeout(seconds):
                await ticket.wait()
        except TimeoutError:
            return
