"""A sheet lies over the board that asked for it; a report that was opened from the board leads back to its row."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.services.world import world
from tests.ui.hands import Hands, at_the_window
from triage.models.query import View
from triage.ui.board.figures.page import FiguresPage
from triage.ui.board.now.page import NowPage
from triage.ui.theme import Theme
from triage.ui.widgets.option_row import OptionRow
from triage.ui.widgets.plain_label import PlainLabel


@asynccontextmanager
async def at_the_board(home: Path, theme: Theme) -> AsyncIterator[tuple[Hands, NowPage]]:
    """A supervisor on the second row of what was longest not looked at."""
    async with world(home) as there:
        for number in range(3):
            await there.arrive(f"s-{number}")
        async with at_the_window(there, theme, me="sue") as hands:
            await hands.until(hands.window.shell.rail.button("board").isVisible, "the board is offered")
            await hands.press("F7")
            page = hands.window.board.board.page()
            assert isinstance(page, NowPage)
            await hands.until(lambda: len(page.oldest.rows.rows()) == 3, "the reports are told")
            await hands.until(page.oldest.rows.hasFocus, "the list has the focus")
            await hands.press("Down")
            yield hands, page


async def test_escape_leads_from_a_report_back_to_the_row_of_the_board(tmp_path: Path, theme: Theme) -> None:
    async with at_the_board(tmp_path, theme) as (hands, page):
        shell, chosen, header = hands.window.shell, page.oldest.rows.current(), hands.window.report.header
        await hands.press("Ctrl+P")
        words = "Enter opens this one, and Esc then leads back here."
        await hands.until(
            lambda: any(words in one.text() for one in shell.strips.findChildren(PlainLabel)), "it says so"
        )
        await hands.press("Return")
        await hands.until(lambda: hands.window.shell.column_in_focus() == "report", "the report is shown")
        assert (shell.overlay(), shell.rail.here) == (None, "queue")
        assert header.back.isVisible()
        assert header.back.words == "Back to “Board”"
        await hands.press("Esc")
        assert shell.overlay() is hands.window.board.board
        assert shell.rail.here == "board"
        assert page.oldest.rows.hasFocus()
        assert page.oldest.rows.current() == chosen
        assert not header.back.isVisible()
        await hands.press("Esc", "Esc")
        assert shell.overlay() is None, "once back there, Escape leaves the board for the queue"


async def test_the_board_is_made_in_a_pause_for_those_whom_it_is_for(tmp_path: Path, theme: Theme) -> None:
    """Its first opening took a second: the chart library was loaded with the key press."""
    async with world(tmp_path) as there:
        async with at_the_window(there, theme, me="sue") as hands:
            await hands.window.board.prepare()
            assert "board" in vars(hands.window.board)
            assert not hands.window.board.board.isVisible()
        async with at_the_window(there, theme, me="ann", home="other") as hands:
            await hands.window.board.prepare()
            assert "board" not in vars(hands.window.board)


async def test_the_way_back_ends_with_another_report_or_place(tmp_path: Path, theme: Theme) -> None:
    async with at_the_board(tmp_path, theme) as (hands, page):
        window, shell = hands.window, hands.window.shell
        other = page.oldest.rows.rows()[0].report_id
        await hands.press("Return")
        await hands.until(lambda: shell.column_in_focus() == "report", "the report is shown")
        window.commands.open(other)
        await hands.until(lambda: window.reports.current == other, "another is opened from the queue")
        await hands.press("Esc")
        assert shell.overlay() is None
        await hands.press("F7")
        await hands.until(page.oldest.rows.hasFocus, "the board is open again")
        await hands.press("Return")
        await hands.until(lambda: window.reports.current != other, "the report of its row")
        window.commands.show_view(View.TO_DO)
        await hands.press("Esc")
        assert shell.overlay() is None
        assert not window.report.header.back.isVisible()


async def test_a_report_behind_a_figure_leads_back_to_its_line(tmp_path: Path, theme: Theme) -> None:
    async with at_the_board(tmp_path, theme) as (hands, _page):
        hands.window.board.show_page("figures")
        page = hands.window.board.board.page()
        assert isinstance(page, FiguresPage)
        await hands.until(page.table.cells, "the figures are told")
        page.table.setFocus()
        await hands.press("Return")
        await hands.until(lambda: isinstance(QApplication.focusWidget(), OptionRow), "the reports behind a number")
        lines = page.behind.rows.findChildren(OptionRow)
        await hands.press("Down", "Down", "Up")
        line = QApplication.focusWidget()
        assert line is lines[1], "the arrows go from line to line"
        hands.window.shell.resize(1100, 420)
        await hands.until(lambda: page._scroll.verticalScrollBar().maximum() > 0, "it scrolls in a low window")
        page._scroll.verticalScrollBar().setValue(page._scroll.verticalScrollBar().maximum())
        scrolled = page._scroll.verticalScrollBar().value()
        await hands.press("Return")
        await hands.until(lambda: hands.window.shell.column_in_focus() == "report", "the report is shown")
        await hands.press("Esc")
        await hands.until(lambda: page._scroll.verticalScrollBar().value() == scrolled, "it stands where it stood")
        assert hands.window.board.board.page() is page
        assert page.behind.isVisible()
        assert QApplication.focusWidget() is line


async def test_a_sheet_that_is_asked_for_from_the_board_lies_over_it(tmp_path: Path, theme: Theme) -> None:
    async with at_the_board(tmp_path, theme) as (hands, page):
        shell, board = hands.window.shell, hands.window.board.board
        for key in ("Ctrl+Shift+U", "Ctrl+Shift+K", "Ctrl+K", "?", "Ctrl+Shift+P"):
            await hands.press(key)
            await hands.until(lambda: shell.overlay() is not board, f"{key} lays a sheet")
            sheet = shell.overlay()
            assert sheet is not None
            assert board.isVisible(), f"below that of {key}"
            await hands.until(lambda sheet=sheet: sheet.isAncestorOf(QApplication.focusWidget()), "it has the focus")
            page.oldest.rows.setFocus()  # as a page does when what it asked for comes
            assert sheet.isAncestorOf(QApplication.focusWidget()), "nothing below takes it"
            await hands.press("Esc")
            assert shell.overlay() is board
            assert page.oldest.rows.hasFocus(), f"after {key}"
        for words in ("pin a report", "handed over", "account for"):
            await hands.press("Ctrl+K")
            await hands.type(words)
            await hands.press("Return")
            await hands.until(lambda: shell.overlay() not in (board, hands.window.overlays._palette), "chosen there")
            assert board.isVisible(), f"“{words}” from the palette"
            await hands.press("Esc")
            assert shell.overlay() is board
