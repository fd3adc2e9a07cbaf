"""Reference numbers as forces write them."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.training.records_standin.numbers import reference_for


class Series:
    def __init__(self) -> None:
        self.last: Counter[str] = Counter()

    def __call__(self, name: str) -> int:
        self.last[name] += 1
        return self.last[name]


def at(day: int, hour: int = 12, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_a_log_number_names_its_day() -> None:
    assert reference_for("incident", "77", at(20), Series()) == "CAD 1 of 20NOV26"


def test_log_numbers_restart_each_day() -> None:
    series = Series()
    told = [reference_for("incident", "77", at(day), series) for day in (20, 20, 21)]
    assert told == ["CAD 1 of 20NOV26", "CAD 2 of 20NOV26", "CAD 1 of 21NOV26"]


def test_the_day_is_london_s() -> None:
    assert reference_for("incident", "77", at(30, hour=23, month=6), Series()) == "CAD 1 of 01JUL26"


def test_crime_numbers_run_through_the_year() -> None:
    series = Series()
    told = [
        reference_for("crime", "77", moment, series) for moment in (at(1), at(31, month=12), at(1, month=1, year=2027))
    ]
    assert told == ["77/000001/26", "77/000002/26", "77/000001/27"]


@pytest.mark.parametrize(("force", "number"), [("42", "42"), ("", "77"), ("Aberwen", "77")])
def test_a_force_without_a_number_gets_the_training_one(force: str, number: str) -> None:
    assert reference_for("crime", force, at(1), Series()).startswith(f"{number}/")


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(2000, 1, 2), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001
def test_every_day_gives_a_reference_of_the_pattern(moment: datetime) -> None:
    assert re.fullmatch(r"CAD \d+ of \d{2}[A-Z]{3}\d{2}", reference_for("incident", "77", moment, Series()))
