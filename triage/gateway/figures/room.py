"""The board's figures, put together; a moment old at most, so that many boards cost what one does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway.database import Database
from triage.gateway.door import Door
from triage.gateway.figures.hours import today, week_before
from triage.gateway.figures.lines import next_due, oldest
from triage.gateway.figures.people import people
from triage.gateway.figures.stuck import stuck
from triage.gateway.figures.tallies import waiting
from triage.gateway.figures.views import ViewCounts
from triage.gateway.presence import Presence
from triage.gateway.profiles import ProfileBook
from triage.gateway.sight import Sight
from triage.gateway.workers import Worker
from triage.models.clock import Clock, london
from triage.models.figures import BoardFigures, Hour
from triage.models.profile import Profile

PAST_FRESH = timedelta(minutes=1)
"""The same for the day a week before, of which next to nothing changes any more."""
FRESH = timedelta(seconds=1)
"""How old figures may be that are given to the next who asks."""


def open_figures(door: Door, database: Database, clock: Clock, profiles: ProfileBook) -> FiguresRoom:
    """The room, which hears from now on of everybody who comes through the door."""
    door.presence = presence = Presence(database, clock)
    return FiguresRoom(database, clock, lambda: profiles.current, presence)


class FiguresRoom:
    """``told`` gives the figures as one sight shows them; whoever asks meanwhile waits for the same answer."""

    def __init__(
        self, database: Database, clock: Clock, profile: Callable[[], Profile], presence: Presence | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._profile = profile
        self._kept: dict[str, BoardFigures] = {}
        """By the mark of what is seen."""
        self._past: dict[str, tuple[datetime, tuple[Hour, ...]]] = {}
        self._lock = asyncio.Lock()
        self.views = ViewCounts(database, clock)
        self.presence = presence or Presence(database, clock)

    @property
    def workers(self) -> tuple[Worker, ...]:
        return (self.views.worker, self.presence.worker)

    async def told(self, sight: Sight) -> BoardFigures:
        """The figures for this sight; raises DatabaseDown."""
        asked = self._clock.now()  # whoever waits here takes what was counted meanwhile
        async with self._lock:
            now = self._clock.now()
            kept = self._kept.items()
            self._kept = {mark: told for mark, told in kept if asked - FRESH < told.as_of <= now}
            if sight.mark not in self._kept:
                self._kept[sight.mark] = await self.count(sight)
            return self._kept[sight.mark]

    async def count(self, sight: Sight) -> BoardFigures:
        """Counted anew; raises DatabaseDown."""
        views, views_as_of = self.views.told(sight)
        now, profile = self._clock.now(), self._profile()
        async with self._database.read() as connection:
            found = await waiting(connection, sight, profile, now)
            return BoardFigures(
                as_of=now,
                waiting=found.whole,
                put_off=found.put_off,
                oldest=await oldest(connection, sight),
                next_due=await next_due(connection, sight, now),
                by_risk=found.by_risk,
                by_grade=found.by_grade,
                by_kind=found.by_kind,
                views=views,
                views_as_of=views_as_of,
                people=await people(connection, sight, now),
                stuck=await stuck(connection, sight, now),
                today=await today(connection, sight, now),
                before=await self._week_before(connection, sight, now),
            )

    async def _week_before(self, connection: AsyncConnection, sight: Sight, now: datetime) -> tuple[Hour, ...]:
        as_of, hours = self._past.get(sight.mark, (now, ()))
        if not hours or abs(now - as_of) >= PAST_FRESH or london(as_of).date() != london(now).date():
            hours = await week_before(connection, sight, now)
            self._past = {mark: kept for mark, kept in self._past.items() if abs(now - kept[0]) < PAST_FRESH}
            self._past[sight.mark] = (now, hours)
        return hours
