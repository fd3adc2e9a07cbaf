"""Periods as people in the United Kingdom mean them: whole local days, the week from Monday.

A day when the clocks change lasts 23 or 25 hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from triage.models.clock import LONDON, london


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
