"""The force's questions, searches recorded by hand, assessments made afresh: as a person uses them by keyboard."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.builders import NOW, a_person
from tests.ui.fit import misfits
from tests.ui.gallery import case
from triage.models.draft import CheckState, Draft, empty_draft
from triage.models.profile import Downgrade, Profile
from triage.models.views import ReportDetail
from triage.ui.decide.panel import DecidePanel
from triage.ui.decide.question_rows import QuestionRow
from triage.ui.theme import Mode, Theme
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import ScrollColumn

PROFILE = case.profile()


def of_kind(kind: str, **draft: object) -> ReportDetail:
    """A report of this kind just opened."""
    whole = case.detail()
    assert whole.body is not None
    body = replace(whole.body, report=replace(whole.body.report, kind=kind))
    return replace(whole, body=body, draft=replace(empty_draft(whole.summary.report_id, 1), **draft))  # type: ignore[arg-type]


def press(qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)


def write(qtbot: QtBot, words: str) -> None:
    qtbot.keyClicks(QApplication.focusWidget(), words)


def draft_of(panel: DecidePanel) -> Draft:
    assert panel.draft is not None
    return panel.draft


def needed(panel: DecidePanel) -> list[str]:
    return [problem.field for problem in panel.form.needed.problems]


def test_a_domestic_report_is_asked_through_by_one_key_each(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(of_kind("domestic_abuse"), PROFILE)
    assert not any(row.choice and row.choice._value for row in panel.form.questions.rows.values())
    panel.focus_section("questions")
    press(qtbot, Qt.Key.Key_1, Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_K, Qt.Key.Key_N, Qt.Key.Key_N, Qt.Key.Key_N)
    press(qtbot, Qt.Key.Key_Y)  # children: each is listed then
    write(qtbot, "Alfie, 4, at nursery")
    press(qtbot, Qt.Key.Key_Return)
    write(qtbot, "Maisie, 9")
    press(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_N)
    write(qtbot, "Referral line opens at eight")
    press(qtbot, Qt.Key.Key_Return, Qt.Key.Key_1)
    answers = draft_of(panel).answers
    assert answers["domestic/children_named"] == "Alfie, 4, at nursery\nMaisie, 9"
    assert (answers["domestic/strangled"], answers["domestic/referral"]) == ("unknown", "no")
    assert answers["domestic/referral_why_not"] == "Referral line opens at eight"
    assert not [field for field in needed(panel) if field.startswith("questions/")]
    assert panel.form.thrive.rows[0].field.hasFocus()


def test_what_is_not_asked_any_more_is_kept_but_not_needed_and_undo_brings_it_back(
    panel: DecidePanel, qtbot: QtBot
) -> None:
    panel.show_detail(of_kind("domestic_abuse"), PROFILE)
    panel.form.questions.focus_part("domestic/children")
    press(qtbot, Qt.Key.Key_Y)
    assert "questions/domestic/children_named" in needed(panel)
    panel.form.questions.focus_part("domestic/children")
    press(qtbot, Qt.Key.Key_N)
    assert "questions/domestic/children_named" not in needed(panel)
    assert panel.form.questions.rows["domestic/children_named"].isHidden()
    panel.undo()
    assert draft_of(panel).answers == {"domestic/children": "yes"}
    assert not panel.form.questions.rows["domestic/children_named"].isHidden()


def test_a_missing_person_closes_only_with_the_incident_reference(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(of_kind("missing"), PROFILE)
    assert "questions/missing/reference" not in needed(panel)
    panel.choose_outcome("2")
    assert "questions/missing/reference" in needed(panel)
    panel.jump("questions/missing/reference")
    write(qtbot, "ask Sam")
    assert "questions/missing/reference" in needed(panel)
    QApplication.focusWidget().selectAll()  # type: ignore[union-attr]
    write(qtbot, "TC-20261120-0042")
    assert "questions/missing/reference" not in needed(panel)


def test_a_loosely_typed_date_is_echoed_with_the_last_day_of_the_notice(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(of_kind("collision"), PROFILE)
    panel.focus_section("questions")
    write(qtbot, "19/11")
    assert draft_of(panel).answers["collision/when"] == "2026-11-19"
    said = [label.text() for label in panel.form.questions.findChildren(QLabel)]
    assert "Thu 19 Nov 2026. A notice of intended prosecution must go by Thu 3 Dec 2026 (13 days left)." in said
    press(qtbot, Qt.Key.Key_Return)
    assert panel.form.questions.rows["collision/when"].line.text() == "19/11/2026"  # type: ignore[union-attr]


def test_a_kind_without_questions_shows_none(panel: DecidePanel) -> None:
    panel.show_detail(of_kind("burglary"), PROFILE)
    assert panel.form.questions.isHidden()


def test_no_trace_is_one_key_and_differs_from_not_searched(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(of_kind("burglary"), PROFILE)
    panel.form.checks.focus_part("repeat")
    press(qtbot, Qt.Key.Key_N)
    check = draft_of(panel).check("repeat")
    assert (check.state, check.trace, check.system, check.by) == (
        CheckState.DONE, "no_trace", "Crime records", "R. Adeyemi",
    )  # fmt: skip
    panel.form.checks.focus_part("repeat")
    press(qtbot, Qt.Key.Key_B)
    QApplication.focusWidget().selectAll()  # type: ignore[union-attr]
    write(qtbot, "System down")
    press(qtbot, Qt.Key.Key_Return)
    check = draft_of(panel).check("repeat")
    assert (check.state, check.trace, check.system, check.result) == (
        CheckState.NOT_POSSIBLE, "", "", "System down",
    )  # fmt: skip


def test_a_find_is_written_down_with_system_reference_and_time(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(of_kind("burglary"), PROFILE)
    panel.form.checks.focus_part("repeat")
    press(qtbot, Qt.Key.Key_F)
    detail = panel.form.checks.rows[0].detail
    write(qtbot, "Two reports since September.")
    detail.system.setFocus()
    press(qtbot, Qt.Key.Key_Down)
    detail.reference.setFocus()
    write(qtbot, "77/1234/26")
    detail.when.setFocus()
    write(qtbot, "0540")
    press(qtbot, Qt.Key.Key_Return)
    check = draft_of(panel).check("repeat")
    assert (check.trace, check.system, check.reference) == ("found", "Command and control", "77/1234/26")
    assert check.at == NOW - timedelta(minutes=20)
    assert panel.form.checks.rows[1].row.hasFocus()


def test_space_on_a_search_asks_what_it_ended_in(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(of_kind("burglary"), PROFILE)
    panel.form.checks.focus_part("repeat")
    press(qtbot, Qt.Key.Key_Space, Qt.Key.Key_Return)
    assert draft_of(panel).check("repeat").state is CheckState.DONE
    assert "checks/repeat" in needed(panel)


def test_words_behind_a_suggestion_are_asked_for_in_turn(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(of_kind("stalking"), PROFILE)
    panel.form.thrive.rows[0].field.setFocus()
    spans = []
    panel.asks.words_requested.connect(lambda start, end: spans.append(case.NARRATIVE[start:end]))
    panel.work_on(lambda form: form.thrive.show_evidence())
    panel.work_on(lambda form: form.thrive.show_evidence())
    assert spans == ["he would make me sorry", "still out there"]
    assert panel.form.thrive.rows[0].field.hasFocus()


def test_assessing_again_keeps_the_earlier_one_readable(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(of_kind("stalking", thrive={"threat": "Outside now"}, overall_risk="high", grade="emergency",
                              graded_by="K. Shah", assessed_by="K. Shah", assessed_at=NOW), PROFILE)  # fmt: skip
    panel.work_on(lambda form: form.thrive.ask_again())
    write(qtbot, "He was arrested")
    press(qtbot, Qt.Key.Key_Return)
    draft = draft_of(panel)
    assert (draft.thrive, draft.grade) == ({}, "")
    assert (draft.earlier[0].by, draft.earlier[0].at, draft.earlier[0].why) == ("K. Shah", NOW, "He was arrested")
    row = panel.form.thrive.earlier.rows[0]
    row.row.click()
    assert "Outside now" in [label.text() for label in row.findChildren(QLabel)]
    panel.form.grade.cards.chosen.emit("scheduled", True)
    asked = next(problem.words for problem in panel.form.needed.problems if problem.field == "grade_reason")
    assert asked == "Scheduled is below Emergency, which K. Shah set. Say why."
    panel.undo()
    panel.undo()
    assert draft_of(panel).thrive == {"threat": "Outside now"}


def test_another_persons_grade_is_not_lowered_on_the_old_words(panel: DecidePanel) -> None:
    panel.show_detail(of_kind("burglary", thrive={"threat": "x"}, grade="priority", graded_by="K. Shah"), PROFILE)
    panel.form.grade.cards.chosen.emit("resolution", True)
    assert "thrive/again" in needed(panel)
    panel.jump("thrive/again")
    assert panel.form.thrive.why.hasFocus()


@pytest.mark.parametrize(("approval", "told"), [(True, True), (False, False)])
def test_a_drop_from_a_strong_hit_says_who_approves_it(panel: DecidePanel, approval: bool, told: bool) -> None:
    profile: Profile = replace(PROFILE, downgrade=Downgrade(approval=approval))
    panel.show_detail(of_kind("stalking"), profile)
    panel.form.grade.cards.chosen.emit("scheduled", True)
    said = " ".join(label.text() for label in panel.form.grade.findChildren(QLabel))
    assert "which a strong sign suggests" in said
    assert ("a supervisor approves" in said) is told


def test_enter_takes_the_suggested_grade_that_is_not_chosen_beforehand(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(of_kind("stalking"), PROFILE)
    panel.focus_section("grade")
    assert draft_of(panel).grade == ""
    press(qtbot, Qt.Key.Key_Return)
    assert draft_of(panel).grade == "emergency"


def test_the_counting_rule_asks_for_the_other_victim(panel: DecidePanel, qtbot: QtBot) -> None:
    opened = of_kind("assault")
    assert opened.body is not None
    people = (a_person(), a_person("p2", roles=("victim",), given="Rhys"))
    body = replace(opened.body, report=replace(opened.body.report, people=people))
    panel.show_detail(replace(opened, body=body), PROFILE)
    panel.focus_section("crimes")
    write(qtbot, "8N")
    press(qtbot, Qt.Key.Key_Return)
    panel.form.crimes.cards[0].victim_chosen.emit("p1")
    panel.form.crimes.focus_part("crime-1")
    write(qtbot, "+")
    assert [line.victim for line in draft_of(panel).crimes] == ["p1", "p2"]


def test_a_level_for_a_letter_only_where_the_profile_asks(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(of_kind("burglary"), PROFILE)
    assert all(row.level is None for row in panel.form.thrive.rows)
    letters = (replace(PROFILE.thrive[0], level=True), *PROFILE.thrive[1:])
    panel.show_detail(of_kind("burglary"), replace(PROFILE, thrive=letters))
    panel.focus_section("thrive")
    write(qtbot, "None now")
    press(qtbot, Qt.Key.Key_Return)
    assert "thrive/threat/level" in needed(panel)
    press(qtbot, Qt.Key.Key_3)
    assert draft_of(panel).thrive_levels == {"threat": "standard"}
    assert panel.form.thrive.rows[1].field.hasFocus()


def test_rows_stand_right_when_the_column_gets_narrower_and_wider_again(qtbot: QtBot, theme: Theme) -> None:
    """Asking for a layout in the midst of one left rows where they had been before."""
    column, rows = ScrollColumn(theme), Rows(theme.space(2))
    qtbot.addWidget(column)
    rows.fill([QuestionRow(theme, one.key, one, lambda: NOW) for group in PROFILE.questions for one in group.ask][:20])
    column.add(rows)
    column.resize(500, 700)
    column.show()
    theme.set_mode(Mode.DARK)
    for width in (260, 700, 300, 500, 260, 700, 350, 500):
        column.resize(width, 700)
        for _ in range(6):
            QApplication.processEvents()
        assert misfits(column) == []
