"""Times to come as people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.models.loose_time import read_ahead, read_at, read_span

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)  # a Friday, and London keeps UTC


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("45", 45),
        ("45 min", 45),
        ("1h", 60),
        ("1h30", 90),
        ("1 h 30 m", 90),
        ("2 days", 2880),
        ("1.5h", 90),
        ("1w", 10080),
    ],
)
def test_spans(typed: str, minutes: int) -> None:
    assert read_span(typed) == timedelta(minutes=minutes)


@pytest.mark.parametrize("typed", ["", "soon", "0", "-3h", "1x", "9999 weeks", "1h 2d"])
def test_what_is_no_span(typed: str) -> None:
    assert read_span(typed) is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("1h", "2026-11-20 07:00"),
        ("in 20 min", "2026-11-20 06:20"),
        ("0700", "2026-11-20 07:00"),
        ("0500", "2026-11-21 05:00"),
        ("7am", "2026-11-20 07:00"),
        ("5.30 pm", "2026-11-20 17:30"),
        ("tomorrow 0700", "2026-11-21 07:00"),
        ("tomorrow", "2026-11-21 07:00"),
        ("tom at 6:15", "2026-11-21 06:15"),
        ("mon 6am", "2026-11-23 06:00"),
        ("fri", "2026-11-27 07:00"),
        ("noon", "2026-11-20 12:00"),
        ("tonight 2200", "2026-11-20 22:00"),
        ("24/11 0800", "2026-11-24 08:00"),
        ("24/11/26 0800", "2026-11-24 08:00"),
    ],
)
def test_times_to_come(typed: str, told: str) -> None:
    assert read_ahead(typed, NOW) == datetime.fromisoformat(f"{told}+00:00")


@pytest.mark.parametrize("typed", ["", "yesterday", "today 0500", "31/02", "25:00", "13pm", "whenever", "19/11/2026"])
def test_what_has_passed_or_cannot_be_read(typed: str) -> None:
    assert read_ahead(typed, NOW) is None


def test_summer_time_is_london_s() -> None:
    evening = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)  # the clocks go back that night
    assert read_ahead("tomorrow 0700", evening) == datetime(2026, 10, 25, 7, 0, tzinfo=UTC)
    assert read_ahead("2200", evening) == datetime(2026, 10, 24, 21, 0, tzinfo=UTC)


def test_any_moment() -> None:
    assert read_at("yest 2200", NOW) == NOW - timedelta(hours=8)
    assert read_at("19/11", NOW) == NOW - timedelta(hours=30)
    assert read_at("", NOW) is None


@given(st.text(max_size=40))
def test_nothing_typed_breaks_it(typed: str) -> None:
    found = read_ahead(typed, NOW)
    assert found is None or found > NOW
    read_at(typed, NOW)
