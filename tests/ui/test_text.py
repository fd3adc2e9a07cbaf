"""Words for time, states and numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.models.delivery import Delivery, HeldBecause
from triage.models.indicators import RiskLevel
from triage.models.lease import LeaseState
from triage.models.query import SortBy, View
from triage.models.stage import Stage
from triage.models.views import Link
from triage.ui import text

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "words", "tone"),
    [
        (4.5, "4 min left", "wrong"),
        (0.5, "30 s left", "wrong"),
        (0.01, "due now", "wrong"),
        (-0.01, "due now", "wrong"),
        (-0.02, "1 s over", "wrong"),
        (-12, "12 min over", "wrong"),
        (11, "11 min", "warn"),
        (38, "38 min", "text_soft"),
        (23 * 60 + 43, "23 h 43 m", "text_soft"),
        (120, "2 h", "text_soft"),
        (5 * 24 * 60, "5 days", "text_soft"),
        (-300, "5 h over", "wrong"),
    ],
)
def test_time_left(minutes: float, words: str, tone: str) -> None:
    left = text.time_left(NOW + timedelta(minutes=minutes), NOW)
    assert (left.text, left.tone) == (words, tone)


def test_time_left_is_spoken_in_whole_words() -> None:
    assert text.time_left(NOW + timedelta(minutes=1), NOW).spoken == "1 minute left"
    assert text.time_left(NOW - timedelta(minutes=61), NOW).spoken == "1 hour 1 minute over the target"


@given(st.timedeltas(min_value=timedelta(days=-400), max_value=timedelta(days=400)))
def test_a_span_is_short_and_never_negative(length: timedelta) -> None:
    words = text.span(length)
    assert "-" not in words
    assert len(words) <= 10


def test_days_are_named_as_people_do_in_london_time() -> None:
    assert text.day_and_time(NOW - timedelta(minutes=11), NOW) == "today 05:49"
    assert text.day_and_time(NOW - timedelta(hours=8), NOW) == "yesterday 22:00"
    assert text.day_and_time(NOW - timedelta(days=9), NOW) == "Wed 11 Nov 2026, 06:00"
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert text.time_of_day(summer) == "13:00"


def test_since_names_the_day_only_when_it_is_another() -> None:
    assert text.since_words(NOW, NOW) == "since 06:00"
    assert text.since_words(NOW - timedelta(days=2), NOW) == "since Wed 18 Nov 2026, 06:00"


def test_counts() -> None:
    assert text.count(1, "report") == "1 report"
    assert text.count(12345, "report") == "12,345 reports"
    assert text.count(2, "needs", "need") == "2 need"
    assert text.ago(NOW, NOW) == "just now"
    assert text.ago(NOW - timedelta(seconds=8), NOW) == "8 s ago"


def test_every_state_has_words() -> None:
    for words, kind in (
        (text.RISK_WORDS, RiskLevel),
        (text.STAGE_WORDS, Stage),
        (text.DELIVERY_WORDS, Delivery),
        (text.HELD_WORDS, HeldBecause),
        (text.LEASE_WORDS, LeaseState),
        (text.LINK_WORDS, Link),
        (text.VIEW_WORDS, View),
        (text.SORT_WORDS, SortBy),
    ):
        assert set(words) == set(kind)
        assert all(words.values())


@pytest.mark.parametrize(
    ("words", "told"),
    [("Ring the control room", "Ring the control room."), ("Ring 101. ", "Ring 101."), ("Who?", "Who?"), (" ", "")],
)
def test_what_a_force_wrote_ends_as_a_sentence(words: str, told: str) -> None:
    assert text.ended(words) == told
