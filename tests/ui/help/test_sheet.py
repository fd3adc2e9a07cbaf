"""The “?” sheet: made from the actions, searched, copied, read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.letting_go import let_go
from triage.ui.actions import ACTIONS, Actions, ActionSpec
from triage.ui.help.cards import HelpCard, KeyRow
from triage.ui.help.sheet import HelpSheet
from triage.ui.help.texts import OFFLINE, STATES, UNDO, in_order, key_lines
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.columns import Columns


@pytest.fixture
def sheet(qtbot: QtBot, theme: Theme, icons: Icons) -> Iterator[HelpSheet]:
    window = QWidget()
    qtbot.addWidget(window)
    made = HelpSheet(theme, icons, window)
    made.resize(1000, 700)
    made.show_actions(Actions(window, sign_in=True).groups())
    window.show()
    qtbot.waitExposed(window)
    yield made
    let_go()


def field(sheet: HelpSheet) -> QLineEdit:
    found = sheet.findChild(QLineEdit, "help-field")
    assert found is not None
    return found


def shown(sheet: HelpSheet) -> list[str]:
    return [row.accessibleName() for row in sheet.findChildren(KeyRow) if row.isVisibleTo(sheet)]


def test_every_action_is_on_the_sheet(sheet: HelpSheet) -> None:
    text = sheet.text()
    wanted = [spec.text for spec in ACTIONS if not spec.training and not spec.id.startswith("outcome_")]
    assert [words for words in wanted if words not in text] == []


def test_the_outcomes_share_one_line() -> None:
    lines = key_lines(spec for spec in ACTIONS if spec.group == "Decide")
    assert [line.plain for line in lines if "an outcome" in line.text] == ["Choose an outcome: 1 to 9"]


@pytest.mark.parametrize(
    ("here", "first"), [("queue", "Queue"), ("report", "Report"), ("decide", "Decide"), ("viewer", "Attachment")]
)
def test_it_begins_with_what_one_is_in(sheet: HelpSheet, here: str, first: str) -> None:
    groups = Actions(sheet, sign_in=True).groups()
    sheet.show_actions(in_order(groups, here))
    cards = [card for card in sheet.findChildren(HelpCard) if card.isVisibleTo(sheet)]
    assert sheet.text().startswith(f"{first}\n")
    assert {name for name in groups if f"\n{name}\n" in f"\n{sheet.text()}"} == set(groups)
    assert min(cards, key=lambda card: (card.x(), card.y()))._title == first


def test_keys_that_look_the_same_are_shown_once() -> None:
    (line,) = key_lines([ActionSpec("open", "Open", ("Return", "Enter"), "Queue", "list")])
    assert line.plain == "Open (in the list): Return"


def test_letters_that_are_switched_off_are_not_promised() -> None:
    (line,) = key_lines([ActionSpec("help", "Show all keys", ("?", "F1"), "Move")], letters=False)
    assert line.keys == ("F1",)


def test_the_three_texts_are_there(sheet: HelpSheet) -> None:
    text = sheet.text()
    assert OFFLINE in text
    assert UNDO in text
    assert all(state.meaning in text for state in STATES)


def test_a_search_leaves_what_fits(sheet: HelpSheet) -> None:
    field(sheet).setText("thrive")
    assert shown(sheet) == ["Go to THRIVE: T"]
    field(sheet).setText("")
    assert len(shown(sheet)) > 20


def test_a_search_for_a_group_shows_all_of_it(sheet: HelpSheet) -> None:
    field(sheet).setText("window")
    assert "Larger text: Ctrl+= or Ctrl++" in shown(sheet)


def test_a_search_without_result_says_so(sheet: HelpSheet) -> None:
    field(sheet).setText("zebra")
    assert not any(card.isVisibleTo(sheet) for card in sheet.findChildren(HelpCard))
    said = [label.text() for label in sheet.findChildren(QLabel) if label.isVisibleTo(sheet)]
    assert "No key and no word here fits “zebra”." in said


def test_copy_puts_the_plain_text_on_the_clipboard(qtbot: QtBot, sheet: HelpSheet) -> None:
    button = sheet.findChild(Button, "help-copy")
    assert button is not None
    with qtbot.waitSignal(sheet.copied):
        button.click()
    assert QGuiApplication.clipboard().text() == sheet.text()


def test_escape_closes_from_the_search(qtbot: QtBot, sheet: HelpSheet) -> None:
    with qtbot.waitSignal(sheet.closed):
        QTest.keyClick(field(sheet), Qt.Key.Key_Escape)


@pytest.mark.parametrize(("width", "lanes"), [(400, 1), (700, 2), (1000, 3)])
def test_columns_follow_the_room(sheet: HelpSheet, width: int, lanes: int) -> None:
    sheet.resize(width, 700)
    sheet.grab()
    QCoreApplication.sendPostedEvents()
    columns = sheet.findChild(Columns)
    assert columns is not None
    assert columns.lanes() == lanes
