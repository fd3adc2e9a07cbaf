"""Which words of a row stand whole in the queue of a small screen, and where the others are cut."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetrics

from tests.builders import NOW, a_row
from triage.models.clock import ManualClock
from triage.models.query import ListQuery
from triage.training.reports.kinds import KINDS
from triage.ui.icons import Icons
from triage.ui.queue import QueueColumn
from triage.ui.queue.shortening import shortened
from triage.ui.theme import FontRole, Theme

SMALL = 343
"""Logical pixels that the queue has in a window of 1366×768."""
LONG = "Malicious communications by a former partner"


@pytest.fixture
def drawn(theme: Theme, icons: Icons, clock: ManualClock, qtbot, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Row words → what was painted of them, of one late report of each type and of one with a long title."""
    told: dict[str, str] = {}

    def heard(words: str, metrics: QFontMetrics, width: int) -> str:
        told[words] = shortened(words, metrics, width)
        return told[words]

    monkeypatch.setattr("triage.ui.queue.delegate.shortened", heard)
    column = QueueColumn(theme, icons, clock, ListQuery(me="h1"))
    qtbot.addWidget(column)
    late = NOW - timedelta(hours=3, minutes=12)
    titles = [LONG, *(one.title for one in KINDS)]
    places = dict.fromkeys(titles, "Place") | {LONG: "Place of Llanfair-under-Wychwood"}
    rows = [
        a_row(at, title=title, place=f"{places[title]} {at}", due_at=late, row={"unseen": True})
        for at, title in enumerate(titles, 1)
    ]
    column.resize(SMALL, 100 * len(rows))
    column.show()
    column.set_ids([row.summary.report_id for row in rows])
    column.put_page({row.summary.report_id: row for row in rows})
    column.grab()
    return told


def test_every_type_of_report_and_its_place_can_be_read_whole(drawn: dict[str, str]) -> None:
    names = {one.title for one in KINDS}
    assert names <= drawn.keys()
    assert {name: drawn[name] for name in names if drawn[name] != name} == {}
    assert {words: cut for words, cut in drawn.items() if words.startswith("Place ") and cut != words} == {}


def test_a_longer_title_is_cut_after_a_word(drawn: dict[str, str]) -> None:
    assert drawn[LONG].startswith("Malicious communications")
    assert LONG.startswith(f"{drawn[LONG][:-1]} ")


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), max_size=60),
    st.integers(0, 400),
)
def test_what_is_shortened_fits_and_begins_as_the_words_do(theme_metrics: QFontMetrics, words: str, width: int) -> None:
    cut = shortened(words, theme_metrics, width)
    assert cut == words or words.startswith(cut[:-1])
    assert cut in (words, "", "…") or theme_metrics.horizontalAdvance(cut) <= width


@pytest.fixture(scope="module")
def theme_metrics(qapp: object) -> QFontMetrics:
    """Of the body's type."""
    return QFontMetrics(Theme().font(FontRole.BODY))
