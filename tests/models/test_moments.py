"""Dates and times as people and forms write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.models.sdm.moments import as_utc, is_bare_time, joined, moment


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("2026-11-20T05:12:00Z", "2026-11-20T05:12:00Z"),
        ("2026-07-20T05:12:00+01:00", "2026-07-20T04:12:00Z"),
        ("2026-07-20T05:12:00+0100", "2026-07-20T04:12:00Z"),
        ("2026-07-20T05:12", "2026-07-20T04:12:00Z"),
        ("2026-11-20 05:12:00.1234567", "2026-11-20T05:12:00.123456Z"),
        ("2026-11-20", "2026-11-20"),
        (" 20/11/2026 ", "2026-11-20"),
        ("20/11/26", "2026-11-20"),
        ("1.2.62", "1962-02-01"),
        ("3 July 2026 at 10:30pm", "2026-07-03T21:30:00Z"),
        ("20-11-2026 05:12", "2026-11-20T05:12:00Z"),
    ],
)
def test_what_can_be_read(told: str, at: str) -> None:
    assert moment(told).at == at
    assert moment(told).text == told


@pytest.mark.parametrize(
    "told",
    [
        "",
        "22:30",
        "yesterday",
        "31/02/2026",
        "2026-13-01",
        "2026-11-20T25:00",
        "0000-00-00",
        "1/Foo/2026",
        "99/99/9999",
    ],
)
def test_what_cannot_be_read_keeps_its_words(told: str) -> None:
    assert moment(told).at is None
    assert moment(told).text == told


@pytest.mark.parametrize("told", ["22:30", "9:05", "10.30pm", "23:59:59"])
def test_bare_times_are_known(told: str) -> None:
    assert is_bare_time(told)


def test_a_date_and_a_time_are_joined() -> None:
    assert joined("2026-07-03", "22:30").at == "2026-07-03T21:30:00Z"


def test_an_unreadable_time_leaves_the_date() -> None:
    assert joined("2026-07-03", "99:99").at == "2026-07-03"


def test_a_date_alone_is_no_point_in_time() -> None:
    assert as_utc("2026-07-03") is None


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_every_utc_moment_survives(at: datetime) -> None:
    aware = at.replace(tzinfo=UTC)
    told = moment(aware.isoformat()).at
    assert told is not None
    assert as_utc(told) == aware


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(told: str) -> None:
    assert moment(told).text == told
