"""The palette: type, see, press Enter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.builders import a_row
from tests.ui.conftest import HOSTILE
from tests.ui.letting_go import let_go
from triage.ui.actions import ACTIONS
from triage.ui.icons import Icons
from triage.ui.palette import Palette
from triage.ui.palette_places import built_in_views, page_places, setting_places, view_places
from triage.ui.palette_rows import command_rows
from triage.ui.theme import Theme

SPECS = tuple(replace(spec, enabled=spec.id != "send") for spec in ACTIONS)


@pytest.fixture
def palette(qtbot: QtBot, theme: Theme, icons: Icons) -> Iterator[Palette]:
    made = Palette(theme, icons)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show_actions(SPECS, {"send": "Open a report first"})
    made.start()
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    yield made
    let_go()


def field(palette: Palette) -> QLineEdit:
    found = palette.findChild(QLineEdit)
    assert found is not None
    return found


def test_typing_finds_and_enter_runs(qtbot: QtBot, palette: Palette) -> None:
    QTest.keyClicks(field(palette), "outbox")
    with qtbot.waitSignal(palette.action_requested) as heard:
        QTest.keyClick(field(palette), Qt.Key.Key_Return)
    assert heard.args == ["outbox"]


def test_a_command_is_found_by_its_key_and_by_words_in_any_order() -> None:
    assert command_rows(SPECS, "ctrl+b", {})[0].action_id == "outbox"
    assert command_rows(SPECS, "priority next", {})[0].action_id == "next"


def test_what_begins_with_the_words_comes_first() -> None:
    found = [row.action_id for row in command_rows(SPECS, "cl", {})]
    assert found[0] == "claim"


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("closed", "View: Closed"),
        ("View: closed", "View: Closed"),
        ("clos", "View: Closed"),
        ("handover", "Board: Handover"),
        ("dark", "Theme: dark"),
        ("settings", "Settings"),
        ("back", "Back"),
        ("fraud  line", "View: Fraud line"),
        ("no further action", "Outcome: No further action"),
        ("reopen", "Reopen this closed report"),
        ("claim", "Claim this report"),
    ],
)
def test_what_is_called_as_was_typed_comes_first(palette: Palette, words: str, first: str) -> None:
    outcome = replace(ACTIONS[0], id="outcome_1", text="Outcome: No further action", keys=("1",))
    palette.show_actions((*SPECS, outcome))
    views = view_places(built_in_views() | {"own": "Fraud line"})
    pages = page_places({"now": "Now", "handover": "Handover"})
    settings = setting_places({"theme:dark": ("Theme: dark", lambda: None)})
    palette.show_places([*views, *pages, *settings])
    field(palette).setText(words)
    row = palette.current()
    assert row is not None
    assert row.text == first


def test_arrows_go_through_the_rows_and_stop_at_the_ends(palette: Palette) -> None:
    first = palette.current()
    QTest.keyClick(field(palette), Qt.Key.Key_Up)
    assert palette.current() == first
    QTest.keyClick(field(palette), Qt.Key.Key_Down)
    assert palette.current() != first
    for _ in range(len(ACTIONS)):
        QTest.keyClick(field(palette), Qt.Key.Key_PageDown)
    last = palette.current()
    QTest.keyClick(field(palette), Qt.Key.Key_Down)
    assert palette.current() == last


def test_a_command_that_is_off_stands_last_says_why_and_does_not_run(qtbot: QtBot, palette: Palette) -> None:
    QTest.keyClicks(field(palette), "send")
    for _ in range(5):
        QTest.keyClick(field(palette), Qt.Key.Key_Down)
    row = palette.current()
    assert row is not None
    assert (row.action_id, row.why) == ("send", "Open a report first")
    with qtbot.assertNotEmitted(palette.action_requested):
        QTest.keyClick(field(palette), Qt.Key.Key_Return)


def test_reports_are_asked_for_and_opened(qtbot: QtBot, palette: Palette) -> None:
    with qtbot.waitSignal(palette.report_search) as asked:
        field(palette).setText("mill rise")
    assert asked.args == ["mill rise"]
    row = a_row(7, title="Burglary", place="Mill Rise")
    palette.show_reports("mill rise", [row])
    with qtbot.waitSignal(palette.open_requested) as opened:
        QTest.keyClick(field(palette), Qt.Key.Key_Return)
    assert opened.args == [row.summary.report_id]


def test_an_answer_to_older_words_is_dropped(palette: Palette) -> None:
    field(palette).setText("mill rise")
    palette.show_reports("mill", [a_row(7)])
    assert palette.current() is None


def test_news_leave_the_chosen_row_chosen(palette: Palette) -> None:
    field(palette).setText("re")
    QTest.keyClick(field(palette), Qt.Key.Key_Down)
    chosen = palette.current()
    palette.show_reports("re", [a_row(7)])
    assert palette.current() == chosen


def test_escape_closes(qtbot: QtBot, palette: Palette) -> None:
    with qtbot.waitSignal(palette.closed):
        QTest.keyClick(field(palette), Qt.Key.Key_Escape)


def test_the_chosen_row_is_told_to_a_screen_reader(palette: Palette) -> None:
    field(palette).setText("outbox")
    assert field(palette).accessibleDescription() == "Open the outbox, Move, key Ctrl+B"


@pytest.mark.parametrize("words", HOSTILE)
def test_titles_are_shown_as_they_are(palette: Palette, words: str) -> None:
    field(palette).setText("zebra")
    palette.show_reports("zebra", [a_row(1, title=words, customer_reference=words)])
    row = palette.current()
    assert row is not None
    assert "\u202e" not in row.text
    assert len(row.text) < 200
    palette.grab()
