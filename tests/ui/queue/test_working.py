"""The queue as a person works with it, by keyboard alone, over the real gateway."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from tests.ui.hands import PATIENCE
from tests.ui.queue.stage import Stage, stage
from triage.models.query import ListQuery, View
from triage.models.search import SearchPage
from triage.models.stage import Stage as Step
from triage.models.verdict import Transport
from triage.services.api.client import ApiFailure
from triage.ui.queue.filter_editor import FilterEditor
from triage.ui.theme import Theme

REPORTS = (
    "My garden shed was opened in the night and the mower is gone.",
    "Somebody keyed my car outside the baths.",
    "The lads by the pier shout at everybody who passes. " + "It goes on and on. " * 20 + "One had a catapult.",
    "My purse was lost on the bus.",
)


async def test_an_empty_queue_says_that_nothing_waits_once_it_was_fetched(tmp_path: Path, theme: Theme) -> None:
    """No news come with nothing: it said “not fetched yet” for as long as nothing came."""
    async with stage(tmp_path, theme, []) as desk:
        await desk.until(lambda: desk.column._message.text().startswith("Nothing waiting."), "it is told")


async def test_a_filter_is_made_kept_and_started_with(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, REPORTS) as desk:
        await desk.window.desk.lists.aside.tag(desk.ids[1], "Ring back")
        await desk.press("F")
        await desk.until(lambda: isinstance(desk.window.shell.overlay(), FilterEditor), "the editor is open")
        editor = desk.window.shell.overlay()
        assert isinstance(editor, FilterEditor)
        row = editor._rows[0]
        row._what._choose("tag")
        row._values.focus_first()
        await desk.press("Space")
        await desk.shown(1)
        await desk.until(lambda: editor._number.text() == "1 report fit", "it is counted")
        row._how._choose("none")
        await desk.shown(0, 2, 3)
        row._how._choose("any")
        editor._name.setFocus()
        await desk.type("To ring back")
        editor._default.setChecked(True)
        await desk.press("Return")
        await desk.until(lambda: desk.window.shell.overlay() is None, "the view is kept")
        await desk.until(lambda: desk.column.chosen.saved_tab().startswith("own:to-ring-back"), "its tab is chosen")
        await desk.until(lambda: "To ring back 1" in _tabs(desk.column.head), "its number is on the tab")
        assert desk.column.head.filtered.text() == "My tag has any of ring back"
        assert QApplication.focusWidget() is desk.column.view
        (kept,) = await desk.desk.lists.views.known()
        assert (kept.default, kept.query.view) == (True, View.TO_DO)
        await desk.press("Ctrl+Shift+V")
        await desk.until(desk.window.tools.views._panel.isVisible, "the list of views is open")
        await desk.press("Escape")
        desk.column.head.tabs.button("to_do").click()
        await desk.shown(0, 1, 2, 3)


class Away:
    """A gateway that cannot be reached."""

    async def search(self, words: str, *, after: str = "", limit: int = 50) -> SearchPage:
        raise ApiFailure(Transport.NOT_SENT)


async def test_enter_searches_the_whole_text_and_says_when_it_cannot(
    tmp_path: Path, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage(tmp_path, theme, REPORTS) as desk:
        await desk.press("/")
        await desk.type("catapult")
        await desk.until(lambda: desk.column.model.rowCount() == 0, "the lines do not hold the word")
        await desk.press("Return")
        await desk.shown(2)
        assert desk.column.finding
        hit = desk.column.model.hit(desk.ids[2])
        assert hit is not None
        start, end = hit.marks[0]
        assert hit.snippet[start:end].casefold() == "catapult"
        assert desk.column.head.figure.text() == "1 found"
        await desk.until(lambda: QApplication.focusWidget() is desk.column.view, "the list has the focus")
        await desk.press("Escape")
        await desk.shown(0, 1, 2, 3)
        monkeypatch.setattr(desk.desk.lists.text, "_api", Away())
        await desk.press("/")
        await desk.type("purse")
        await desk.press("Return")
        await desk.until(lambda: "only the lines of the queue" in desk.column._error.text(), "it says what it searched")
        await desk.shown(3)


async def test_peek_follows_the_cursor_and_leaves_everything_as_it_is(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, REPORTS) as desk:
        await desk.press("Space")
        card = desk.window.tools.peek.card
        here = desk.column.model.ids()
        await desk.until(lambda: REPORTS[desk.ids.index(here[0])] in card.text(), "the whole words are shown")
        await desk.press("Down")
        await desk.until(lambda: REPORTS[desk.ids.index(here[1])] in card.text(), "it follows the cursor")
        assert QApplication.focusWidget() is desk.column.view
        detail = await desk.desk.reports.detail(here[1])
        assert detail is not None
        assert (detail.stage, detail.body) == (Step.INCOMING, None)
        assert desk.window.reports.current is None
        await desk.press("Escape")
        assert not card.isVisible()


async def test_many_are_claimed_as_far_as_one_may_and_given_back_by_undo(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, REPORTS) as desk:
        foot = desk.column.foot
        await desk.press("Ctrl+A")
        assert foot.text() == "4 selected"
        await desk.press("C")
        await desk.until(lambda: foot.button("go") is not None, "it says first what it would do")
        assert foot.text() == "Claim 3 of 4 reports? 1 cannot: 1 more than you may hold."
        await desk.press("Space")
        await desk.until(lambda: foot.text().startswith("3 reports claimed"), "three are claimed")
        mine = await desk.desk.reports.ids(desk.window.queues.query().__class__(view=View.MINE, me="ann"))
        assert len(mine) == 3
        undo = foot.button("undo")
        assert isinstance(undo, QPushButton)
        undo.click()
        await desk.until(lambda: foot.text().startswith("3 reports given back"), "undo gives them back")
        assert await desk.desk.reports.number(desk.window.queues.query()) == 4


async def test_what_is_put_off_comes_back_by_itself(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, REPORTS) as desk:
        first = desk.column.model.ids()[0]
        await desk.press("Home", "S")
        foot = desk.column.foot
        await desk.type("soon")
        assert "A time to come" in foot.text()
        await desk.press("Ctrl+A")
        await desk.type("1h")
        assert "It comes back by itself" in foot.text()
        await desk.press("Return")
        await desk.until(lambda: first not in desk.column.model.ids(), "it has left the list")
        assert foot.text().startswith("1 report put off until ")
        button = foot.button("undo")
        assert button is not None
        button.click()
        await desk.until(lambda: first in desk.column.model.ids(), "undo shows it again")


def _tabs(head: object) -> list[str]:
    return [button.text() for button in head.tabs.findChildren(QPushButton)]  # type: ignore[attr-defined]


async def test_another_report_begins_at_its_top(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, REPORTS, (1366, 500)) as desk:
        window = desk.window
        for report_id in desk.ids[:2]:
            window.commands.claim(report_id)
            await desk.until(lambda wanted=report_id: _worked_on(desk) == wanted, "it is open for work")
            view = window.report.narrative.text.view
            await desk.until(lambda view=view: QApplication.focusWidget() is view, "its words have the focus")
            assert window.report.column.verticalScrollBar().value() == 0
            await desk.press("Ctrl+Shift+M")
            assert window.report.column.verticalScrollBar().value() > 0


def _worked_on(desk: Stage) -> str:
    draft = desk.window.decide.draft
    return draft.report_id if draft is not None else ""


async def test_a_held_report_that_was_put_off_is_ours_again_by_undo(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, REPORTS) as desk:
        window, foot = desk.window, desk.column.foot
        wanted = desk.ids[0]
        window.commands.claim(wanted)
        await desk.until(lambda: _worked_on(desk) == wanted, "it is open for work")
        desk.column.select(wanted)
        desk.column.focus_list()
        await desk.press("S")
        await desk.type("1h")
        await desk.press("Return")
        await desk.until(lambda: foot.text().startswith("1 report put off until "), "it is put off for everybody")
        mine = ListQuery(view=View.MINE, me="ann")
        async with asyncio.timeout(PATIENCE):  # a page that was asked for before may tell of it as ours once more
            while await desk.desk.reports.number(mine):  # noqa: ASYNC110 - the next page says it, and tells nobody here
                await asyncio.sleep(0.01)
        undo = foot.button("undo")
        assert isinstance(undo, QPushButton)
        undo.click()
        await desk.until(lambda: foot.text().startswith("1 report shown again"), "undo takes it back")
        assert await desk.desk.reports.ids(mine) == (wanted,)


async def test_what_is_typed_while_a_report_opens_stays_where_it_is_typed(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, REPORTS) as desk:

        async def search() -> None:
            desk.column.focus_search()
            await desk.type("ca")

        await asyncio.gather(desk.window.commands._open(desk.ids[0]), search())
        assert isinstance(QApplication.focusWidget(), QLineEdit)
        desk.column.focus_list()
        await desk.window.commands._open(desk.ids[1])
        assert desk.window.shell.column_in_focus() == "report"


async def test_the_button_asks_for_dispatch_of_the_report_below_it(tmp_path: Path, theme: Theme) -> None:
    async with stage(tmp_path, theme, REPORTS) as desk:
        window = desk.window
        window.commands.open(desk.ids[0])
        await desk.until(window.report.narrative.isVisible, "it is open")
        desk.column.select(desk.ids[1])
        desk.column.focus_list()
        window.report.header.dispatch.click()
        await desk.until(lambda: not window.dispatch.bar.isHidden(), "dispatch stands over the report")
        assert window.report.header.dispatch.isHidden()
        assert window.reports.current == desk.ids[0]
        assert await desk.desk.dispatching.of(desk.ids[0]) is not None
        assert await desk.desk.dispatching.of(desk.ids[1]) is None
