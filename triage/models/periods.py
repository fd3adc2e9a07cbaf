"""Periods as people in the United Kingdom mean them: whole local days, the week from Monday.

A day when the clocks change lasts 23 or 25 hours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from triage.models.clock import LONDON, london

_DAY = re.compile(r"(?P<day>\d{1,2})[/. -](?P<month>\d{1,2})(?:[/. -](?P<year>20\d\d|\d\d))?")


class Span(StrEnum):
    TODAY = "today"
    YESTERDAY = "yesterday"
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Local days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """Its first moment, in UTC."""
        return midnight(self.first)

    @property
    def until(self) -> datetime:
        """The first moment after it, in UTC."""
        return midnight(self.last + timedelta(days=1))


def midnight(day: date) -> datetime:
    """When that day begins in the United Kingdom, in UTC; no clock has ever been changed at midnight since 1972."""
    return datetime.combine(day, time(0), LONDON).astimezone(UTC)


def period_of(span: Span, now: datetime) -> Period:
    """The days of a span, seen from now."""
    today = london(now).date()
    monday = today - timedelta(days=today.weekday())
    first_of_month = today.replace(day=1)
    end_of_last = first_of_month - timedelta(days=1)
    return {
        Span.TODAY: Period(first=today, last=today),
        Span.YESTERDAY: Period(first=today - timedelta(days=1), last=today - timedelta(days=1)),
        Span.THIS_WEEK: Period(first=monday, last=today),
        Span.LAST_WEEK: Period(first=monday - timedelta(days=7), last=monday - timedelta(days=1)),
        Span.THIS_MONTH: Period(first=first_of_month, last=today),
        Span.LAST_MONTH: Period(first=end_of_last.replace(day=1), last=end_of_last),
    }[span]


def period_between(since: datetime, until: datetime) -> Period:
    """The days of which ``since`` is the first moment, and ``until`` the first moment after them."""
    return Period(first=london(since).date(), last=london(until - timedelta(seconds=1)).date())


def own_period(first: str, last: str, now: datetime) -> Period | None:
    """Two dates as people type them ("19/11/2026", "19/11", "2026-11-19"); without a last one it is one day.

    None when they cannot be read, or the later one comes first. A date without a year is the last such one.
    """
    since = read_day(first, now)
    until = read_day(last, now) if last.strip() else since
    if since is None or until is None or until < since:
        return None
    return Period(first=since, last=until)


def read_day(text: str, now: datetime) -> date | None:
    """A day as people type it; None when there is no such day."""
    words = text.strip()
    today = london(now).date()
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", words):
            return date.fromisoformat(words)
        found = _DAY.fullmatch(words)
        if found is None:
            return None
        year = int(found["year"] or today.year)
        told = date(year + 2000 if year < 100 else year, int(found["month"]), int(found["day"]))
        return told if found["year"] or told <= today else told.replace(year=told.year - 1)
    except ValueError:
        return None
