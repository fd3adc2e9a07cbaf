"""Weeks as ISO 8601 numbers them ("2026-W47"), by the days of the United Kingdom; one when the clocks change has 167 or
169 hours."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from triage.models.clock import london
from triage.models.periods import Period

_NAME = re.compile(r"(?P<year>20[0-9]{2})-W(?P<number>[0-9]{2})\Z")


def week_named(name: str) -> Period | None:
    """The seven days from Monday of that week; None when there is no such week."""
    found = _NAME.match(name)
    if found is None:
        return None
    try:
        monday = date.fromisocalendar(int(found["year"]), int(found["number"]), 1)
    except ValueError:
        return None
    return Period(first=monday, last=monday + timedelta(days=6))


def name_of(day: date) -> str:
    """The name of the week that this day is in."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def week_at(now: datetime, back: int = 0) -> str:
    """The name of the running week, or of one so many weeks before it (below 0: after it)."""
    return name_of(london(now).date() - timedelta(weeks=back))


def weeks_until(name: str, number: int) -> tuple[str, ...]:
    """So many names, the last of them this one; none when there is no such week."""
    last = week_named(name)
    if last is None:
        return ()
    return tuple(name_of(last.first - timedelta(weeks=back)) for back in reversed(range(number)))
