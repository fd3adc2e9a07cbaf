"""Which words of a row stand whole in the queue of a small screen, and where the others are cut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
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
from triage.ui.queue.shortening import broken, shortened
from triage.ui.theme import FontRole, Theme

SMALL = 343
"""Logical pixels that the queue has in a window of 1366×768."""
GIST = "He followed me home again and stood at the gate until it was dark, as he did last week."
NARROWEST = 264
"""Logical pixels that it has at least, as in a window of 1920×1080 at 150 %."""
COLLISION = "Road traffic collision or incident"
LONG = "Harassment, alarm and distress, by somebody who was asked in writing to stay away from the family's home"


@dataclass
class Heard:
    """What was painted: the words whole, as they were asked for, and as they stood there."""

    asked: list[str] = field(default_factory=list)
    stood: list[str] = field(default_factory=list)

    @property
    def cut(self) -> list[str]:
        return [asked for asked, stood in zip(self.asked, self.stood, strict=True) if asked != stood]


@pytest.fixture
def heard(
    theme: Theme, icons: Icons, clock: ManualClock, qtbot, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Heard]:
    """Paints one late report of each title in a queue of that width, all of them at one place."""
    told = Heard()

    def listening(words: str, metrics: QFontMetrics, width: int) -> str:
        told.asked.append(words)
        told.stood.append(shortened(words, metrics, width))
        return told.stood[-1]

    monkeypatch.setattr("triage.ui.queue.delegate.shortened", listening)

    def paint(width: int, *titles: str, place: str = "Skerrow") -> Heard:
        column = QueueColumn(theme, icons, clock, ListQuery(me="h1"))
        qtbot.addWidget(column)
        late = NOW - timedelta(hours=3, minutes=12)
        rows = [
            a_row(at, title=title, place=place, due_at=late, gist=GIST, row={"unseen": True})
            for at, title in enumerate(titles, 1)
        ]
        column.resize(width, 400 + 100 * len(rows))
        column.show()
        column.set_ids([row.summary.report_id for row in rows])
        column.put_page({row.summary.report_id: row for row in rows})
        told.asked.clear()
        told.stood.clear()
        column.grab()
        return told

    return paint


@pytest.mark.parametrize("place", ["Skerrow", "Llanfair-under-Wychwood", ""])
@pytest.mark.parametrize("width", [NARROWEST, SMALL])
def test_every_type_of_report_and_its_place_can_be_read_whole(
    heard: Callable[..., Heard], width: int, place: str
) -> None:
    names = [one.title for one in KINDS]
    told = heard(width, *names, place=place)
    assert [words for words in told.cut if words != GIST] == []
    whole = " ".join(told.stood)
    assert [name for name in names if name not in whole] == []
    assert whole.count(place) >= len(names)


def test_a_type_too_long_for_its_line_goes_on_in_the_next_with_the_place_behind_it(heard: Callable[..., Heard]) -> None:
    told = heard(NARROWEST, COLLISION)
    first = next(at for at, words in enumerate(told.stood) if words.startswith("Road"))
    assert told.stood[first : first + 3] == ["Road traffic collision or", "incident", " · Skerrow"]


def test_what_two_lines_cannot_hold_is_cut_after_a_word(heard: Callable[..., Heard]) -> None:
    told = heard(NARROWEST, LONG)
    rest, stood = next((asked, stood) for asked, stood in zip(told.asked, told.stood, strict=True) if asked != stood)
    assert LONG.endswith(rest)
    assert rest.startswith(f"{stood[:-1]} ")


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=9), st.integers(0, 400))
def test_what_is_broken_loses_no_word(theme_metrics: QFontMetrics, parts: list[str], width: int) -> None:
    words = " ".join(parts)
    head, rest = broken(words, theme_metrics, width)
    assert f"{head} {rest}".strip() == words
    assert theme_metrics.horizontalAdvance(head) <= width or " " not in head


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
