"""The report column as a person uses it: by keyboard, in plain text, with huge and hostile reports."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOW, a_person
from tests.ui.conftest import HOSTILE
from tests.ui.gallery import case
from triage.models.answer import Answer
from triage.models.clock import ManualClock
from triage.models.decision import Reference
from triage.models.delivery import Delivery
from triage.models.draft import Correction
from triage.models.errors import KnownError
from triage.models.files import FileLeftOut
from triage.models.ids import ReportId
from triage.models.report import Report
from triage.models.stage import Stage
from triage.models.views import DeliveryLine, ReportDetail
from triage.ui.files.row import FileRow
from triage.ui.icons import Icons
from triage.ui.report.field_row import FieldRow
from triage.ui.report.margin import NoteButton
from triage.ui.report.panel import ReportPanel
from triage.ui.theme import Theme
from triage.ui.widgets import Button, KeyCap
from triage.ui.widgets.value_text import ValueText


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, icons: Icons) -> ReportPanel:
    made = ReportPanel(theme, icons, ManualClock(NOW))
    qtbot.addWidget(made)
    made.resize(580, 700)
    made.show()
    made.activateWindow()
    return made


def holding(report: Report, **changes: object) -> ReportDetail:
    """A detail whose body holds this report."""
    whole = case.detail()
    assert whole.body is not None
    body = replace(
        whole.body,
        report=report,
        assessment=case.assessment()
        if report.narrative == case.NARRATIVE
        else replace(whole.body.assessment, indicators=()),
    )
    return replace(whole, body=body, **changes)  # type: ignore[arg-type]


def show(panel: ReportPanel, detail: ReportDetail | None = None) -> None:
    panel.show_detail(detail or case.detail(), case.profile())


def row(panel: ReportPanel, field: str) -> FieldRow:
    return next(found for found in panel.body.rows() if field in found.fields)


def everything_said(widget: QWidget) -> str:
    words = [label.text() for label in widget.findChildren(QLabel)]
    words += [value.text for value in widget.findChildren(ValueText)]
    words += [row.text for row in widget.findChildren(FieldRow)]
    words += [edit.toPlainText() for edit in widget.findChildren(QTextEdit)]
    return "\n".join(words)


def test_indicators_are_underlined_in_place(panel: ReportPanel) -> None:
    show(panel)
    strong = {"sat in his car outside mine", "he would make me sorry", "still out there"}
    assert set(panel.narrative.text.view.underlined()) == strong
    more = next(one for one in panel.narrative.findChildren(Button) if one.text().startswith("Show 1 more sign"))
    more.click()
    assert set(panel.narrative.text.view.underlined()) == {*strong, "keeps turning up at my work"}


def test_a_margin_note_selects_its_words(panel: ReportPanel, qtbot: QtBot) -> None:
    show(panel)
    note = next(found for found in panel.findChildren(NoteButton) if found.note.title == "Threat")
    note.setFocus()
    qtbot.keyClick(note, Qt.Key.Key_Return)
    assert panel.narrative.text.view.textCursor().selectedText() == "he would make me sorry"


def test_hidden_characters_are_shown_by_name(panel: ReportPanel) -> None:
    show(panel)
    assert "‹RLO›‹ZWSP›" in panel.narrative.text.view.toPlainText()


def test_correcting_by_keyboard(panel: ReportPanel, qtbot: QtBot) -> None:
    show(panel)
    panel.focus_field("people/p1/surname")
    panel.correct_focused()
    line = panel.findChild(QLineEdit, "correct:people/p1/surname")
    assert line is not None
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, "Hughes-Pryce")
    with qtbot.waitSignal(panel.correction_made) as made:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert made.args == ["people/p1/surname", "Hughs", "Hughes-Pryce"]


def test_back_to_the_original_clears_the_correction(panel: ReportPanel, qtbot: QtBot) -> None:
    show(panel)
    panel.focus_field("people/p1/surname")
    panel.correct_focused()
    line = panel.findChild(QLineEdit, "correct:people/p1/surname")
    assert line is not None
    line.setText("Hughs")
    with qtbot.waitSignal(panel.correction_cleared) as cleared:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert cleared.args == ["people/p1/surname"]


def test_escape_leaves_everything_as_it_was(panel: ReportPanel, qtbot: QtBot) -> None:
    show(panel)
    panel.focus_field("people/p1/surname")
    panel.correct_focused()
    line = panel.findChild(QLineEdit, "correct:people/p1/surname")
    assert line is not None
    line.setText("Other")
    with qtbot.assertNotEmitted(panel.correction_made):
        qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert row(panel, "people/p1/surname").hasFocus()


def test_an_unreadable_date_of_birth_is_said_and_kept_as_typed(panel: ReportPanel, qtbot: QtBot) -> None:
    show(panel)
    panel.focus_field("people/p1/born")
    panel.correct_focused()
    line = panel.findChild(QLineEdit, "correct:people/p1/born")
    assert line is not None
    line.selectAll()
    qtbot.keyClicks(line, "31/02/1994")
    with qtbot.assertNotEmitted(panel.correction_made):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.text() == "31/02/1994"
    line.selectAll()
    qtbot.keyClicks(line, "1/2/94")
    with qtbot.waitSignal(panel.correction_made) as made:
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert made.args == ["people/p1/born", "1994-03-14", "1994-02-01"]


def test_news_about_the_same_report_keeps_an_open_editor(panel: ReportPanel) -> None:
    show(panel)
    panel.focus_field("people/p1/surname")
    panel.correct_focused()
    line = panel.findChild(QLineEdit, "correct:people/p1/surname")
    assert line is not None
    line.setText("Half typ")
    show(panel, replace(case.detail(), new_version=True))
    assert panel.findChild(QLineEdit, "correct:people/p1/surname") is line
    assert line.text() == "Half typ"


def test_a_correction_in_the_draft_is_shown_beside_the_original(panel: ReportPanel) -> None:
    show(panel)
    entry = Correction(field="vehicles/v1/colour", original="Grey", value="Silver", by="R. Adeyemi", at=NOW)
    panel.set_draft(replace(case.draft(), corrections=(entry,)))
    assert "Colour was Grey, corrected by R. Adeyemi" in row(panel, "vehicles/v1/colour").accessibleName()


def test_nothing_can_be_corrected_in_a_report_of_somebody_else(panel: ReportPanel) -> None:
    show(panel, replace(case.detail(), editable=False))
    assert panel.body.rows() == []


def test_arrows_walk_through_the_fields(panel: ReportPanel, qtbot: QtBot) -> None:
    show(panel)
    rows = panel.body.rows()
    rows[0].setFocus()
    qtbot.keyClick(rows[0], Qt.Key.Key_Down)
    assert rows[1].hasFocus()
    qtbot.keyClick(rows[1], Qt.Key.Key_Up)
    assert rows[0].hasFocus()


def test_a_focused_field_can_be_copied(panel: ReportPanel, qtbot: QtBot) -> None:
    show(panel)
    target = row(panel, "vehicles/v1/registration")
    target.setFocus()
    qtbot.keyClick(target, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "TE57 VRM"


def test_attachments_stay_covered_and_are_opened_by_key(panel: ReportPanel, qtbot: QtBot) -> None:
    show(panel)
    panel.focus_attachments()
    assert panel.attachments.focused == 1
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.attachment_requested) as opened:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert opened.args == [2]
    said = everything_said(panel.attachments)
    assert said.count("kept covered") == 1  # in the head: below it the words would be cut where there is little room
    first = panel.attachments.findChild(FileRow)
    assert first is not None
    assert "Kept covered." in first.accessibleDescription()


def test_the_original_opens_with_the_form_and_asks_for_the_payload(panel: ReportPanel, qtbot: QtBot) -> None:
    show(panel)
    panel.toggle_original()
    assert "What happened?" in panel.original.text.view.toPlainText()
    with qtbot.waitSignal(panel.raw_requested):
        panel.original._choice._choose("raw")
    panel.show_raw('{"data": {}}')
    assert panel.original.text.view.toPlainText() == '{"data": {}}'
    panel.toggle_original()
    assert not panel.original.is_open


@pytest.mark.parametrize("hostile", HOSTILE)
def test_public_text_is_never_markup(panel: ReportPanel, hostile: str) -> None:
    told = case.report()
    nasty = replace(
        told,
        title=hostile,
        narrative=hostile,
        people=(a_person(given=hostile, surname=hostile, description=hostile),),
        answers=(Answer(path="/a", label=hostile, text=hostile),),
        attachments=(replace(told.attachments[0], name=hostile),),
    )
    show(panel, holding(nasty))
    for label in panel.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text()
    assert "\u202e" not in everything_said(panel)
    assert "\u200b" not in everything_said(panel)
    assert panel.column.inner.width() <= panel.column.viewport().width()


def test_ten_thousand_people_and_a_megabyte_on_one_line_are_shown_in_parts(panel: ReportPanel, qtbot: QtBot) -> None:
    told = replace(
        case.report(),
        report_id=ReportId("huge"),
        narrative="x y " * 262_144,
        people=tuple(a_person(f"p{at}") for at in range(10_000)),
        other=tuple(Answer(path=f"/{at}", label="Q", text="yes") for at in range(100_000)),
    )
    show(panel, holding(told))
    assert len(panel.findChildren(FieldRow)) < 400
    assert len(panel.narrative.text.view.toPlainText()) <= 12_000
    before = len(panel.body.rows())
    panel.body._more.click()
    assert len(panel.body.rows()) > before


def test_a_field_far_down_is_found_and_focused(panel: ReportPanel) -> None:
    told = replace(case.report(), people=tuple(a_person(f"p{at}") for at in range(200)))
    show(panel, holding(told))
    assert panel.focus_field("/people/150/surname")
    assert row(panel, "people/p150/surname").hasFocus()


def test_a_field_that_is_not_there_is_said_not_to_be(panel: ReportPanel) -> None:
    show(panel)
    assert not panel.focus_field("/decision/grade")


def test_clocks_move_on_and_turn_red_only_when_over(panel: ReportPanel) -> None:
    show(panel)
    assert "Record 23 h 12 m left" in panel.header.clocks.text
    panel.tick(case.detail().summary.record_by)
    assert "over" in panel.header.clocks.text


def test_references_are_shown_once_sent(panel: ReportPanel) -> None:
    line = DeliveryLine(
        deliverable="incident", destination="control", status=Delivery.DELIVERED, reference="CAD 12 of 20NOV26"
    )
    show(panel, replace(case.detail(), deliveries=(line,), editable=False))
    assert "Recorded CAD 12 of 20NOV26" in everything_said(panel.header)


def test_empty_loading_and_error_say_what_to_do(panel: ReportPanel) -> None:
    assert not panel.instead.nothing.isHidden()
    assert panel.instead.nothing.text().startswith("No report is open.")
    assert {cap.text() for cap in panel.instead.nothing.findChildren(KeyCap) if not cap.isHidden()} == {"N", "⏎", "C"}
    panel.show_loading(case.detail().summary, case.profile())
    assert panel.instead.nothing.isHidden()
    assert "Fetching" in panel.instead.message.text()
    panel.show_error(KnownError("The report could not be read.", "Try again with F5."))
    assert panel.instead.message.text() == "The report could not be read.\nTry again with F5."


def test_the_keys_that_open_a_report_are_those_that_work_now(panel: ReportPanel, theme: Theme) -> None:
    theme.set_keys({"N": "F3", "C": ""})
    said = [label.text() for label in panel.instead.nothing.findChildren(QLabel) if not label.isHidden()]
    assert said[2:] == ["F3", "Take the next by priority", "⏎", "Read the line in the queue"]
    theme.set_keys({})
    assert sum(not cap.isHidden() for cap in panel.instead.nothing.findChildren(KeyCap)) == 3


def test_only_a_summary_is_said_to_be_one(panel: ReportPanel) -> None:
    show(panel, replace(case.detail(), body=None, editable=False, stage=Stage.INCOMING))
    assert "Press C" in panel.instead.message.text()
    assert panel.column.isHidden()


def test_the_accessibility_tree_names_rows_and_notes(panel: ReportPanel, accessible: None) -> None:
    show(panel)
    interface = QAccessible.queryAccessibleInterface(row(panel, "vehicles/v1/registration"))
    assert interface.text(QAccessible.Text.Name) == "Registration: TE57 VRM"
    narrative = QAccessible.queryAccessibleInterface(panel.narrative.text.view)
    assert narrative.text(QAccessible.Text.Name) == "Narrative"
    assert narrative.role() == QAccessible.Role.EditableText
    assert narrative.state().readOnly


def test_history_names_places_and_says_which_version_came_last(panel: ReportPanel) -> None:
    whole = case.detail()
    assert whole.body is not None
    left_out = FileLeftOut(number=2, destination="crime", by="R. Adeyemi", why="Printed for the file.", at=NOW)
    made = Reference(deliverable="incident", destination="control", reference="CAD 1234")
    body = replace(whole.body, references=(made,))
    show(panel, replace(whole, body=body, summary=replace(whole.summary, version=2), left_out=(left_out,)))
    said = everything_said(panel)
    assert "Attachment 2 left out of Crime records by R. Adeyemi: Printed for the file." in said
    assert "CAD 1234 at Command and control" in said
    assert "Version 2 received by the force" in said


@pytest.mark.parametrize("width", [300, 400, 580, 900])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_is_wider_than_the_column(panel: ReportPanel, theme: Theme, width: int, scale: float) -> None:
    theme.set_scale(scale)
    panel.resize(width, 700)
    show(panel)
    panel.column.settle()
    inner = panel.column.inner
    for found in inner.findChildren(FieldRow):
        if found.isVisible():
            assert found.mapTo(inner, found.rect().topRight()).x() <= inner.width()


def test_a_heading_never_stands_over_the_words_that_nothing_is_open(panel: ReportPanel) -> None:
    steps = panel.showing(case.detail(), case.profile())
    next(steps)
    assert panel.header.isVisibleTo(panel)
    assert panel.instead.message.text() == "Opening the report…"
    for _ in steps:
        pass
    assert panel.instead.isHidden()


def test_a_report_that_is_opened_is_painted_only_when_it_is_settled(panel: ReportPanel) -> None:
    painted = [panel.column.updatesEnabled() for _ in panel.showing(case.detail(), case.profile()) if shown(panel)]
    assert painted
    assert not any(painted)
    assert panel.column.updatesEnabled()


def test_an_opening_that_is_given_up_leaves_nothing_unpainted(panel: ReportPanel) -> None:
    for _ in panel.showing(case.detail(), case.profile()):
        if shown(panel):
            panel.show_empty()
    assert panel.column.isHidden()
    show(panel)
    assert panel.column.updatesEnabled()


def shown(panel: ReportPanel) -> bool:
    return panel.body.isVisibleTo(panel)
