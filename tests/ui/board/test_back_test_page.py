"""The page that tries changed rules, over a real gateway: what moves, a fault in the rules, stopping, the sheet."""

from __future__ import annotations

import asyncio
import csv
import io
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.services.world import world
from tests.ui.board.made_back_test import SHEDS, a_back_test
from tests.ui.hands import Hands, at_the_window
from triage.insight.risk.pack import shipped_content
from triage.models.back_test import BackTestAsk, BackTested, Stand, Tried
from triage.models.back_test_sum import HEAD, BackTestSum, back_test_sheet
from triage.models.errors import InputError
from triage.models.indicators import RiskLevel
from triage.models.periods import Period
from triage.models.profile_file import default_profile
from triage.services.back_testing import FIRST, LATER, back_tested, rules_in
from triage.ui.board.back_test.faults import FaultsCard
from triage.ui.board.back_test.page import WIDE_TILES, WIDEST, BackTestPage
from triage.ui.board.back_test.words import summary_words, tile_texts
from triage.ui.board.now.tiles import Tiles
from triage.ui.theme import Theme

HIGH, LOW = RiskLevel.HIGH, RiskLevel.LOW


async def test_a_supervisor_tries_rules_and_opens_what_would_move(tmp_path: Path, theme: Theme) -> None:
    rules = tmp_path / "own.toml"
    rules.write_text(shipped_content() + SHEDS, "utf-8")
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        async with at_the_window(there, theme, me="sue") as hands:
            page = await _page(hands)
            assert not page.start.isEnabled()
            await page.take(rules)
            await hands.press("Space")  # the focus is on the button that tries them
            assert page.start.hasFocus() or page.stop.hasFocus(), "what stops it stands in its place"
            await hands.until(lambda: not page.running and page.lists["lower"].isVisible(), "they were tried")
            assert page.start.hasFocus()
            assert page.summary.text() == "own.toml: 1 report tried. 1 would stand higher, 0 lower."
            page.way.button("higher").click()
            assert [row.report_id for row in page.lists["higher"].rows.rows()] == [report_id]
            row = page.lists["higher"].rows.rows()[0]
            assert "A shed was opened" in row.note
            reference = (await hands.desk.reports.page([report_id]))[report_id].summary.customer_reference
            await hands.until(
                lambda: page.lists["higher"].rows.rows()[0].what.startswith(reference), "what people call it"
            )
            tried = hands.window.board.board._trailing.text()
            assert tried.startswith("own.toml tried at"), "both packs have one name"
            await hands.press("Ctrl+PgUp", "Ctrl+PgDown")
            assert hands.window.board.board._trailing.text() == tried, "it is said again when the page is"
            page.lists["higher"].rows.setFocus()
            await hands.press("Return")
            await hands.until(lambda: hands.window.reports.current == report_id, "Enter opens it")


async def test_both_ways_stand_beside_each_other_where_there_is_room(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there, at_the_window(there, theme, me="sue") as hands:
        page = await _page(hands)
        page.show_result(a_back_test(), whole=True)
        lower, higher = page.lists["lower"], page.lists["higher"]
        for across, shown in ((1366, (True, False)), (2560, (True, True))):
            hands.window.shell.resize(across, 900)
            await hands.until(lambda across=across: hands.window.shell.width() == across, "it is so wide")
            await hands.until(
                lambda shown=shown: (lower.isVisible(), higher.isVisible()) == shown, "as many as there is room for"
            )
            assert page.way.isVisible() is not all(shown)
            await hands.until(
                lambda: theme.space(100) < lower.width() <= theme.space(WIDEST), "names and figures are near each other"
            )


async def test_the_line_beside_the_title_is_whole_in_a_narrow_window(tmp_path: Path, theme: Theme) -> None:
    async with world(tmp_path) as there, at_the_window(there, theme, me="sue") as hands:
        page = await _page(hands)
        hands.window.shell.resize(910, 512)  # 1366 × 768 at 150 %
        page.show_result(a_back_test(), whole=True)
        board = hands.window.board.board
        told = board._trailing
        await hands.until(lambda: told.text() and told.shown() == told.text(), "nothing of it is cut")
        hands.window.shell.resize(1600, 900)
        await hands.until(lambda: told.y() < board.tabs.geometry().bottom(), "it is beside the title")


async def test_rules_with_a_fault_are_named_and_what_was_shown_stays(tmp_path: Path, theme: Theme) -> None:
    rules = tmp_path / "own.toml"
    rules.write_text(shipped_content() + SHEDS.replace('"emergency"', '"soon"'), "utf-8")
    async with world(tmp_path) as there, at_the_window(there, theme, me="sue") as hands:
        page = await _page(hands)
        page.show_result(a_back_test(), whole=True)
        await page.take(rules)
        page.begin()
        await hands.until(lambda: not page.running, "the gateway answered")
        assert page.state.text() == "own.toml cannot be tried."
        assert page.faults.told.text().startswith("own/shed.grade: must be one of")
        page.faults.copy.click()
        assert QGuiApplication.clipboard().text() == page.faults.told.text()
        assert page.lists["lower"].isVisible()
        await page.take(tmp_path / "nothing.toml")
        assert "nothing.toml cannot be read" in page.state.text()
        assert page.faults.isHidden(), "they were of the rules before"


def test_of_very_many_faults_the_first_are_shown_and_all_are_copied(theme: Theme, qtbot: QtBot) -> None:
    card = FaultsCard(theme)
    qtbot.addWidget(card)
    faults = [f"own/{number}.grade: is wrong" for number in range(1000)]
    card.show_faults(faults)
    assert card.told.text().splitlines()[-2:] == ["own/199.grade: is wrong", "and 800 more; “Copy all” has them too"]
    card.copy.click()
    assert QGuiApplication.clipboard().text().splitlines() == faults


async def test_what_was_tried_before_it_was_stopped_is_shown(tmp_path: Path, theme: Theme) -> None:
    rules = tmp_path / "own.toml"
    rules.write_text(shipped_content(), "utf-8")
    waiting = asyncio.Event()

    async def page_of(ask: BackTestAsk) -> BackTested:
        if ask.after:
            waiting.set()
            await asyncio.Event().wait()
        return _page_of(7, after="further")

    async with world(tmp_path) as there, at_the_window(there, theme, me="sue") as hands:
        page = await _page(hands)
        await page.take(rules)
        hands.desk.overseeing.back_tests.page = page_of  # type: ignore[method-assign]
        page.begin()
        await waiting.wait()
        assert page.progress.text() == "7 of 20 reports tried"
        page.stop.click()
        await hands.until(lambda: not page.running, "it was stopped")
        assert page.summary.text().startswith("own.toml: 7 reports tried of 20, the earliest of the time chosen.")


async def test_pages_are_asked_until_there_is_none() -> None:
    asked: list[tuple[str, int]] = []

    async def page_of(ask: BackTestAsk) -> BackTested:
        asked.append((ask.after, ask.limit))
        return _page_of(3, after={"": "a", "a": "b", "b": ""}[ask.after])

    day = Period(first=date(2026, 11, 20), last=date(2026, 11, 20))
    told = [one async for one in back_tested(page_of, "rules", day)]
    assert asked == [("", FIRST), ("a", LATER), ("b", LATER)]
    assert [one.tried for one in told] == [3, 6, 9]


def test_adding_up_counts_levels_directions_and_what_people_found_urgent() -> None:
    up = Tried(now=_stand(LOW), then=_stand(HIGH, "emergency"), graded="emergency", count=2)
    down = Tried(now=_stand(HIGH, "priority"), then=_stand(LOW), graded="priority", count=3)
    told = BackTestSum().plus(_page_of(0, tried=(up,))).plus(_page_of(0, tried=(down,)))
    assert (told.tried, told.raised, told.lowered) == (5, 2, 3)
    assert (told.levels_now, told.levels_then) == (Counter({LOW: 2, HIGH: 3}), Counter({HIGH: 2, LOW: 3}))
    assert (told.urgent, told.missed_now, told.missed_then) == (5, 2, 3)
    [missed] = [tile for tile in tile_texts(told) if tile.key == "missed"]
    assert (missed.figure, missed.tone) == ("2 → 3", "wrong")


def test_the_sheet_has_what_moves_and_no_formula() -> None:
    told = a_back_test()
    rows = list(csv.reader(io.StringIO(back_test_sheet(told, default_profile()))))
    head = rows.index(list(HEAD))
    assert len(rows) - head - 1 == len(told.lower) + len(told.higher)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe", "not UTF-8"), (b"x" * 4_000_001, "too long"), (None, "cannot be read")],
)
def test_a_file_that_cannot_be_rules_is_refused_in_words(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "own.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=words):
        rules_in(path)


def test_a_time_without_reports_says_so() -> None:
    assert summary_words(BackTestSum(), whole=True) == "No report was received in this time."


@pytest.mark.parametrize("width", [1240, 840, 560, 400])
def test_no_figure_of_a_tile_is_cut(theme: Theme, qtbot: QtBot, width: int) -> None:
    tiles = Tiles(theme, narrowest=WIDE_TILES)
    qtbot.addWidget(tiles)
    tiles.resize(width, 200)
    tiles.show()
    tiles.show_texts(tile_texts(a_back_test()))
    qtbot.waitExposed(tiles)
    assert [tile._figure.text() for tile in tiles.tiles() if tile._figure.shown() != tile._figure.text()] == []


async def _page(hands: Hands) -> BackTestPage:
    await hands.desk.synced()
    await hands.until(hands.window.shell.rail.button("board").isVisible, "the board is offered")
    hands.window.board.toggle()
    hands.window.board.board.tabs.button("back-test").click()
    page = hands.window.board.board.page()
    assert isinstance(page, BackTestPage)
    return page


def _stand(level: RiskLevel, grade: str = "none") -> Stand:
    return Stand(level=level, grade=grade)


def _page_of(many: int, after: str = "", tried: tuple[Tried, ...] = ()) -> BackTested:
    same = Tried(now=_stand(LOW), then=_stand(LOW), graded="", count=many)
    return BackTested(tried=tried or (same,), whole=20, after=after, pack="Own", sha256="0" * 64, in_force="Shipped")
