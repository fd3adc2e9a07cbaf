"""Which of many unread reports are read first. While more wait than a round takes, each gets a glance: its words are
sensed for risk, which takes a small part of the time that showing it does, so that what is urgent is not shown in its
turn behind thousands.
"""

from __future__ import annotations

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
        self._seen = 0
        self._urgent: list[tuple[int, int]] = []

    async def look_ahead(self, connection: AsyncConnection, profile: Profile) -> None:
        """Glance at those that came after what was seen."""
        unread = tables.unread
        query = select(unread).where(unread.c.id > self._seen).order_by(unread.c.id).limit(AHEAD)
        arrivals = within_memory((await connection.execute(query)).all())
        if not arrivals:
            return
        found = await self._readers.glance(await payloads(connection, arrivals), profile)
        self._seen = arrivals[-1].id
        self._urgent += [(-urgency, number) for number, urgency in found.items() if urgency]
        self._urgent.sort()

    def worst(self, most: int) -> list[int]:
        """The submissions that seem most urgent, the oldest of equals first; they are not told again."""
        told, self._urgent = self._urgent[:most], self._urgent[most:]
        return [number for _, number in told]

    def forget(self) -> None:
        """No more wait than are read at once. (What was seen stays seen: numbers only rise.)"""
        self._urgent = []
