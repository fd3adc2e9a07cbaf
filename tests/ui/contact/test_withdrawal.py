"""A reporter asks to withdraw: noted by keyboard, and seen by whoever works on the report without losing a word."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.services.world import arrived, until
from tests.ui.contact.hands import Correspondent, corresponding, texts
from triage.models.ids import ReportId
from triage.models.stage import Stage
from triage.models.withdrawal import MARKS, Freedom, WithdrawalRequest, marked
from triage.ui.presenter.withdrawal import WithdrawalPresenter
from triage.ui.theme import Theme

HOME = "My husband strangled me last night and he reads my messages."


async def _at_work(hands: Correspondent, **more: str) -> tuple[ReportId, WithdrawalPresenter]:
    report_id = await hands.there.report(**more)
    await arrived(hands.desk, report_id)
    await hands.open(report_id)
    await hands.press("C")
    await hands.until(lambda: hands.window.decide.draft is not None, "it is ours")
    return report_id, hands.window.withdrawal


async def test_it_is_asked_for_while_the_report_opens_anew_and_opens_once_it_is_there(
    tmp_path: Path, theme: Theme
) -> None:
    async with corresponding(tmp_path, theme) as hands:
        report_id, told = await _at_work(hands, text=HOME)
        hands.window.reports.opened.connect(lambda _report: told._note())
        hands.window.commands.open(report_id)
        await hands.until(told._sheet.isVisible, "the sheet is open")


async def test_it_is_noted_by_keyboard_and_moves_nothing(tmp_path: Path, theme: Theme) -> None:
    async with corresponding(tmp_path, theme) as hands:
        report_id, told = await _at_work(hands, text=HOME)
        await hands.press("Ctrl+Shift+R")
        sheet = told._sheet
        await hands.until(sheet.isVisible, "the sheet is open")
        assert "sign of risk" in sheet.guard.text()
        await hands.press("Ctrl+Return")  # not without saying whether they were free
        assert sheet.isVisible()
        await hands.press("2")
        await hands.type("Forget it <b>please</b>")
        await hands.press("Ctrl+Return")
        await hands.until(told.banner.isVisible, "it stands over the report")
        await hands.until(lambda: "“Forget it <b>please</b>”" in told.banner.text(), "with its words as they are")
        assert "by ways marked safe" in told.line.text()
        detail = hands.window.reports.detail
        assert detail is not None
        assert (detail.stage, detail.editable) == (Stage.IN_TRIAGE, True)
        card = hands.window.people.card
        await hands.until(lambda: "They may be under pressure." in " ".join(texts(card)), "it stands in the log")
        assert await until(hands.desk, lambda: _marked_here(hands, report_id), "the feed brings the mark")
        card.mistake.emit(hands.window.withdrawal._told.lines[0].number)  # type: ignore[union-attr]
        why = hands.window.people._why
        await hands.until(why.isVisible, "a reason is asked for")
        await hands.type("It was the report before.")
        await hands.press("Ctrl+Return")
        await hands.until(told.banner.isHidden, "it is gone from over the report")
        assert told.line.isHidden()


async def _marked_here(hands: Correspondent, report_id: ReportId) -> bool:
    row = (await hands.desk.reports.page([report_id]))[report_id]
    return marked(row.summary.marks) is Freedom.PRESSURE


async def test_noted_elsewhere_it_comes_in_beside_the_words_that_are_being_written(
    tmp_path: Path, theme: Theme
) -> None:
    async with corresponding(tmp_path, theme) as hands:
        report_id, told = await _at_work(hands)
        await hands.press("T")
        await hands.type("None that")
        writing = QApplication.focusWidget()
        world = hands.there.world
        async with world.desk(world.settings("bob", "bob")) as bob:
            await bob.messages.withdraws(report_id, WithdrawalRequest(channel="email", freedom=Freedom.FREELY))
            await hands.until(lambda: "by e-mail" in told.banner.text(), "it stands over the report")
        assert told.line.isVisible()
        assert QApplication.focusWidget() is writing
        await hands.type(" we know of")
        draft = hands.window.decide.draft
        assert draft is not None
        assert "None that we know of" in draft.thrive.values()
        assert told.line.text().startswith("Still needs an outcome.")
        shown = texts(hands.window.report.header)
        assert MARKS[Freedom.FREELY] in shown or any(MARKS[Freedom.FREELY] in one for one in shown)
