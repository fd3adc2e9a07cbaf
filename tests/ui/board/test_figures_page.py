"""The page of compliance figures over a real gateway: each number leads to its reports; the CSV says the same."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.services.world import world
from tests.ui.board.made_figures import a_figures_row, some_figures
from tests.ui.hands import at_the_window
from triage.models.compliance import Figure
from triage.models.compliance_sheet import HEAD, figures_sheet
from triage.models.compliance_words import TOPICS, share_words, time_words
from triage.models.profile_file import default_profile
from triage.ui.board.figures.page import FiguresPage
from triage.ui.theme import Theme
from triage.ui.widgets.option_row import OptionRow


async def test_a_supervisor_looks_behind_a_number_and_opens_its_report(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        async with at_the_window(there, theme, me="sue") as hands:
            await hands.desk.synced()
            await hands.until(hands.window.shell.rail.button("board").isVisible, "the board is offered")
            hands.window.board.toggle()
            board = hands.window.board.board
            board.tabs.button("figures").click()
            page = board.page()
            assert isinstance(page, FiguresPage)
            await hands.until(page.table.cells, "the figures are told")
            assert page.table.cells()[0][:3] == ["All reports", "1", "0"]
            QTest.keyClick(page.table, Qt.Key.Key_Return)
            await hands.until(lambda: page.behind.rows.count() == 1, "the report behind it is listed")
            line = page.behind.rows.findChildren(OptionRow)[0]
            QTest.keyClick(line, Qt.Key.Key_Return)
            await hands.until(lambda: hands.window.reports.current == report_id, "Enter opens it")


def test_the_sheet_holds_every_row_as_numbers_and_no_formula() -> None:
    profile = default_profile()
    told = some_figures()
    rows = list(csv.reader(io.StringIO(figures_sheet(told, profile))))
    assert rows[0][0] == profile.handling_marking
    assert rows[2] == ["received_from", "20/11/2026 00:00"]
    head = rows.index(list(HEAD))
    assert len(rows) - head - 1 == len(told.rows)
    whole = dict(zip(HEAD, rows[head + 1], strict=True))
    assert (whole["type"], whole["received"], whole["looked_worst_seconds"]) == ("All types", "412", "11100")
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_every_column_leads_to_a_figure_and_has_words_for_nothing() -> None:
    empty = a_figures_row("theft", "", 0)
    for _, columns in TOPICS.values():
        assert all(column.figure in Figure and column.words(empty) for column in columns)


def test_times_and_shares_in_words() -> None:
    told = [time_words(seconds) for seconds in (None, 59, 60, 3599, 3600, 172_799, 172_800)]
    assert told == ["–", "under 1 min", "1 min", "59 min", "1 h 00 min", "47 h 59 min", "2 d 0 h"]
    assert [share_words(*parts) for parts in ((0, 0), (1, 1000), (999, 1000), (5, 5), (0, 3))] == [
        "–", "1 % (1 of 1,000)", "99 % (999 of 1,000)", "100 % (5 of 5)", "0 % (0 of 3)",
    ]  # fmt: skip
