"""Local days: the week from Monday, and the nights on which the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.models.clock import london
from triage.models.periods import Period, Span, midnight, own_period, period_of


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 10, 24), 24)]
)
def test_a_day_when_the_clocks_change_is_shorter_or_longer(day: date, hours: int) -> None:
    period = Period(first=day, last=day)
    assert period.until - period.since == timedelta(hours=hours)


def test_each_span_from_an_hour_that_is_another_day_in_utc() -> None:
    now = datetime(2026, 10, 19, 23, 30, tzinfo=UTC)  # 00:30 on Tuesday 20 October, summer time
    told = {span: (period_of(span, now).first.day, period_of(span, now).last.day) for span in Span}
    assert told == {
        Span.TODAY: (20, 20),
        Span.YESTERDAY: (19, 19),
        Span.THIS_WEEK: (19, 20),
        Span.LAST_WEEK: (12, 18),
        Span.THIS_MONTH: (1, 20),
        Span.LAST_MONTH: (1, 30),
    }


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_days_follow_each_other_without_gap_and_begin_at_midnight(day: date) -> None:
    told = london(midnight(day))
    assert (told.date(), told.hour, told.minute) == (day, 0, 0)
    assert Period(first=day, last=day).until == midnight(day + timedelta(days=1))


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("19/11/2026", "20/11/26", ((2026, 11, 19), (2026, 11, 20))),
        ("2026-10-25", "", ((2026, 10, 25), (2026, 10, 25))),
        ("24/12", "2.1", ((2025, 12, 24), (2026, 1, 2))),
        ("29/02/2024", "29/02/2024", ((2024, 2, 29), (2024, 2, 29))),
        ("20/11", "19/11", None),
        ("31/02", "", None),
        ("soon", "20/11", None),
    ],
)
def test_own_dates_as_people_type_them(first: str, last: str, told: tuple[tuple[int, ...], ...] | None) -> None:
    found = own_period(first, last, datetime(2026, 11, 20, 6, 0, tzinfo=UTC))
    days = None if found is None else tuple((day.year, day.month, day.day) for day in (found.first, found.last))
    assert days == told
