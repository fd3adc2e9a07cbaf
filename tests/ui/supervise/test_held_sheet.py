"""The work of others: what is offered there, and what whoever takes it over is told."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.builders import NOW, a_decision, a_report
from tests.services.world import arrived, world
from tests.ui.hands import Hands, at_the_window
from triage.models.ids import ReportId
from triage.models.proposal import Proposal, ProposalKind, ProposalState
from triage.models.taking_over import HeldWorks
from triage.services.desk import Desk
from triage.ui.icons import Icons
from triage.ui.supervise.held_sheet import HeldSheet
from triage.ui.theme import Theme
from triage.ui.widgets import RowButton


def asked(kind: ProposalKind, number: int) -> Proposal:
    return Proposal(
        report_id=ReportId("r-1"),
        number=number,
        kind=kind,
        state=ProposalState.OPEN,
        author="tom.reed",
        at=NOW,
        why="Which of the two is it?",
        decision=a_decision(a_report()),
        decision_sha256="0" * 64,
    )


async def _asks_about_what_another_holds(hands: Hands, other: Desk, report_id: ReportId) -> None:
    """The sheet of what others hold, at this report."""
    await arrived(other, report_id)
    await other.claims.claim(report_id)
    await hands.until(lambda: "supervisor" in hands.desk.roles.held, "it is known who is here")
    await hands.press("Ctrl+Shift+U")
    await hands.until(lambda: isinstance(QApplication.focusWidget(), RowButton), "what others hold")
    await hands.press("Return")


def test_what_waits_for_approval_stands_on_its_own_page_alone(theme: Theme, icons: Icons) -> None:
    """The cursor began on it, and it could not be taken over."""
    sheet = HeldSheet(theme, icons, {}, lambda: NOW)
    sheet.show_held(HeldWorks(), (asked(ProposalKind.APPROVAL, 1), asked(ProposalKind.STUCK, 2)))
    (line,) = sheet.rows.findChildren(RowButton)
    assert line.objectName() == "proposal:r-1:2"
    assert line.accessibleName().startswith("Tom Reed needs help")
    sheet.deleteLater()


async def test_whoever_takes_a_report_over_is_not_told_it_in_the_third_person(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        async with there.desk(there.settings("ann", "ann")) as ann, at_the_window(there, theme, me="sue") as hands:
            await _asks_about_what_another_holds(hands, ann, report_id)
            sheet = hands.window.conflicts._held
            await hands.until(lambda: sheet.looked is not None, "records were looked at")
            await hands.type("Went home")
            await hands.press("Ctrl+Return")
            await hands.until(
                lambda: (detail := hands.window.reports.detail) is not None and detail.editable, "it is taken over"
            )
            assert "said" not in hands.window.shell.strips.all_keys()


async def test_what_was_read_first_is_taken_over_from_the_sheet_that_it_leads_back_to(
    tmp_path: Path, theme: Theme
) -> None:
    """The focus came back to “Read it first”, and Ctrl+Enter pressed that again."""
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        async with there.desk(there.settings("ann", "ann")) as ann, at_the_window(there, theme, me="sue") as hands:
            await _asks_about_what_another_holds(hands, ann, report_id)
            sheet, reports = hands.window.conflicts._held, hands.window.reports
            await hands.until(lambda: sheet.looked is not None, "records were looked at")
            sheet.read.setFocus()
            await hands.press("Ctrl+Return")
            assert hands.window.shell.overlay() is sheet
            assert sheet.fault.text() == "Write a reason first."
            sheet.read.setFocus()
            await hands.press("Return")
            await hands.until(lambda: hands.window.shell.column_in_focus() == "report", "it is read")
            assert reports.detail is not None
            assert not reports.detail.editable
            await hands.press("Esc")
            assert hands.window.shell.overlay() is sheet
            await hands.type("Went home")
            await hands.press("Ctrl+Return")
            await hands.until(lambda: reports.detail is not None and reports.detail.editable, "it is taken over")
