"""Reads of the feed: those who look at the same place at the same time share one look, and long polls wait their turn.

A shared look always begins after the request came in, so nobody is shown less than what was committed before they
asked, in whichever gateway.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from triage.gateway import feed
from triage.gateway.database import Database, DatabaseDown
from triage.gateway.problems import Refusal
from triage.gateway.sight import Sight
from triage.gateway.wake import Wake
from triage.models import codec
from triage.models.clock import Clock

SOON = 0.05
LATE = 1.0
"""Seconds between looks while something committed waits for an older transaction: at first, and at most."""
UNTOLD = 1.0
TOLD = 7.5
"""Seconds between looks when nothing is heard: while other gateways cannot be heard, and when they can (a notification
may be lost)."""
Place = tuple[str | None, int, Sight]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A page as it is sent. ``ticket`` is set by what changes after it; ``held_back``: more is committed but cannot be
    read before an older transaction ends.
    """

    body: bytes
    etag: str
    items: int
    removed: int
    held_back: bool
    ticket: asyncio.Event

    @property
    def empty(self) -> bool:
        return not self.items and not self.removed


@dataclass(slots=True)
class _Look:
    told: Told | None = None
    error: Refusal | DatabaseDown | None = None


@dataclass(slots=True)
class _Line:
    """Those who look at one place: one look is under way at most, the others share the next."""

    next: _Look = field(default_factory=_Look)
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Polls:
    """Reads pages of the feed. ``heard``: whether other gateways' changes are heard just now."""

    def __init__(self, database: Database, clock: Clock, wake: Wake, heard: Callable[[], bool]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake
        self._heard = heard
        self._lines: dict[Place, _Line] = {}

    async def now(self, place: Place) -> Told:
        """The page at this place.

        Raises:
            Refusal: cursor-gone.
            DatabaseDown: it cannot be read.
        """
        line = self._lines.setdefault(place, _Line())
        line.users += 1
        look = line.next
        try:
            async with line.looking:
                if look.told is None and look.error is None:
                    line.next = _Look()
                    await self._look(look, place)
        finally:
            line.users -= 1
            if not line.users:
                self._lines.pop(place, None)
        if look.error is not None:
            raise look.error
        assert look.told is not None
        return look.told

    async def wait(
        self, place: Place, seconds: float, *, known: Callable[[str], bool], gone: Callable[[], Awaitable[bool]]
    ) -> Told:
        """The page at this place once it has something that the caller does not know; an empty or known one only when
        the time is over, the caller is gone or we are stopping. Raises as `now`.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        soon = SOON
        with self._wake.counted():
            await self._wake.pause(0.5, seconds)
            while True:
                told = await self.now(place)
                left = until - loop.time()
                if not (told.empty or known(told.etag)) or left <= 0 or self._wake.closing or await gone():
                    return told
                await self._wake.wait(told.ticket, min(left, soon if told.held_back else self._recheck(left)))
                soon = min(2 * soon, LATE) if told.held_back else SOON
                await self._wake.pause(0, max(0, until - loop.time()))

    def _recheck(self, left: float) -> float:
        """How long to sleep at most. On SQLite every change is made in this process."""
        if self._database.embedded:
            return left
        return random.uniform(0.7, 1.3) * (TOLD if self._heard() else UNTOLD)

    async def _look(self, look: _Look, place: Place) -> None:
        after, limit, sight = place
        ticket = self._wake.ticket()
        try:
            async with self._database.glance() as connection:
                page = await feed.read(connection, after, limit, self._clock.now(), sight)
        except (Refusal, DatabaseDown) as error:
            look.error = error
            return
        look.told = Told(
            body=codec.encode(page.changes),
            etag=codec.sha256(f"{after}|{limit}|{page.cursor.encode()}".encode())[:20],
            items=len(page.changes.items),
            removed=len(page.changes.removed),
            held_back=page.held_back,
            ticket=ticket,
        )
