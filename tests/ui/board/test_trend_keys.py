"""The trend of quality review by keyboard, in the running window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.services.world import world
from tests.ui.board.made_quality import a_trend
from tests.ui.hands import at_the_window
from triage.ui.board.quality.page import QualityPage
from triage.ui.theme import Theme


async def test_tab_goes_round_the_trend_and_never_stays_in_a_chart(tmp_path: Path, theme: Theme) -> None:
    """It ended in the first chart, which shows no focus; Escape alone led out."""
    async with world(tmp_path) as there, at_the_window(there, theme, me="sue") as hands:
        await hands.until(hands.window.shell.rail.button("board").isVisible, "the board is offered")
        hands.window.board.show_page("quality")
        page = hands.window.board.board.page()
        assert isinstance(page, QualityPage)
        page.show_what.button("trend").click()
        page.trend.show_trend(a_trend())
        await hands.until(lambda: page.trend.isVisible() and page.trend.charts, "the trend is drawn")
        page.trend.export.setFocus()
        await hands.press("Tab")
        assert QApplication.focusWidget() is not page.trend.export
        for _ in range(9):
            if QApplication.focusWidget() is page.trend.export:
                break
            here = QApplication.focusWidget()
            assert here is not None
            assert not any(chart.isAncestorOf(here) for chart in page.trend.charts)
            await hands.press("Tab")
        assert QApplication.focusWidget() is page.trend.export
