"""From words of the narrative to things of the report, and two people into one: by keyboard, and all of it undone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOW
from tests.ui.gallery import case
from triage.models.additions import Room, Source
from triage.models.clock import ManualClock
from triage.models.composed import add_crime_from, add_thing, composed, merge_people, remove_thing, separate_people
from triage.models.draft import Draft
from triage.models.ids import PersonKey
from triage.ui.decide.panel import DecidePanel
from triage.ui.decide.work import Edit
from triage.ui.icons import Icons
from triage.ui.report.panel import ReportPanel
from triage.ui.report.shown_text import show
from triage.ui.theme import Theme
from triage.ui.widgets.button import Button


@dataclass
class Both:
    """The two columns, tied as the presenter ties them, but with no store behind."""

    report: ReportPanel
    decide: DecidePanel
    refused: list[str]
    window: QWidget

    @property
    def draft(self) -> Draft:
        assert self.decide.draft is not None
        return self.decide.draft

    def select(self, words: str) -> None:
        view = self.report.narrative.text.view
        view.setFocus()
        at = view.toPlainText().index(words)
        cursor = view.textCursor()
        cursor.setPosition(at)
        cursor.setPosition(at + len(words), QTextCursor.MoveMode.KeepAnchor)
        view.setTextCursor(cursor)

    def press(self, key: Qt.Key) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)


@pytest.fixture
def both(qtbot: QtBot, theme: Theme, icons: Icons) -> Both:
    clock = ManualClock(NOW)
    report, decide = ReportPanel(theme, icons, clock), DecidePanel(theme, icons, clock, "R. Adeyemi")
    window = QWidget()
    row = QHBoxLayout(window)
    row.addWidget(report)
    row.addWidget(decide)
    qtbot.addWidget(window)
    window.resize(1100, 700)
    told = case.report()
    refused: list[str] = []

    def add(source: Source, room: Room, role: str) -> None:
        made = lambda draft: add_thing(draft, told, room, role, source, by="R. Adeyemi", at=NOW)[0]  # noqa: E731
        decide.apply(Edit("adding", "additions", made))

    def join(kept: str, gone: str) -> None:
        change = lambda d: merge_people(d, PersonKey(kept), PersonKey(gone), by="R. Adeyemi", at=NOW)  # noqa: E731
        decide.apply(Edit("joining", "merges", change))

    making = report.making
    making.thing_made.connect(add)
    making.crime_made.connect(
        lambda source, code: decide.apply(Edit("crime", "crimes", lambda d: add_crime_from(d, code, told, source)))
    )
    making.joined.connect(join)
    making.refused.connect(lambda what, _do: refused.append(what))
    report.removed.connect(lambda thing: decide.apply(Edit("x", "additions", lambda d: remove_thing(d, thing))))
    report.separated.connect(
        lambda key: decide.apply(Edit("x", "merges", lambda d: separate_people(d, PersonKey(key))))
    )
    decide.asks.draft_changed.connect(report.set_draft)
    report.show_detail(case.detail(), case.profile())
    decide.show_detail(case.detail(), case.profile())
    window.show()
    window.activateWindow()
    return Both(report, decide, refused, window)


def test_a_witness_is_made_of_selected_words_with_three_keys(both: Both) -> None:
    both.select("My little boy")
    both.report.make_from_words()
    both.press(Qt.Key.Key_1)
    both.press(Qt.Key.Key_3)
    (made,) = both.draft.additions
    assert (made.room, made.role, made.source.quote) == ("people", "witness", "My little boy")
    assert case.NARRATIVE[made.source.start : made.source.end] == "My little boy"
    assert "My little boy" in both.report.narrative.text.view.underlined()
    assert both.report.focus_field("people/a1/title")


def test_a_crime_is_made_of_selected_words_and_remembers_them(both: Both) -> None:
    both.select("keeps turning up at my work")
    both.report.make_from_words()
    both.press(Qt.Key.Key_5)
    QTest.keyClicks(QApplication.focusWidget(), "8L")
    both.press(Qt.Key.Key_Return)
    made = both.draft.crimes[-1]
    assert (made.class_code, made.source.quote if made.source else "") == ("8L", "keeps turning up at my work")


def test_undo_takes_the_added_thing_away(both: Both) -> None:
    both.select("his car")
    both.report.make_from_words()
    both.press(Qt.Key.Key_3)
    both.press(Qt.Key.Key_1)
    assert both.draft.additions
    both.decide.undo()
    assert not both.draft.additions
    assert not both.report.focus_field("vehicles/a1/registration")


def test_escape_makes_nothing_and_gives_the_focus_back(both: Both) -> None:
    both.select("his car")
    both.report.make_from_words()
    both.press(Qt.Key.Key_Escape)
    assert not both.draft.additions
    assert both.report.narrative.text.view.hasFocus()


def test_nothing_selected_is_said_with_what_to_do(both: Both) -> None:
    both.report.focus_field("people/p1/surname")
    both.report.make_from_words()
    assert both.refused == ["No words are selected."]


def test_two_people_become_one_and_part_again(both: Both) -> None:
    both.report.focus_field("people/p2/surname")
    both.report.join_people()
    both.press(Qt.Key.Key_Down)
    both.press(Qt.Key.Key_Return)
    (merge,) = both.draft.merges
    assert (merge.kept, merge.gone) == ("p2", "p1")
    assert [person.key for person in composed(case.report(), both.draft).people] == ["p2"]
    assert both.draft.crimes[0].victim == "p2"
    part = both.report.findChild(Button, "act:separate")
    assert part is not None
    part.click()
    assert not both.draft.merges


def test_only_one_question_is_asked_at_a_time(both: Both) -> None:
    """One lay over the other, and both waited for an answer."""
    both.select("he would make me sorry")
    making = both.report.making
    both.report.make_from_words()
    both.report.join_people()
    assert (making.words.isHidden(), making.join_chooser.isHidden()) == (True, False)
    both.select("he would make me sorry")
    both.report.make_from_words()
    assert (making.words.isHidden(), making.join_chooser.isHidden()) == (False, True)


def test_joining_is_undone_with_its_crimes(both: Both) -> None:
    both.report.focus_field("people/p2/surname")
    both.report.join_people()
    both.press(Qt.Key.Key_Down)
    both.press(Qt.Key.Key_Return)
    both.decide.undo()
    assert (both.draft.merges, both.draft.crimes[0].victim) == ((), "p1")


def test_a_field_that_nothing_was_told_about_can_be_filled_in(both: Both) -> None:
    assert both.report.focus_field("people/p2/phone")
    both.report.correct_focused()
    line = QApplication.focusWidget()
    assert line is not None
    assert line.objectName() == "correct:people/p2/phone"


def test_an_answer_of_the_form_can_be_corrected(both: Both) -> None:
    assert both.report.focus_field("answers/data/1/text")


def test_selected_positions_lead_back_to_the_original() -> None:
    page = show("a\u202eb\r\nc")
    at = page.text.index("b")
    assert page.original(at, at + 1) == (2, 3)
    assert page.original(page.text.index("‹") + 2, at) == (1, 2)
    assert page.original(at + 1, len(page.text)) == (3, 6)
