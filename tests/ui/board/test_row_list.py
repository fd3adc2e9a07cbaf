"""A list of the board is as high as its rows at any width, also where a note must be read whole."""

from __future__ import annotations

from dataclasses import replace

from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.ui.board.row import BoardRow
from triage.ui.board.row_list import RowList
from triage.ui.theme import Theme

WHY = "Needs a person: ask the sergeant whether the two reports are one, and who rings the shop before it closes."
ROW = BoardRow(report_id=ReportId("r-1"), risk=RiskLevel.HIGH, what="Robbery", note=WHY, figure="29 min", aside="1 h")


def test_a_note_that_is_told_whole_takes_the_lines_that_it_needs(theme: Theme) -> None:
    rows = RowList(theme, "Held")
    rows.resize(900, 50)
    rows.show()
    rows.fill([ROW])
    one_line = rows.height()
    rows.fill([replace(ROW, whole=True)])
    assert rows.height() == one_line, "there is room for it on one line"
    rows.resize(300, rows.height())
    rows.doItemsLayout()
    assert rows.height() > one_line
    assert rows.visualRect(rows.model().index(0, 0)).height() == rows.height()
    rows.deleteLater()


def test_what_it_is_takes_the_lines_that_it_needs_too(theme: Theme) -> None:
    rows = RowList(theme, "Held")
    rows.resize(300, 50)
    rows.show()
    long = replace(ROW, what="Road traffic collision or incident, Llanfair-under-Wychwood", note="with A. Lee")
    rows.fill([long])
    cut = rows.height()
    rows.fill([replace(long, whole=True)])
    assert rows.height() > cut
    assert rows.visualRect(rows.model().index(0, 0)).height() == rows.height()
    rows.deleteLater()


def test_a_figure_that_would_take_half_of_a_narrow_row_stands_below_the_note(theme: Theme) -> None:
    rows = RowList(theme, "What was drawn")
    rows.resize(160, 50)
    rows.show()
    rows.fill([replace(ROW, note="Shoplifting, Aberwen", aside="Tue 24 November", whole=True)])
    narrow = rows.height()
    rows.fill([replace(ROW, note="Shoplifting, Aberwen", aside="", whole=True)])
    assert narrow > rows.height() > 0, "the note has the whole width, the figure a line of its own"
    rows.resize(600, rows.height())
    rows.fill([replace(ROW, note="Shoplifting, Aberwen", aside="Tue 24 November", whole=True)])
    assert rows.height() < narrow
    rows.deleteLater()


def test_the_row_that_is_read_beside_the_list_stays_marked_without_the_focus(theme: Theme) -> None:
    for leads in (False, True):
        rows = RowList(theme, "What was drawn")
        rows.leads = leads
        rows.resize(300, 50)
        rows.show()
        rows.fill([ROW, replace(ROW, report_id=ReportId("r-2"))])
        picture = rows.grab().toImage()
        assert (picture.pixelColor(1, 8) == theme.colour("accent")) is leads
        rows.deleteLater()
