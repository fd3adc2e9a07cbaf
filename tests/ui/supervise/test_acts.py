"""A supervisor's acts in the window by keys, over a real gateway; what their colleague's window says."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.services.world import arrived, triage_one, until, write_draft
from tests.ui.report.stage import Stage, stage
from triage.models.ids import ReportId
from triage.models.query import ListQuery, View
from triage.services.desk import Desk
from triage.ui.board.approvals.page import ApprovalsPage
from triage.ui.theme import Theme

TEXT = "He keeps turning up at my work and said he would make me sorry."


def type_words(words: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), words)


async def held_by_ann(at: Stage, ann: Desk) -> ReportId:
    other = await at.there.arrive("s-ann", "My shed was opened in the night.")
    await arrived(ann, other)
    await ann.claims.claim(other)
    await ann.triage.open(other)
    await write_draft(ann, other, rationale="Half done by Ann.")

    async def seen() -> bool:
        rows = await at.desk.reports.page([other])
        return other in rows and rows[other].summary.held_by == "ann"

    await until(at.desk, seen, "the window knows who holds it")
    return other


async def test_a_report_is_taken_back_and_given_to_somebody_by_keys(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, TEXT, me="sue") as at, at.there.desk(at.there.settings("ann", "ann")) as ann:
        other = await held_by_ann(at, ann)
        await at.until(lambda: not at.window.report.header.supervise.isHidden(), "a supervisor is known here")
        at.window.commands.open(other)
        await at.until(lambda: at.window.reports.current == other, "it is open")
        await at.press("Ctrl+Shift+X")
        await at.until(lambda: at.window.shell.overlay() is at.window.supervising._why, "asked why")
        await at.press("Ctrl+Return")
        assert at.window.supervising._why.state.text() == "Write a reason first."
        type_words("Her shift is over.")
        await at.press("Ctrl+Return")

        async def told() -> bool:
            return bool(ann.sayings.items)

        await until(ann, told, "Ann is told")
        await at.until(lambda: at.window.shell.overlay() is None, "it is done")
        await at.until(lambda: at.window.reports.detail and not at.window.reports.detail.summary.held_by, "it is free")
        await at.press("Ctrl+Shift+Y")
        sheet = at.window.supervising._assign
        await at.until(lambda: at.window.shell.overlay() is sheet and sheet._lines, "asked to whom")
        sheet.choose("ann")
        type_words("She knows him.")
        await at.press("Ctrl+Return")

        async def hers() -> bool:
            return len(ann.sayings.of_report(other)) == 2

        await until(ann, hers, "Ann is told of that too")
        await at.until(lambda: at.window.shell.overlay() is None, "given")
        await at.press("Ctrl+Shift+P")
        await at.until(lambda: at.window.shell.overlay() is at.window.supervising._why, "asked why it is pinned")
        type_words("The press rang.")
        await at.press("Ctrl+Return")
        await at.until(lambda: at.window.reports.detail and at.window.reports.detail.summary.pinned, "pinned")


async def test_words_typed_for_a_sheet_that_was_refused_do_nothing(tmp_path: Path, theme: Theme) -> None:
    """“n” would take the next report, “o” show the form as it was sent, Ctrl+Enter send."""
    async with stage(tmp_path, theme, TEXT, me="sue") as at:
        await arrived(at.desk, await at.there.arrive("s-2", "My shed was opened in the night."))
        await at.until(lambda: not at.window.report.header.supervise.isHidden(), "a supervisor is known here")
        strips = at.window.shell.strips
        at.window.report.setFocus()
        await at.press("Ctrl+Shift+X")
        await at.until(lambda: "notice:take_back" in strips.all_keys(), "she holds it herself")
        type_words("nobody")
        await at.press("Ctrl+Return")
        await at.until(lambda: "notice:stray words" in strips.all_keys(), "told that nothing opened")
        assert set(strips.all_keys()) == {"notice:take_back", "notice:stray words"}
        assert len(await at.desk.reports.ids(ListQuery(view=View.MINE, me="sue"))) == 1
        await at.press("Esc", "N")
        await at.until(lambda: at.window.reports.current != at.report_id, "N takes the next report again")


async def test_an_act_on_nothing_says_so(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, TEXT, me="sue") as at:
        await at.until(lambda: not at.window.report.header.supervise.isHidden(), "a supervisor is known here")
        at.window.commands.show_view(View.CLOSED)
        await at.until(lambda: at.window.queue.current() is None, "an empty list")
        at.window.queue.focus_search()
        await at.press("Ctrl+Shift+Y")
        await at.until(lambda: "notice:assign" in at.window.shell.strips.all_keys(), "told")


async def test_while_it_is_asked_who_worked_here_enter_does_not_close_the_sheet(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, TEXT, me="sue") as at:
        await at.until(lambda: not at.window.report.header.supervise.isHidden(), "a supervisor is known here")
        await at.press("Ctrl+Shift+Y")
        sheet = at.window.supervising._assign
        await at.until(lambda: at.window.shell.overlay() is sheet, "asked to whom")
        if not sheet._lines:
            await at.press("Return", "Space")
            assert at.window.shell.overlay() is sheet
        sheet.start("Another")
        sheet.focus_start()
        await at.press("Return", "Space")
        assert at.window.shell.overlay() is sheet


def choose_of_menu(at: Stage, words: str, report_id: ReportId) -> None:
    dict(at.window.supervising.menu_of(report_id))[words]()


async def test_a_sheet_acts_on_its_own_report_whatever_is_asked_of_another_meanwhile(
    tmp_path: Path, theme: Theme
) -> None:
    async with stage(tmp_path, theme, TEXT, me="sue") as at, at.there.desk(at.there.settings("ann", "ann")) as ann:
        other = await held_by_ann(at, ann)
        await at.until(lambda: not at.window.report.header.supervise.isHidden(), "a supervisor is known here")
        acts, shell = at.window.supervising, at.window.shell
        choose_of_menu(at, "Give to somebody", at.report_id)
        choose_of_menu(at, "Pin or unpin", other)
        await at.until(lambda: shell.overlay() is acts._why, "asked about the other")
        choose_of_menu(at, "Give to somebody", at.report_id)
        await at.until(lambda: shell.overlay() is acts._assign and acts._assign._lines, "asked to whom again")
        acts._assign.choose("ann")
        type_words("She knows him.")
        await at.press("Ctrl+Return")

        async def given() -> bool:
            return any(one.report_id == at.report_id for one in ann.sayings.items)

        await until(ann, given, "the report that the sheet was about is hers")
        assert not ann.sayings.of_report(other)


async def test_what_is_sent_twice_in_a_hurry_goes_once(
    tmp_path: Path, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path, theme, TEXT, me="sue") as at:
        await at.until(lambda: not at.window.report.header.supervise.isHidden(), "a supervisor is known here")
        acts, pin, sent = at.window.supervising, at.desk.supervising.pin, list[str]()

        async def counted(report_id: ReportId, why: str) -> None:
            sent.append(why)
            await pin(report_id, why)

        monkeypatch.setattr(at.desk.supervising, "pin", counted)
        choose_of_menu(at, "Pin or unpin", at.report_id)
        await at.until(lambda: at.window.shell.overlay() is acts._why, "asked why")
        type_words("The press rang.")
        acts._why.keep()
        acts._why.keep()
        assert not acts._why.button.isEnabled()
        await at.until(lambda: at.window.shell.overlay() is None, "it is done")
        assert sent == ["The press rang."]
        assert acts._why.button.isEnabled()


async def test_after_a_sheet_asked_over_the_board_the_board_is_there_again(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, TEXT, me="sue") as at:
        await at.until(lambda: not at.window.report.header.supervise.isHidden(), "a supervisor is known here")
        acts, shell = at.window.supervising, at.window.shell
        await at.press("F7")
        board = at.window.board.board
        await at.until(lambda: shell.overlay() is board, "the board is open")
        choose_of_menu(at, "Pin or unpin", at.report_id)
        await at.until(lambda: shell.overlay() is acts._why, "asked why")
        type_words("The press rang.")
        await at.press("Ctrl+Return")
        await at.until(lambda: shell.overlay() is board, "back at the board")

        async def pinned() -> bool:
            return (await at.desk.reports.page([at.report_id]))[at.report_id].summary.pinned

        await until(at.desk, pinned, "pinned")
        choose_of_menu(at, "Pin or unpin", at.report_id)

        async def free() -> bool:
            return not await pinned()

        await until(at.desk, free, "unpinned")
        assert shell.overlay() is board, "what needs no sheet leaves none"


async def test_a_decision_is_refused_and_help_given_by_keys(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, TEXT, me="sue") as at, at.there.desk(at.there.settings("tom", "tom")) as tom:
        await tom.roles.known()
        first = await at.there.arrive("s-tom", "My shed was opened in the night.")
        await arrived(tom, first)
        await triage_one(tom, first)

        async def asked() -> bool:
            return bool(await at.desk.proposed.open_ones())

        await until(tom, asked, "it waits for approval")
        await at.until(lambda: not at.window.report.header.supervise.isHidden(), "a supervisor is known here")
        await at.press("Ctrl+Shift+J")
        page = at.window.board.board.page()
        assert isinstance(page, ApprovalsPage)
        await at.until(
            lambda: page.rows.rows() and page._body is not None, "what waits is listed, the report beside it"
        )
        await at.press("R")
        assert page.fault.text() == "Write why first; its author is shown it."
        type_words("Ask who saw it.")
        page.rows.setFocus()
        await at.press("R")

        async def told() -> bool:
            return bool(tom.sayings.items)

        await until(tom, told, "Tom is told")
        assert tom.sayings.items[0].words == "Ask who saw it."
        await at.until(lambda: not page.rows.rows(), "nothing waits any more")


async def test_a_handler_is_offered_none_of_it_and_reads_what_was_said_above_the_report(
    tmp_path: Path, theme: Theme
) -> None:
    async with stage(tmp_path, theme, TEXT) as at, at.there.desk(at.there.settings("sue", "sue")) as sue:
        await at.desk.roles.known()
        assert at.window.report.header.supervise.isHidden()
        assert at.window.queue.view.offers(at.report_id) == ()
        await write_draft(at.desk, at.report_id)
        await at.desk.conflicts.ask_supervisor(at.report_id, "Is this a crime?")

        async def asked() -> bool:
            return bool(await sue.proposed.open_ones())

        await until(at.desk, asked, "Sue is asked")
        (proposal,) = await sue.proposed.open_ones()
        await sue.proposed.end(proposal, answer="Harassment; record it.")
        await at.until(lambda: "said" in at.window.shell.strips.all_keys(), "the answer stands above the report")
        strip = at.window.shell.strips.strip("said")
        assert strip is not None
        assert strip.text() == "Sue answers you: Harassment; record it."
