"""How a person who has never seen the form finds what comes next: Enter goes on, and the foot names the key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.gallery import case
from triage.models.draft import Draft, empty_draft
from triage.models.profile import CheckRule
from triage.models.views import ReportDetail
from triage.ui.decide.panel import DecidePanel
from triage.ui.decide.questions import HOW, HOW_LINES

PROFILE = case.profile()


def of_kind(kind: str = "") -> ReportDetail:
    whole = case.detail()
    assert whole.body is not None
    report = replace(whole.body.report, kind=kind) if kind else whole.body.report
    return replace(whole, body=replace(whole.body, report=report), draft=empty_draft(whole.summary.report_id, 1))


def press(qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)


def draft_of(panel: DecidePanel) -> Draft:
    assert panel.draft is not None
    return panel.draft


def test_enter_on_a_reason_chooses_it_and_goes_on(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(of_kind(), PROFILE)
    panel.focus_section("grade")
    press(qtbot, Qt.Key.Key_3, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert draft_of(panel).grade_reason
    assert panel.form.grade.words.hasFocus()


def test_space_chooses_and_stays(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(of_kind(), PROFILE)
    panel.focus_section("outcome")
    press(qtbot, Qt.Key.Key_Space)
    assert draft_of(panel).outcome
    assert not panel.form.rationale.field.hasFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert panel.form.rationale.field.hasFocus()


def test_enter_leads_from_a_new_crime_to_the_outcome(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(of_kind(), PROFILE)
    panel.focus_section("crimes")
    press(qtbot, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert panel.form.crimes.cards[0].hasFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert any(row.hasFocus() for row in panel.form.outcome.outcomes.rows.values())
    assert not draft_of(panel).outcome


def test_a_list_is_left_by_enter_on_an_empty_line(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(of_kind("collision"), PROFILE)
    row = next(row for row in panel.form.questions.rows.values() if row.question.type == "list" and not row.isHidden())
    row.focus_answer()
    assert panel.form.questions._how.text() == HOW_LINES
    qtbot.keyClicks(QApplication.focusWidget(), "One, driver")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.keyClicks(QApplication.focusWidget(), "Two, rider")
    press(qtbot, Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert draft_of(panel).answers[row.key] == "One, driver\nTwo, rider"
    assert row.words is not None
    assert not row.words.hasFocus()
    assert panel.form.questions._how.text() == HOW


def test_the_foot_names_the_key_that_goes_to_what_is_needed_first(panel: DecidePanel) -> None:
    panel.show_detail(of_kind(), PROFILE)
    assert panel.foot.state.text().endswith("Ctrl\N{NO-BREAK SPACE}⏎ goes there.")


def test_the_foot_names_no_key_where_one_is_already(panel: DecidePanel) -> None:
    panel.show_detail(of_kind(), PROFILE)
    first = panel.form.needed.problems[0]
    panel.jump(first.field)
    assert panel.foot.state.text().endswith(first.words)
    panel.focus_section("rationale")
    assert panel.foot.state.text().endswith("goes there.")


def test_each_outcome_has_a_digit_and_each_check_its_keys(panel: DecidePanel) -> None:
    checks = {kind: PROFILE.checks_for(kind) for kind in ("stalking", "collision", "missing", "hate", "theft")}
    panel.show_detail(of_kind(next(kind for kind, rules in checks.items() if _optional(rules))), PROFILE)
    assert [one.digit for one in PROFILE.outcomes] == [str(at) for at in range(1, len(PROFILE.outcomes) + 1)]
    optional = [row for row in panel.form.checks.rows if not row.rule.required]
    told = {row.row.accessibleName().rpartition("if needed: ")[2] for row in optional}
    assert told
    assert told <= {"Space", "N F"}


def _optional(rules: Iterable[CheckRule]) -> list[CheckRule]:
    return [rule for rule in rules if not rule.required]


def test_what_is_needed_stands_in_the_order_of_the_screen(panel: DecidePanel) -> None:
    panel.show_detail(of_kind("collision"), PROFILE)
    sections = list(panel.form.sections)
    heads = [problem.field.partition("/")[0] for problem in panel.form.needed.problems]
    order = [sections.index(head) for head in heads if head in ("checks", "questions", "thrive", "grade")]
    assert order == sorted(order)


def test_assessing_again_is_offered_once_the_risk_is_set(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(of_kind(), PROFILE)
    panel.focus_section("thrive")
    qtbot.keyClicks(QApplication.focusWidget(), "A knife")
    assert panel.form.thrive.again.isHidden()
    panel.focus_section("risk")
    press(qtbot, Qt.Key.Key_Space)
    assert not panel.form.thrive.again.isHidden()


def test_escape_takes_typed_words_away_before_it_goes_back(panel: DecidePanel, qtbot: QtBot) -> None:
    """Words left in the field looked like a crime that is recorded."""
    back: list[bool] = []
    QShortcut(QKeySequence("Esc"), panel).activated.connect(lambda: back.append(True))
    panel.show_detail(of_kind(), PROFILE)
    panel.focus_section("crimes")
    qtbot.keyClicks(QApplication.focusWidget(), "burg")
    press(qtbot, Qt.Key.Key_Escape)
    assert (panel.form.crimes.finder.line.text(), back) == ("", [])
    assert panel.form.crimes.finder.line.hasFocus()
    press(qtbot, Qt.Key.Key_Escape)
    assert back
