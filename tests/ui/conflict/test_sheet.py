"""Yours and theirs under the hands: nothing is chosen at first, nothing leaves undecided, the keys do it all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.builders import a_draft, a_profile, a_report
from tests.ui.conftest import HOSTILE
from triage.models.conflict import Keep, differences
from triage.models.stage import Stage
from triage.services.conflicts import Conflict
from triage.ui.conflict.row import ConflictRow
from triage.ui.conflict.sheet import ConflictSheet
from triage.ui.conflict.words import sides_of_conflict
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets.value_text import ValueText

REPORT = a_report(1)
MINE = replace(a_draft(REPORT), rationale="As I see it.", grade="emergency", outcome="crime")
THEIRS = replace(MINE, rationale="As she sees it.", grade="scheduled", outcome="incident")


def conflict(mine: object = MINE, theirs: object = THEIRS, **changes: object) -> Conflict:
    found = differences(mine, theirs, REPORT, a_profile())  # type: ignore[arg-type]
    made = Conflict(
        report_id=REPORT.report_id, title="Burglary", customer_reference="R-1", mine=MINE, theirs=THEIRS,
        report=REPORT, version=1, stage=Stage.IN_TRIAGE, holder="sue", differences=found, choices={},
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def sheet(qtbot: QtBot, theme: Theme, icons: Icons) -> ConflictSheet:
    made = ConflictSheet(theme, icons)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    made.show_sides(sides_of_conflict(conflict()))
    made.show()
    qtbot.waitExposed(made)
    made.focus_start()
    return made


def press(*keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(QApplication.focusWidget(), key)  # type: ignore[call-overload]


def test_nothing_is_chosen_at_first_and_nothing_leaves_undecided(qtbot: QtBot, sheet: ConflictSheet) -> None:
    assert sheet.choices == {}
    sheet.why.set_words("See the CCTV.")
    with qtbot.assertNotEmitted(sheet.finished):
        sheet.finish()
    assert sheet.state.text() == "Choose for each field what stands."


def test_letters_choose_and_go_on_to_the_words(qtbot: QtBot, sheet: ConflictSheet) -> None:
    press(Qt.Key.Key_M, Qt.Key.Key_T, Qt.Key.Key_B)
    assert list(sheet.choices.values()) == [Keep.MINE, Keep.THEIRS, Keep.BOTH]
    assert sheet.why.line.hasFocus()
    with qtbot.assertNotEmitted(sheet.finished):
        sheet.finish()  # without a word to them
    QTest.keyClicks(sheet.why.line, "my best tip is B")
    with qtbot.waitSignal(sheet.finished) as heard:
        QTest.keyClick(sheet.why.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert heard.args == [sheet.choices, "my best tip is B"]


def test_both_is_no_answer_where_only_one_can_stand(sheet: ConflictSheet) -> None:
    press(Qt.Key.Key_B)
    assert sheet.choices == {}


def test_j_and_k_go_down_and_up(sheet: ConflictSheet) -> None:
    press(Qt.Key.Key_J)
    here = QApplication.focusWidget()
    rows = sheet.findChildren(ConflictRow)
    assert here is not None
    assert rows[1].isAncestorOf(here)
    press(Qt.Key.Key_K)
    assert rows[0].isAncestorOf(QApplication.focusWidget())  # type: ignore[arg-type]


def test_each_choice_is_told_at_once_so_that_it_is_kept(qtbot: QtBot, sheet: ConflictSheet) -> None:
    with qtbot.waitSignal(sheet.changed) as heard:
        press(Qt.Key.Key_M)
    assert heard.args == [{sheet.findChildren(ConflictRow)[0].found.key: Keep.MINE}]


def test_letting_mine_go_needs_the_reason(qtbot: QtBot, sheet: ConflictSheet) -> None:
    with qtbot.assertNotEmitted(sheet.set_aside):
        sheet.aside.click()
    sheet.why.set_words("She has all of it.")
    with qtbot.waitSignal(sheet.set_aside) as heard:
        sheet.aside.click()
    assert heard.args == ["She has all of it."]


def test_what_was_kept_is_there_again(sheet: ConflictSheet) -> None:
    sheet.show_sides(sides_of_conflict(conflict(choices={"grade": Keep.THEIRS})))
    assert sheet.choices == {"grade": Keep.THEIRS}


def test_each_side_is_said_with_whose_it_is(sheet: ConflictSheet) -> None:
    names = [text.accessibleName() for text in sheet.findChildren(ValueText)]
    assert "You: As I see it." in names
    assert "Sue: As she sees it." in names


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_the_public_are_only_words(sheet: ConflictSheet, text: str) -> None:
    mine = replace(MINE, rationale=text)
    sheet.show_sides(sides_of_conflict(conflict(mine, THEIRS, title=text, holder=text[:40])))
    shown = [text.text for text in sheet.findChildren(ValueText)]
    assert not any("\u202e" in words or "\u200b" in words for words in shown)


@pytest.mark.parametrize("height", [330, 700])
def test_the_heads_stand_over_their_columns(qtbot: QtBot, sheet: ConflictSheet, height: int) -> None:
    """Also where there is a scroll bar beside the columns."""
    sheet.resize(720, height)
    row = sheet.findChildren(ConflictRow)[0]
    pairs = ((sheet._mine, row._mine), (sheet._theirs, row._theirs))

    def aside() -> int:
        return max(
            abs(head.mapTo(sheet, head.rect().topLeft()).x() - told.mapTo(sheet, told.rect().topLeft()).x())
            for head, told in pairs
        )

    qtbot.waitUntil(lambda: aside() <= 2, timeout=1500)


def test_a_field_in_use_is_seen_whole_in_a_low_window(qtbot: QtBot, sheet: ConflictSheet) -> None:
    """The choice was in sight, and what it is about above the edge."""
    sheet.resize(720, 380)
    rows = sheet.findChildren(ConflictRow)
    for row in (*rows, *reversed(rows)):
        row.focus()
        assert row.visibleRegion().boundingRect().height() == row.height()
