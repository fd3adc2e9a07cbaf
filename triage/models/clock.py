"""Time is injected (rule R9): UTC inside, Europe/London on the screen."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock(Protocol):
    """Where the present comes from."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...

    def counter(self) -> float:
        """Seconds since some moment, by a counter that nobody can set: how much time passed while this program ran."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def counter(self) -> float:
        return time.monotonic()


@dataclass(slots=True)
class ManualClock:
    """A clock that stands until it is moved; for tests and back-tests."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 20, 6, 0, tzinfo=UTC))
    counted: float = 0.0

    def now(self) -> datetime:
        return self.at

    def counter(self) -> float:
        return self.counted

    def advance(self, **parts: float) -> datetime:
        """Move on by timedelta keywords (seconds=…, minutes=…) and return the new present."""
        self.counted += timedelta(**parts).total_seconds()
        self.at += timedelta(**parts)
        return self.at

    def jump(self, **parts: float) -> datetime:
        """Set the clock on or back by timedelta keywords; no time passes."""
        self.at += timedelta(**parts)
        return self.at


@dataclass(slots=True)
class ServerClock:
    """The server's present, from our clock and the offset that its last reply told.

    Deadlines (leases) are the server's; comparing them with a workstation clock that is ten minutes
    wrong would lapse or keep leases wrongly.
    """

    base: Clock
    offset: timedelta = timedelta(0)

    def now(self) -> datetime:
        return self.base.now() + self.offset

    def counter(self) -> float:
        return self.base.counter()

    def heard(self, server_now: datetime) -> None:
        self.offset = server_now - self.base.now()


def london(moment: datetime) -> datetime:
    """The same moment as a person in the United Kingdom reads it."""
    return moment.astimezone(LONDON)
