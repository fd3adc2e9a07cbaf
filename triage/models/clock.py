"""Time is injected (rule R9): UTC inside, Europe/London on the screen."""

from __future__ import annotations

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


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(slots=True)
class ManualClock:
    """A clock that stands until it is moved; for tests and back-tests."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 20, 6, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def advance(self, **parts: float) -> datetime:
        """Move on by timedelta keywords (seconds=…, minutes=…) and return the new present."""
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

    def heard(self, server_now: datetime) -> None:
        self.offset = server_now - self.base.now()


def london(moment: datetime) -> datetime:
    """The same moment as a person in the United Kingdom reads it."""
    return moment.astimezone(LONDON)
