"""Text from the public made safe to look at."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.models.visible import one_line, visible


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("abc\u202etxt.exe", "abc‹RLO›txt.exe"),
        ("pay\u200bpal", "pay‹ZWSP›pal"),
        ("a\x00b\x1b[31m", "a‹NUL›b‹ESC›[31m"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("tab\there", "tab\there"),
        ("Tŷ Ŵyn – “£5”", "Tŷ Ŵyn – “£5”"),
        ("\ufeffstart", "‹BOM›start"),
        ("\ud800", "‹U+D800›"),
        ("\U000e0041", "‹U+E0041›"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_what_hides_is_named_and_letters_stay(told: str, shown: str) -> None:
    assert visible(told) == shown


def test_towers_of_accents_are_cut() -> None:
    assert len(visible("a" + "\u0301" * 500)) < 10


@given(st.text())
def test_nothing_invisible_is_left(told: str) -> None:
    for char in visible(told):
        assert char in "\n\t\u200d" or unicodedata.category(char) not in {"Cc", "Cs"}
        assert unicodedata.bidirectional(char) not in {"RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI"}


@given(st.text())
def test_it_may_be_used_twice(told: str) -> None:
    assert visible(visible(told)) == visible(told)


@given(st.text(), st.integers(2, 60))
def test_a_line_is_one_line_within_its_limit(told: str, limit: int) -> None:
    line = one_line(told, limit)
    assert len(line) <= limit
    assert "\n" not in line
    assert line == line.strip()


def test_a_long_line_is_cut_at_a_word() -> None:
    assert one_line("one two three four", 15) == "one two three…"
