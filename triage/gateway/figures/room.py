"""The board's figures, put together; a moment old at most, so that many boards cost what one does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

from triage.gateway.database import Database
from triage.gateway.figures.hours import days
from triage.gateway.figures.lines import next_due, oldest
from triage.gateway.figures.people import people
from triage.gateway.figures.stuck import stuck
from triage.gateway.figures.tallies import waiting
from triage.gateway.figures.views import ViewCounts
from triage.gateway.sight import Sight
from triage.models.clock import Clock
from triage.models.figures import BoardFigures
from triage.models.profile import Profile

FRESH = timedelta(seconds=1)
"""How old figures may be that are given to the next who asks."""


class FiguresRoom:
    """``told`` gives the figures as one sight shows them; whoever asks meanwhile waits for the same answer."""

    def __init__(self, database: Database, clock: Clock, profile: Callable[[], Profile]) -> None:
        self._database = database
        self._clock = clock
        self._profile = profile
        self._kept: dict[str, BoardFigures] = {}
        """By the mark of what is seen."""
        self._lock = asyncio.Lock()
        self.views = ViewCounts(database, clock)

    async def told(self, sight: Sight) -> BoardFigures:
        """The figures for this sight; raises DatabaseDown."""
        async with self._lock:
            now = self._clock.now()
            self._kept = {mark: kept for mark, kept in self._kept.items() if abs(now - kept.as_of) < FRESH}
            if sight.mark not in self._kept:
                self._kept[sight.mark] = await self.count(sight)
            return self._kept[sight.mark]

    async def count(self, sight: Sight) -> BoardFigures:
        """Counted anew; raises DatabaseDown."""
        views, views_as_of = self.views.told(sight)
        now, profile = self._clock.now(), self._profile()
        async with self._database.read() as connection:
            found = await waiting(connection, sight, profile, now)
            today, before = await days(connection, sight, now)
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
                today=today,
                before=before,
            )
