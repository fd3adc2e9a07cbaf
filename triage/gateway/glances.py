"""Which of many unread reports are read first. While more wait than a round takes, each gets a glance: its words are
sensed for risk, which takes a small part of the time that showing it does, so that what is urgent is not shown in its
turn behind thousands.
"""

from __future__ import annotations

from collections import deque

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.readers import Readers
from triage.gateway.unread import payloads, within_memory
from triage.models.profile import Profile

AHEAD = 512
"""Reports looked at between two rounds: about as long as a round of reading and showing takes."""


class Glances:
    """What was seen of the unread at this gateway. Nothing is kept: after a start it is seen again."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._seen: deque[int] = deque(maxlen=AHEAD)
        self._urgent: list[tuple[int, int]] = []

    async def look_ahead(self, connection: AsyncConnection, profile: Profile) -> None:
        """Glance at those that came after what was seen. Numbers are given before they are committed, so some of a
        little before may have come since.
        """
        unread = tables.unread
        since = self._seen[-1] - AHEAD if self._seen else 0
        fresh = unread.c.id.not_in(sorted(self._seen))
        query = select(unread).where(unread.c.id > since, fresh).order_by(unread.c.id).limit(AHEAD)
        arrivals = within_memory((await connection.execute(query)).all())
        if not arrivals:
            return
        found = await self._readers.glance(await payloads(connection, arrivals), profile)
        self._seen = deque(sorted([*self._seen, *(one.id for one in arrivals)]), maxlen=AHEAD)
        self._urgent += [(-urgency, number) for number, urgency in found.items() if urgency]
        self._urgent.sort()

    def worst(self, most: int) -> list[int]:
        """The submissions that seem most urgent, the oldest of equals first; they are not told again."""
        told, self._urgent = self._urgent[:most], self._urgent[most:]
        return [number for _, number in told]

    def forget(self) -> None:
        """No more wait than are read at once. (What was seen stays seen.)"""
        self._urgent = []
