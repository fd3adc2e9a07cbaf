"""The board in the running window over a real gateway, by keyboard; and its page in every state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QSettings
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.builders import NOW
from tests.services.world import until, world
from tests.ui.board.made import busy, empty
from tests.ui.fit import misfits
from tests.ui.hands import Hands, at_the_window
from triage.models.board_sheet import board_sheet
from triage.models.clock import ManualClock
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.profile_file import default_profile
from triage.ui.board.approvals.page import ApprovalsPage
from triage.ui.board.back_test.page import BackTestPage
from triage.ui.board.charts.day import LEGEND, LEGEND_ALONE, stretches
from triage.ui.board.exporting import as_png
from triage.ui.board.figures.page import FiguresPage
from triage.ui.board.now.page import NowPage
from triage.ui.board.page import Room
from triage.ui.icons import Icons
from triage.ui.shell import Shell
from triage.ui.theme import FontRole, Mode, Theme


async def test_a_supervisor_opens_the_board_and_a_report_of_it(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        async with at_the_window(there, theme, me="sue") as hands:
            await hands.desk.synced()
            await hands.until(hands.window.shell.rail.button("board").isVisible, "the board is offered")
            await hands.press("F7")
            page = hands.window.board.board.page()
            assert isinstance(page, NowPage)
            await hands.until(
                lambda: [row.report_id for row in page.oldest.rows.rows()] == [report_id], "the report is told"
            )
            await hands.until(page.oldest.rows.hasFocus, "the list has the focus")
            stops = []
            for _ in range(7):
                stops.append(QApplication.focusWidget())
                await hands.press("Tab")
            assert [one.accessibleName() for one in stops if one is not None] == [
                "Longest not looked at", "Risk", "Save as picture…", "Export as CSV…", "Close board", "Now",
                "Longest not looked at",
            ], "Tab goes down the page"  # fmt: skip
            page.oldest.rows.setFocus()
            another = await there.arrive("s-2")
            await hands.until(lambda: len(page.oldest.rows.rows()) == 2, "news are shown by themselves")
            assert page.oldest.rows.current() == report_id, "the cursor stays"
            await hands.press("Down", "Return")
            await hands.until(lambda: hands.window.reports.current == another, "Enter opens it")
            assert hands.window.shell.overlay() is None


async def test_the_palette_leads_to_each_page_of_the_board_by_its_name(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there, at_the_window(there, theme, me="sue") as hands:
        await hands.until(hands.window.shell.rail.button("board").isVisible, "the board is offered")
        await hands.press("Ctrl+K")
        QTest.keyClicks(QApplication.focusWidget(), "try rules")
        await hands.press("Return")
        await hands.until(lambda: isinstance(hands.window.board.board.page(), BackTestPage), "the page is shown")
        assert hands.window.shell.overlay() is hands.window.board.board


async def test_in_a_small_window_the_choices_fold_instead_of_being_cut(tmp_path: Path, theme: Theme) -> None:
    """1366 × 768 at 200 %: seven tabs were cut to “pprova” and “andove”."""
    async with world(tmp_path) as there, at_the_window(there, theme, me="sue") as hands:
        window = hands.window
        await hands.until(window.shell.rail.button("board").isVisible, "the board is offered")
        window.board.show_page("figures")
        board = window.board.board
        page = board.page()
        assert isinstance(page, FiguresPage)
        for size, folded in (((1366, 768), False), ((683, 384), True), ((1366, 768), False)):
            window.shell.resize(*size)
            await hands.until(lambda: board.width() < window.shell.width(), "it is laid out")
            assert [board.tabs.folded, page.by.folded] == [folded, folded]
            assert misfits(board) == []
        window.shell.resize(683, 384)
        board.tabs.menu.setFocus()
        await hands.press("Down")
        assert board.tabs.value() == "quality", "the menu leads there too"


async def test_the_pages_are_turned_by_key_and_the_focus_goes_along(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there, at_the_window(there, theme, me="sue") as hands:
        await hands.until(hands.window.shell.rail.button("board").isVisible, "the board is offered")
        await hands.press("F7")
        board = hands.window.board.board
        seen = []
        for _ in board.keys:
            seen.append(board.tabs.value())
            hands.window.board.turn(1)
            here = QApplication.focusWidget()
            assert here is not None
            assert here is board.page() or board.page().isAncestorOf(here)
        assert (seen, board.tabs.value()) == (list(board.keys), seen[0])
        await hands.press("Ctrl+PgUp")
        assert board.tabs.value() == seen[-1]


async def test_a_page_that_is_empty_or_still_loading_has_the_focus_itself(tmp_path: Path, theme: Theme) -> None:
    """Enter closed the board: the focus stood on its way out."""
    async with world(tmp_path) as there, at_the_window(there, theme, me="sue") as hands:
        await hands.until(hands.window.shell.rail.button("board").isVisible, "the board is offered")
        for key in ("now", "approvals", "figures", "quality", "handover", "alarms"):
            hands.window.board.show_page(key)
            board = hands.window.board.board
            page = board.page()
            here = QApplication.focusWidget()
            assert here is (page.table if isinstance(page, FiguresPage) else page), "it is loading"
            assert page.accessibleName()
            assert page.accessibleDescription()
            await hands.press("Return")
            assert hands.window.shell.overlay() is board
        await hands.press("Ctrl+PgDown", "Ctrl+PgDown", "Ctrl+PgDown")
        page = board.page()
        assert isinstance(page, ApprovalsPage)
        await hands.until(page.empty.isVisible, "nothing waits for approval")
        assert QApplication.focusWidget() is page
        await hands.press("Tab", "Return")
        assert hands.window.shell.overlay() is board


async def test_a_handler_has_no_board(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there, at_the_window(there, theme, me="ann") as hands:
        assert await hands.desk.roles.known() == {"handler"}
        await hands.press("F7")
        assert hands.window.shell.overlay() is None
        assert not hands.window.shell.rail.button("board").isVisible()
        await hands.until(lambda: "look after the room" in strip_words(hands), "a key that does nothing says why")
        await hands.press("Ctrl+Shift+I")
        await hands.until(lambda: "Quality review is for" in strip_words(hands), "so does that of quality review")
        await hands.press("Ctrl+Shift+Q")
        await hands.until(lambda: "nobody can sign out" in strip_words(hands), "and that of a mode that is not")


async def test_the_acts_of_a_supervisor_work_on_the_row_of_the_board(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there:
        await there.arrive("s-1")
        report_id = await there.arrive("s-2")
        async with at_the_window(there, theme, me="sue") as hands:
            shell = hands.window.shell
            await hands.until(shell.rail.button("board").isVisible, "the board is offered")
            await hands.press("F7", "Ctrl+Shift+B")
            await hands.until(lambda: "lies below “Board”" in strip_words(hands), "what works only below it says so")
            board = hands.window.board.board
            page = board.page()
            assert isinstance(page, NowPage)
            await hands.until(page.oldest.rows.hasFocus, "the list has the focus")
            rows = [row.report_id for row in page.oldest.rows.rows()]
            page.oldest.rows.setCurrentIndex(page.oldest.rows.model().index(rows.index(report_id), 0))
            await hands.press("Ctrl+Shift+P")
            await hands.until(lambda: shell.overlay() is hands.window.supervising._why, "asked why it is pinned")
            await hands.type("The press rang.")
            await hands.press("Ctrl+Return")
            await hands.until(lambda: shell.overlay() is board, "the board is back")
            assert page.oldest.rows.hasFocus()
            pinned: list[ReportId] = []

            async def look() -> bool:
                found = await hands.desk.reports.page([report_id])
                pinned[:] = [key for key, row in found.items() if row.summary.pinned]
                return bool(pinned)

            await until(hands.desk, look, "the report of the row is pinned")


def strip_words(hands: Hands) -> str:
    strips = hands.window.shell.strips
    return " ".join(strip.text() for key in strips.all_keys() if (strip := strips.strip(key)))


@pytest.fixture
def page(theme: Theme, icons: Icons, shell: Shell) -> NowPage:
    """The page over a desk that answers nothing by itself."""
    overseeing = SimpleNamespace(figures=SimpleNamespace(figures=None))
    desk = SimpleNamespace(clock=ManualClock(at=NOW), profile=default_profile(), overseeing=overseeing)
    context: Any = SimpleNamespace(desk=desk, shell=shell, spawn=lambda _name, work: work.close())
    made = NowPage(Room(context, theme, icons, lambda _report_id: None))
    made.resize(1286, 640)
    return made


@pytest.fixture
def shell(theme: Theme, icons: Icons, tmp_path: Path) -> Iterator[Shell]:
    made = Shell(theme, icons, QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat), training=True)
    yield made
    made.finish()
    made.deleteLater()


def test_the_large_figures_say_all_in_words(page: NowPage) -> None:
    page.show_figures(busy())
    assert [tile.words for tile in page.tiles.tiles()][:3] == [
        "Past target, 12, of 134 reports waiting",
        "Breach within 15 min, 8, of what waits",
        "Oldest not looked at, 3 h 12 m, since sent, 5 put off",
    ]


def test_news_leave_the_figures_at_the_top_in_sight(page: NowPage) -> None:
    """The list in use reaches below the window: it was scrolled into sight whole with every answer of the gateway."""
    page.resize(1286, 420)
    page.show()
    page.show_figures(busy())
    QApplication.sendPostedEvents()
    page.oldest.rows.setFocus()
    bar = page._scroll.verticalScrollBar()
    bar.setValue(0)
    assert page.oldest.rows.visibleRegion().boundingRect().height() < page.oldest.rows.height() < page._scroll.height()
    page.show_figures(busy())
    assert bar.value() == 0
    page.hide()


def test_the_charts_say_what_they_show(page: NowPage) -> None:
    page.show_figures(busy())
    assert page.heads.chart.spoken.startswith("High: 6 waiting, 2 past target, 1 soon; Raised: 22")
    page.heads.choice.changed.emit("risk")
    page.heads.choice.set_value("type")
    page.heads.choice.changed.emit("type")
    assert page.heads.chart.spoken.endswith("3 others: 54 waiting, 0 past target, 3 soon")
    assert page.day.came.words == "Came in: 135 today, 131 by this hour a week before"


def test_a_week_before_without_figures_draws_no_line_along_the_foot(page: NowPage) -> None:
    told = busy()
    page.show_figures(replace(told, before=tuple(replace(hour, came=0, closed=0) for hour in told.before)))
    for chart in (page.day.came, page.day.closed):
        assert len(chart._plot.getPlotItem().listDataItems()) == 1  # the bars of today
        assert chart.words.endswith("today, none a week before")
    assert page.day.legend.text() == LEGEND_ALONE
    page.show_figures(empty())
    assert page.day.came._plot.getPlotItem().listDataItems() == []  # nor do hours of nothing today
    page.show_figures(told)
    assert len(page.day.came._plot.getPlotItem().listDataItems()) == 2
    assert page.day.legend.text() == LEGEND


def test_the_line_of_a_week_before_leaves_out_hours_of_nothing() -> None:
    assert list(stretches([0, 0, 0])) == []
    assert list(stretches([0, 2, 3, 0, 1])) == [([1, 1, 2, 2, 3, 3], [0, 2, 2, 3, 3, 0]), ([4, 4, 5, 5], [0, 1, 1, 0])]


@pytest.mark.parametrize("most", [3, 9, 46, 91, 182, 1_364])
def test_the_highest_figure_of_the_axis_is_whole(page: NowPage, theme: Theme, most: int) -> None:
    """91 in an hour: the axis ends at 100.1, and of the “100” only the lower half was to be seen."""
    told = busy()
    page.show_figures(replace(told, today=tuple(replace(hour, came=most) for hour in told.today), before=()))
    page.show()
    QApplication.sendPostedEvents()
    plot = page.day.came._plot
    view, axis = plot.getPlotItem().getViewBox(), plot.getAxis("left")
    low, high = view.viewRange()[1]
    top = max(value for _, values in axis.tickValues(low, high, view.height()) for value in values)
    assert view.mapViewToScene(QPointF(0, top)).y() >= QFontMetrics(theme.font(FontRole.SMALL)).height() / 2


def test_what_failed_is_told_and_the_figures_stay(page: NowPage) -> None:
    told: list[tuple[str, str]] = []
    page.told.connect(lambda words, tone: told.append((words, tone)))
    page.show_error(KnownError("The gateway cannot be reached.", "Look again later."))
    assert page.state.text() == "The gateway cannot be reached. Look again later."
    assert page.again.isVisibleTo(page)
    assert not page.tiles.isVisibleTo(page)
    page.show_figures(busy())
    assert told[-1] == ("As of now", "text_soft")
    page.show_error(KnownError("The gateway cannot be reached."))
    assert page.tiles.isVisibleTo(page)
    assert told[-1] == ("Not refreshed since 06:00", "warn")


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.CONTRAST])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_is_cut(page: NowPage, theme: Theme, mode: Mode, scale: float) -> None:
    theme.set_mode(mode)
    theme.set_scale(scale)
    page.show()
    for shown in (busy(), empty()):
        page.show_figures(shown)
        QApplication.sendPostedEvents()
        assert misfits(page) == []
    page.hide()


def test_the_picture_is_a_png_and_the_table_holds_no_formula(page: NowPage) -> None:
    assert as_png(page.grab()).startswith(b"\x89PNG")
    line = replace(busy().oldest[0], why='=HYPERLINK("x")', holder="@sum")
    told = board_sheet(replace(busy(), oldest=(line,)))
    assert ',\'@sum,"\'=HYPERLINK(""x"")"' in told
    assert told.splitlines()[2].startswith("waiting,,134,12,8,")
