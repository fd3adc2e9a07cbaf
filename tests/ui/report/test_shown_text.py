"""The narrative on the screen: hidden characters visible, and every original offset at its place in Qt's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QTextEdit
from pytestqt.qtbot import QtBot

from triage.models.visible import visible
from triage.ui.report.shown_text import PAGE, page_starts, show

ODD = st.text(st.sampled_from("ab \n\r\t\u202e\u200b\u2028\u0301😀👩\u200d👧\ufdd0\ufffc\x00é"), max_size=60)


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(ODD)
def test_positions_grow_and_end_at_the_end(text: str) -> None:
    page = show(text)
    assert list(page.starts) == sorted(page.starts)
    assert len(page.starts) == len(text) + 1
    assert page.starts[-1] == units(page.text)


@given(ODD)
def test_nothing_hidden_is_left(text: str) -> None:
    page = show(text)
    assert visible(page.text) == page.text


@given(st.text("abc 123\n", max_size=40))
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    page = show(text)
    assert page.text == text
    assert list(page.starts) == list(range(len(text) + 1))


@pytest.mark.parametrize("text", ["a\r\nb", "x\u202ey", "😀 and 👩\u200d👧 here", "one\u2028two", "q\ufdd0r", "a\x00b"])
def test_qt_counts_the_same_as_we_do(qtbot: QtBot, text: str) -> None:
    view = QTextEdit()
    qtbot.addWidget(view)
    page = show(text)
    view.setPlainText(page.text)
    assert view.document().characterCount() - 1 == page.starts[-1]


def test_a_span_after_hidden_characters_points_at_its_own_words() -> None:
    text = "a\u200b\u200b😀 knife"
    page = show(text)
    span = page.span(text.index("knife"), len(text))
    assert span is not None
    assert page.text.encode("utf-16-le")[span[0] * 2 : span[1] * 2].decode("utf-16-le") == "knife"


def test_a_span_of_another_page_is_none() -> None:
    assert show("x" * (PAGE * 2), PAGE).span(0, 5) is None


def test_a_megabyte_is_read_in_pages() -> None:
    assert page_starts(1_000_000)[:2] == (0, PAGE)
    assert page_starts(0) == (0,)
