"""The decide column as a person uses it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOW
from tests.ui.conftest import HOSTILE
from tests.ui.gallery import case
from triage.models.delivery import Delivery
from triage.models.draft import CheckState, Draft, empty_draft
from triage.models.looking_up import AUTO
from triage.models.outcome_draft import HAND_OFF
from triage.models.reference import Located, Whereabouts
from triage.models.stage import Stage
from triage.models.views import DeliveryLine, ReportDetail
from triage.records.preview import PreviewSection as Block
from triage.ui.decide.panel import DecidePanel
from triage.ui.theme import Theme

PROFILE = case.profile()


def blank(**changes: object) -> ReportDetail:
    """A report just opened: nothing decided."""
    whole = case.detail()
    return replace(whole, draft=empty_draft(whole.summary.report_id, 1), **changes)  # type: ignore[arg-type]


def draft_of(panel: DecidePanel) -> Draft:
    assert panel.draft is not None
    return panel.draft


def press(qtbot: QtBot, panel: DecidePanel, *keys: Qt.Key) -> None:
    """Press keys where the focus is."""
    for key in keys:
        focused = panel.focusWidget()
        assert focused is not None
        qtbot.keyClick(focused, key)


def test_space_does_a_check_signs_it_and_goes_to_the_next(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    panel.focus_section("checks")
    panel.form.checks.focus_part("place_force")
    with qtbot.waitSignal(panel.asks.draft_changed) as changed:
        press(qtbot, panel, Qt.Key.Key_Space)
    check = changed.args[0].check("place_force")
    assert (check.state, check.by, check.at) == (CheckState.DONE, "R. Adeyemi", NOW)
    assert panel.form.checks.rows[2].row.hasFocus()


def test_space_again_opens_the_check(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    for _ in range(2):
        panel.form.checks.focus_part("place_force")
        press(qtbot, panel, Qt.Key.Key_Space)
    assert draft_of(panel).check("place_force").state is CheckState.OPEN


def test_a_check_that_could_not_be_done_needs_its_reason(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    panel.form.checks.focus_part("repeat")
    press(qtbot, panel, Qt.Key.Key_B, Qt.Key.Key_Return)
    assert draft_of(panel).check("repeat").state is CheckState.OPEN
    qtbot.keyClicks(panel.focusWidget(), "search is down")
    press(qtbot, panel, Qt.Key.Key_Return)
    check = draft_of(panel).check("repeat")
    assert (check.state, check.result) == (CheckState.NOT_POSSIBLE, "search is down")


def test_the_keys_pass_by_what_is_done_by_itself(panel: DecidePanel, qtbot: QtBot) -> None:
    """Its answer may be a moment away: a hand that came first would record a search that nobody made."""
    panel.show_detail(blank(), PROFILE)
    panel.focus_section("checks")
    rows = [row for row in panel.form.checks.rows if row.rule.required and row.rule.how != AUTO]
    for row in rows:
        assert row.row.hasFocus()
        press(qtbot, panel, Qt.Key.Key_N if row.rule.search else Qt.Key.Key_Space)
    assert not any(row.row.hasFocus() for row in panel.form.checks.rows)
    assert draft_of(panel).check("repeat").state is CheckState.OPEN
    assert "checks/repeat" in [one.field for one in panel.form.needed.problems]
    panel.focus_section("checks")
    assert panel.form.checks.rows[0].row.hasFocus()


def test_words_are_saved_with_each_letter_and_tab_goes_letter_by_letter(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    panel.focus_section("thrive")
    qtbot.keyClicks(panel.focusWidget(), "ex")
    assert draft_of(panel).thrive == {"threat": "ex"}
    press(qtbot, panel, Qt.Key.Key_Tab)
    assert panel.form.thrive.rows[1].field.hasFocus()
    press(qtbot, panel, Qt.Key.Key_Return)
    assert panel.form.thrive.rows[2].field.hasFocus()


def test_evidence_goes_in_by_one_key_and_is_never_there_beforehand(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    assert draft_of(panel).thrive == {}
    field = panel.form.thrive.rows[0].field
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert draft_of(panel).thrive["threat"] == case.EVIDENCE["threat"][1]
    qtbot.keyClick(field, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert case.EVIDENCE["threat"][0] in draft_of(panel).thrive["threat"]


def test_nothing_is_chosen_beforehand(panel: DecidePanel) -> None:
    panel.show_detail(blank(), PROFILE)
    draft = draft_of(panel)
    assert (draft.overall_risk, draft.grade, draft.outcome, draft.crimes) == ("", "", "", ())
    assert not any(card.isChecked() for card in panel.form.grade.cards.cards)
    assert panel.form.risk.choice.value() is None


def test_a_letter_chooses_the_risk_and_a_digit_the_grade(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    panel.focus_section("risk")
    press(qtbot, panel, Qt.Key.Key_H)
    assert draft_of(panel).overall_risk == "high"
    press(qtbot, panel, Qt.Key.Key_1)
    assert draft_of(panel).grade == "emergency"
    assert panel.form.crimes.finder.line.hasFocus()


def test_a_grade_below_the_suggested_asks_why_at_once(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    panel.focus_section("grade")
    press(qtbot, panel, Qt.Key.Key_3)
    assert "grade_reason" in [problem.field for problem in panel.form.needed.problems]
    press(qtbot, panel, Qt.Key.Key_1)
    qtbot.keyClicks(panel.focusWidget(), "he left")
    assert draft_of(panel).grade == "scheduled"
    assert draft_of(panel).grade_reason == "The threat has passed: he left"


def test_a_crime_is_added_by_its_words_with_victim_and_place(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    panel.focus_section("crimes")
    qtbot.keyClicks(panel.focusWidget(), "stalk")
    press(qtbot, panel, Qt.Key.Key_Return)
    line = draft_of(panel).crimes[0]
    assert (line.class_code, line.victim, line.place_key, line.principal) == ("8Q", "p1", "l1", True)
    press(qtbot, panel, Qt.Key.Key_Delete)
    assert draft_of(panel).crimes == ()
    panel.undo()
    assert len(draft_of(panel).crimes) == 1


def test_enter_on_an_empty_crime_field_takes_nothing(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    panel.focus_section("crimes")
    assert panel.form.crimes.finder.found
    press(qtbot, panel, Qt.Key.Key_Return)
    assert draft_of(panel).crimes == ()
    panel.focus_section("crimes")
    press(qtbot, panel, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert len(draft_of(panel).crimes) == 1


def test_an_outcome_with_a_reason_asks_for_it(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    assert panel.choose_outcome("3")
    press(qtbot, panel, Qt.Key.Key_2)
    draft = draft_of(panel)
    assert (draft.outcome, draft.reason) == ("not_crimed", "not_a_crime_in_law")
    assert panel.form.rationale.field.hasFocus()
    assert not panel.choose_outcome("0")


def test_category_qualifier_and_advice_are_found_by_typing(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    panel.focus_section("incident")
    qtbot.keyClicks(panel.focusWidget(), "missing")
    press(qtbot, panel, Qt.Key.Key_Return)
    panel.form.incident.focus_part("qualifiers")
    qtbot.keyClicks(panel.focusWidget(), "knife")
    press(qtbot, panel, Qt.Key.Key_Return)
    panel.focus_section("advice")
    qtbot.keyClicks(panel.focusWidget(), "diary")
    press(qtbot, panel, Qt.Key.Key_Return)
    draft = draft_of(panel)
    assert (draft.incident.category, draft.incident.qualifiers) == ("psw_missing", ("weapons_knife",))
    assert draft.advice == ("diary",)
    panel.form.advice.picks.rows["diary"].click()
    assert draft_of(panel).advice == ()


def test_decision_model_headings_come_on_demand(panel: DecidePanel) -> None:
    panel.show_detail(blank(), PROFILE)
    panel.form.rationale.headings.click()
    assert draft_of(panel).rationale.startswith("Information and intelligence: \nThreat and risk: ")
    assert panel.form.rationale.headings.isHidden()


def test_what_is_still_needed_leads_to_its_field(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    row = next(row for row in panel.form.needed.rows if row.objectName() == "needed:thrive/harm")
    row.click()
    assert panel.form.thrive.rows[1].field.hasFocus()


def test_sending_too_early_goes_to_what_is_missing(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    assert not panel.foot.send_button.isEnabled()
    assert "still needed" in panel.foot.state.text()
    with qtbot.assertNotEmitted(panel.asks.send_requested):
        panel.send()
    assert panel.form.checks.rows[0].row.hasFocus()


def test_news_never_takes_words_away(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    panel.focus_section("thrive")
    qtbot.keyClicks(panel.focusWidget(), "half a sent")
    panel.show_detail(blank(new_version=True), PROFILE)
    assert draft_of(panel).thrive == {"threat": "half a sent"}
    assert panel.form.thrive.rows[0].field.hasFocus()
    assert panel.form.thrive.rows[0].field.words == "half a sent"


def test_a_correction_becomes_part_of_the_draft_and_can_be_undone(panel: DecidePanel) -> None:
    panel.show_detail(blank(), PROFILE)
    panel.correct("people/p1/surname", "Hughs", "Hughes")
    entry = draft_of(panel).corrections[0]
    assert (entry.value, entry.by, entry.at) == ("Hughes", "R. Adeyemi", NOW)
    assert panel.undo_label == "correction"
    panel.undo()
    assert draft_of(panel).corrections == ()


def test_preview_shows_what_was_handed_in_and_goes_stale_with_a_change(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    with qtbot.waitSignal(panel.asks.preview_requested):
        panel.toggle_preview()
    panel.set_preview((Block(title="To crime records", rows=(("Surname", "<b>Hughes</b>"),)),))
    said = [label.text() for label in panel.form.preview.findChildren(QLabel)]
    assert "To crime records" in said
    panel.choose_outcome("2")
    assert not panel.form.preview.is_open


def test_after_sending_undo_counts_down_and_goes(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(case.sent_detail(), PROFILE)
    assert panel.sent.strip.text() == "Sent in 10 s. Nothing has left yet."
    with qtbot.waitSignal(panel.asks.undo_send_requested):
        panel.undo()
    panel.sent.tick(NOW + timedelta(seconds=9, milliseconds=200))
    assert panel.sent.strip.text().startswith("Sent in 1 s")
    panel.sent.tick(NOW + timedelta(seconds=10))
    assert panel.sent.strip.isHidden()
    with qtbot.assertNotEmitted(panel.asks.undo_send_requested):
        panel.undo()


def test_a_refused_part_names_the_field_and_can_be_mended(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(case.sent_detail(), PROFILE)
    go = panel.findChild(QAbstractButton, "fix:/people/0/surname")
    mend = panel.findChild(QAbstractButton, "mend")
    assert go is not None
    assert mend is not None
    with qtbot.waitSignal(panel.asks.jump_requested) as jumped:
        go.click()
    assert jumped.args == ["/people/0/surname"]
    with qtbot.waitSignal(panel.asks.mend_requested):
        mend.click()


def test_what_has_not_left_can_be_recalled(panel: DecidePanel, qtbot: QtBot) -> None:
    waiting = (DeliveryLine(deliverable="incident", destination="control", status=Delivery.QUEUED),)
    panel.show_detail(replace(case.sent_detail(), deliveries=waiting), PROFILE)
    recall = panel.findChild(QAbstractButton, "recall")
    assert recall is not None
    with qtbot.waitSignal(panel.asks.recall_requested):
        recall.click()
    gone = (replace(waiting[0], attempts=1),)
    panel.show_detail(replace(case.sent_detail(), deliveries=gone), PROFILE)
    live = [found for found in panel.sent.findChildren(QAbstractButton, "recall") if found.isVisible()]
    assert live == []


def test_a_mended_report_is_edited_again_with_its_draft(panel: DecidePanel) -> None:
    panel.show_detail(case.sent_detail(), PROFILE)
    assert panel.draft is None
    panel.show_detail(replace(case.sent_detail(), stage=Stage.IN_TRIAGE, editable=True), PROFILE)
    assert draft_of(panel).outcome == "crime"


def test_a_report_of_somebody_else_is_only_said_to_be(panel: DecidePanel, qtbot: QtBot) -> None:
    held = blank(editable=False)
    panel.show_detail(replace(held, summary=replace(held.summary, held_by="K. Shah")), PROFILE)
    assert panel.message.text() == "K. Shah has this report."
    with qtbot.assertNotEmitted(panel.asks.release_requested):
        panel.release()


def test_a_problem_in_the_report_is_passed_on(panel: DecidePanel, qtbot: QtBot) -> None:
    panel.show_detail(blank(), PROFILE)
    with qtbot.waitSignal(panel.asks.jump_requested) as jumped:
        panel.jump("people/p1/surname")
    assert jumped.args == ["people/p1/surname"]


def test_zooming_keeps_the_draft_and_its_steps(panel: DecidePanel, theme: Theme) -> None:
    panel.show_detail(blank(), PROFILE)
    panel.choose_outcome("2")
    theme.set_scale(1.5)
    assert draft_of(panel).outcome == "incident"
    assert not panel.form.isHidden()
    panel.undo()
    assert draft_of(panel).outcome == ""


@pytest.mark.parametrize("hostile", HOSTILE[:5])
def test_words_of_any_kind_stay_plain(panel: DecidePanel, hostile: str) -> None:
    whole = blank()
    assert whole.body is not None
    evidence = replace(whole.body.assessment, thrive={"threat": (hostile,)}, why=(hostile,))
    panel.show_detail(replace(whole, body=replace(whole.body, assessment=evidence)), PROFILE)
    field = panel.form.thrive.rows[0].field
    field.evidence.emit(1)
    assert field.toPlainText() == hostile
    for label in panel.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text()


def test_everything_that_takes_the_focus_has_a_name_and_is_big_enough(panel: DecidePanel, accessible: None) -> None:
    panel.show_detail(case.detail(), PROFILE)
    panel.column.settle()
    for widget in panel.findChildren(QWidget):
        if not widget.isVisible() or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        if isinstance(widget, QAbstractButton | QLineEdit):
            name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
            assert name, widget.objectName()
            assert min(widget.width(), widget.height()) >= 22, (name, widget.size())


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("state", ["form", "sent"])
def test_nothing_is_wider_than_the_column(panel: DecidePanel, theme: Theme, scale: float, state: str) -> None:
    theme.set_scale(scale)
    panel.resize(round(410 * scale), 700)
    panel.show_detail(case.detail() if state == "form" else case.sent_detail(), PROFILE)
    panel.column.settle()
    inner = panel.column.inner
    for widget in inner.findChildren(QWidget):
        if widget.isVisible():
            assert widget.mapTo(inner, widget.rect().topRight()).x() <= inner.width(), widget


def test_another_force_s_place_marks_handing_over_and_chooses_nothing(panel: DecidePanel) -> None:
    located = Located(
        how="postcode", said="", name="EB2 1AA", source="postcodes", version="1", force="Western Training Police"
    )
    panel.show_detail(blank(), PROFILE)
    panel.set_place(Whereabouts(place_key="l1", located=located, ours=False, area="Westmark"))
    handing = next(one for one in PROFILE.outcomes if one.does == HAND_OFF)
    row = panel.form.outcome.outcomes.rows[handing.key]
    assert row.accessibleDescription().startswith("Suggested: the place is in Western Training Police’s area.")
    check = next(row for row in panel.form.checks.rows if row.rule.key == "place_force")
    assert check.row.accessibleDescription().startswith("In Westmark: not our area")
    assert check.state is CheckState.OPEN
    assert draft_of(panel).outcome == ""
    panel.set_place(None)
    assert "Suggested" not in panel.form.outcome.outcomes.rows[handing.key].accessibleDescription()
