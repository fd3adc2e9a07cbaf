"""The stock of narratives: complete, fillable, varied; and the small grammar and typing manners behind it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.training.reports.draw import Draw, mix
from triage.training.reports.kinds import KINDS
from triage.training.reports.library import Common, common, narratives
from triage.training.reports.manner import MANNERS, retype
from triage.training.reports.moments import When, between_words, clock_words, happened, when_words
from triage.training.reports.scene import SLOT_NAMES
from triage.training.reports.template import parse, render, slots_of

SENT = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_every_slot_of_every_narrative_can_be_filled(kind: object) -> None:
    for one in narratives(kind.key):  # type: ignore[attr-defined]
        wanted = set().union(*(slots_of(parts) for parts in (one.text, *one.second, *one.items)))
        assert wanted <= SLOT_NAMES


def test_common_kinds_have_eight_narratives_or_more() -> None:
    assert [kind.key for kind in KINDS if kind.share >= 24 and len(narratives(kind.key)) < 8] == []


def test_common_words_can_be_filled() -> None:
    for name in Common.__dataclass_fields__:
        for parts in getattr(common(), name):
            assert slots_of(parts) <= SLOT_NAMES


def test_no_narrative_is_told_twice() -> None:
    texts = [one.text for kind in KINDS for one in narratives(kind.key)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    ("text", "words"), [("a {b} c", "a B c"), ("{B}x", "BBx"), ("the {the} end", "the end"), ("a <> b .", "a b.")]
)
def test_a_template_is_filled(text: str, words: str) -> None:
    filled = {"b": "B", "the": "the"} if "{B}" not in text else {"b": "bB"}
    assert render(parse(text), filled.__getitem__, Draw(1)) == words


def test_alternatives_nest() -> None:
    parts = parse("<one|two <three|four>>")
    seen = {render(parts, str, Draw(number).child("t")) for number in range(60)}
    assert seen == {"one", "two three", "two four"}


@pytest.mark.parametrize("text", ["a <b", "a > b", "a | b", "<a|<b>"])
def test_brackets_that_do_not_match_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"<"):
        parse(text)


@given(text=st.text(max_size=300), how=st.sampled_from(MANNERS), key=st.integers(0, 2**64 - 1))
def test_any_text_can_be_typed_in_any_manner(text: str, how: str, key: int) -> None:
    assert isinstance(retype(text, how, Draw(key)), str)


def test_manners_change_the_typing() -> None:
    text = "I don't know what happened. Please call me about it, thanks. The police were here before."
    typed = {how: retype(text, how, Draw(5)) for how in MANNERS}
    assert typed["shouting"] == text.upper()
    assert typed["flat"].startswith("i dont know what happened please")
    assert "pls" in typed["text"]
    assert "." not in typed["dictated"]
    assert typed["plain"] == text


@given(key=st.integers(0, 2**64 - 1), low=st.integers(0, 23), high=st.integers(0, 23), days=st.integers(0, 30))
def test_an_event_lies_in_its_hours_and_before_the_report(key: int, low: int, high: int, days: int) -> None:
    when = happened(Draw(key), SENT, (low, high), days, 0, now=False)
    assert when.start <= SENT
    assert (when.start.hour - low) % 24 <= (high - low) % 24


@given(key=st.integers(0, 2**64 - 1), minutes=st.integers(16, 60 * 24 * 20))
def test_a_moment_can_always_be_put_in_words(key: int, minutes: int) -> None:
    start = datetime.fromtimestamp(SENT.timestamp() - minutes * 60, UTC)
    draw = Draw(key)
    assert clock_words(draw, "clock", start)
    assert when_words(draw, start, SENT)
    assert "between" in between_words(draw, When(start, SENT, exact=False), SENT)


@given(key=st.integers(0, 2**64 - 1), name=st.text(max_size=12))
def test_draws_stay_inside_their_bounds(key: int, name: str) -> None:
    draw = Draw(key)
    assert 0 <= draw.real(name) < 1
    assert 3 <= draw.whole(name, 3, 9) <= 9
    assert draw.pick(name, "abc") in "abc"
    assert len(draw.uuid(name)) == 36


def test_draws_are_even_and_independent() -> None:
    pairs = [(Draw(mix(number)).chance("a", 0.5), Draw(mix(number)).chance("b", 0.5)) for number in range(4000)]
    for wanted in ((True, True), (True, False), (False, True), (False, False)):
        assert 880 < pairs.count(wanted) < 1120
