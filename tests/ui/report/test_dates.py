"""Loosely typed dates, echoed in full."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.models.answer import Moment
from triage.ui.report.dates import long_date, long_moment, read_answer, read_date, read_moment

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14/03/1994", date(1994, 3, 14)),
        ("14 3 94", date(1994, 3, 14)),
        ("1-2-26", date(2026, 2, 1)),
        ("14 mar 1994", date(1994, 3, 14)),
        ("14th March 1994", date(1994, 3, 14)),
        ("1994-03-14", date(1994, 3, 14)),
        ("31/02/1994", None),
        ("14/03", None),
        ("soon", None),
    ],
)
def test_a_date_of_birth(typed: str, meant: date | None) -> None:
    assert read_date(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("yest 2215", "Thu 19 Nov 2026, 22:15"),
        ("yesterday", "Thu 19 Nov 2026"),
        ("today 05:10", "Fri 20 Nov 2026, 05:10"),
        ("19/11", "Thu 19 Nov 2026"),
        ("19/11 22:10", "Thu 19 Nov 2026, 22:10"),
        ("21/11", "Fri 21 Nov 2025"),
        ("3 june at 0915", "Wed 3 Jun 2026, 09:15"),
        ("2215", "Fri 20 Nov 2026, 22:15"),
        ("Thu 19 Nov 2026, 22:10", "Thu 19 Nov 2026, 22:10"),
        ("last week", None),
        ("tue 9pm", "Tue 17 Nov 2026, 21:00"),
        ("last friday at 9.30 am", "Fri 13 Nov 2026, 09:30"),
        ("3 days ago 2215", "Tue 17 Nov 2026, 22:15"),
        ("13pm", None),
    ],
)
def test_a_moment(typed: str, said: str | None) -> None:
    assert read_moment(typed, NOW) == said


@given(st.text(max_size=30))
def test_no_typing_breaks_the_reader(typed: str) -> None:
    read_date(typed, TODAY)
    read_moment(typed, NOW)


def test_what_is_no_date_is_shown_as_told() -> None:
    assert long_date("about 1990") == "about 1990"
    assert long_moment(Moment(text="after tea")) == "after tea"
    assert long_moment(Moment(text="x", at="2026-11-19T22:10:00Z")) == "Thu 19 Nov 2026, 22:10"
    assert long_moment(Moment(text="x", at="2026-11-19")) == "Thu 19 Nov 2026"


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("2026-11-20T00:50:00+00:00", "Fri 20 Nov 2026, 00:50"),
        ("2026-07-01T23:30:00Z", "Thu 2 Jul 2026, 00:30"),
        ("2026-13-20T00:50:00Z", "2026-13-20T00:50:00Z"),
        ("about 2026-11-20T00:50:00Z", "about 2026-11-20T00:50:00Z"),
        ("07700 900118", "07700 900118"),
    ],
)
def test_a_stamp_in_an_answer_is_read_in_uk_time(told: str, read: str) -> None:
    assert read_answer(told) == read
