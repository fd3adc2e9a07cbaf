"""Weeks by their ISO names, in local days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from triage.models.weeks import name_of, week_at, week_named, weeks_until


@given(st.dates(date(2001, 1, 1), date(2098, 12, 31)))
def test_a_day_lies_in_the_week_it_names(day: date) -> None:
    period = week_named(name_of(day))
    assert period is not None
    assert period.first <= day <= period.last
    assert (period.first.weekday(), (period.last - period.first).days) == (0, 6)


def test_a_week_when_the_clocks_change_is_an_hour_longer_or_shorter() -> None:
    hours = {
        name: (period.until - period.since) / timedelta(hours=1)
        for name in ("2026-W12", "2026-W13", "2026-W43", "2026-W44")
        if (period := week_named(name))
    }
    assert hours == {"2026-W12": 168, "2026-W13": 167, "2026-W43": 169, "2026-W44": 168}


def test_the_week_turns_at_local_midnight() -> None:
    monday = datetime(2026, 6, 15, tzinfo=UTC)  # one o'clock in the morning, local
    assert week_at(monday) == week_at(monday - timedelta(hours=1)) == "2026-W25"
    assert week_at(monday - timedelta(hours=1, seconds=1)) == "2026-W24"


def test_what_is_no_week() -> None:
    for told in ("", "2026-W00", "2026-W54", "2027-W53", "2026-47", "1999-W01", "2026-W47 ", "2026-W4٣"):
        assert week_named(told) is None, told
        assert weeks_until(told, 3) == ()


def test_the_weeks_until_one() -> None:
    assert weeks_until("2027-W01", 3) == ("2026-W52", "2026-W53", "2027-W01")
