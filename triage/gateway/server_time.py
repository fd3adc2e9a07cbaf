"""Leases are decided by one clock: that of the database, which all gateways share.

Machines' own clocks differ, and are set back and forth. So a gateway on PostgreSQL that was given the machine's clock
measures how far the database's clock is from its own steady counter, at start and every minute, and tells that time to
everything (leases, audit, the feed's ``server_time``). Asking inside every transaction would be exact as well, but
costs a round trip each and would give the steps of one call several times. What is left is half a round trip of error;
fences do not depend on it, and a grant never begins before the one before it ended.

SQLite lives on this machine, and tests bring clocks of their own: both are left as they are.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from triage.gateway.database import Database
from triage.gateway.logs import say
from triage.gateway.workers import Worker
from triage.models.clock import Clock, SystemClock

EVERY_SECONDS = 60.0
SAMPLES = 3
LARGE = timedelta(seconds=2)
"""A machine whose clock differs by more has no working time service: said in the log, harmless to us."""


class DatabaseClock:
    """The database's time, between two measurements carried on by a counter that nobody sets."""

    def __init__(self, database: Database, own: Clock, counter: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._own = own
        self._counter = counter
        self._zero = own.now() - timedelta(seconds=counter())

    def now(self) -> datetime:
        return self._zero + timedelta(seconds=self._counter())

    def counter(self) -> float:
        return self._counter()

    async def measure(self) -> timedelta:
        """Ask the database; gives how far this machine's clock is ahead of it. Raises DatabaseDown."""
        best = float("inf")
        zero = self._zero
        async with self._database.lent() as connection:
            for _ in range(SAMPLES):
                before = self._counter()
                there: datetime = await connection.fetchval("SELECT clock_timestamp()")
                after = self._counter()
                if after - before < best:
                    best = after - before
                    zero = there.astimezone(UTC) - timedelta(seconds=(before + after) / 2)
        self._zero = zero
        ahead = self._own.now() - self.now()
        if abs(ahead) > LARGE:
            say("clock-differs", logging.WARNING, seconds=round(ahead.total_seconds(), 1))
        return ahead

    def worker(self) -> Worker:
        async def round_() -> bool:
            await self.measure()
            return False

        return Worker(name="clock", every=EVERY_SECONDS, round=round_)


async def shared_clock(database: Database, clock: Clock) -> Clock:
    """The clock that a gateway on this database goes by. Raises DatabaseDown."""
    if database.embedded or not isinstance(clock, SystemClock):
        return clock
    made = DatabaseClock(database, clock)
    await made.measure()
    return made
