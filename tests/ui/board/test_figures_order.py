"""Answers that come late on the page of figures: the last question counts, and what is shown says of which days."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from tests.builders import NOW
from tests.ui.board.made_figures import some_figures, some_reports
from triage.models.clock import ManualClock
from triage.models.compliance import FiguredReports, Figures
from triage.models.compliance_words import TOPICS
from triage.models.periods import Period
from triage.models.profile_file import default_profile
from triage.ui.board.figures.page import REST, FiguresPage
from triage.ui.board.page import Room
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets.option_row import OptionRow

COLUMNS = TOPICS["look"][1]


class Slow:
    """A gateway that answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[Period, asyncio.Future[Any]]] = []

    async def figures(self, period: Period) -> Figures:
        return await self._wait(period)  # type: ignore[no-any-return]

    async def reports(self, period: Period, *_which: object) -> FiguredReports:
        return await self._wait(period)  # type: ignore[no-any-return]

    async def answer(self, at: int, told: object) -> None:
        self.asked[at][1].set_result(told)
        for _ in range(3):
            await asyncio.sleep(0)

    async def _wait(self, period: Period) -> Any:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.asked.append((period, future))
        return await future


def of(period: Period) -> Figures:
    return replace(some_figures(), since=period.since, until=period.until)


@asynccontextmanager
async def at_work(theme: Theme, icons: Icons) -> AsyncIterator[tuple[Slow, ManualClock, FiguresPage]]:
    """The page as somebody has just come to it."""
    async with asyncio.TaskGroup() as group:
        gateway, clock = Slow(), ManualClock(at=NOW)
        desk = a_desk(clock, gateway)
        context: Any = SimpleNamespace(desk=desk, shell=None, spawn=lambda _name, work: group.create_task(work))
        page = FiguresPage(Room(context, theme, icons, lambda _report_id: None))
        page.arrive()
        await asyncio.sleep(0)
        yield gateway, clock, page


def a_desk(clock: ManualClock, gateway: Slow) -> SimpleNamespace:
    """None of the reports behind a number is in its queue."""

    async def page(_ids: object) -> dict[str, object]:
        return {}

    overseeing, reports = SimpleNamespace(compliance=gateway), SimpleNamespace(page=page)
    return SimpleNamespace(clock=clock, profile=default_profile(), overseeing=overseeing, reports=reports)


async def test_the_last_question_counts(theme: Theme, icons: Icons, monkeypatch: pytest.MonkeyPatch) -> None:
    async with asyncio.TaskGroup() as group:
        gateway, clock = Slow(), ManualClock(at=NOW)
        desk = a_desk(clock, gateway)
        context: Any = SimpleNamespace(desk=desk, shell=None, spawn=lambda _name, work: group.create_task(work))
        page = FiguresPage(Room(context, theme, icons, lambda _report_id: None))
        heard: list[str] = []
        page.told.connect(lambda words, _tone: heard.append(words))
        page.arrive()
        await asyncio.sleep(0)
        today = gateway.asked[0][0]
        await gateway.answer(0, of(today))
        whole = of(today).rows[0]

        page.table.chosen.emit(whole, COLUMNS[0])
        await asyncio.sleep(0)
        page.table.chosen.emit(whole, COLUMNS[1])
        await asyncio.sleep(0)
        await gateway.answer(2, replace(some_reports(), count=2))
        assert gateway.asked[1][1].cancelled(), "nobody waits for the first any more"
        assert not page.behind.isHidden()

        page.table.chosen.emit(whole, COLUMNS[0])
        await asyncio.sleep(0)
        page.period.spans.set_value("yesterday")
        page.ask()
        await asyncio.sleep(0)
        assert gateway.asked[3][1].cancelled()
        assert page.behind.isHidden(), "reports behind a number of before stay away"
        saved: list[str] = []
        monkeypatch.setattr("triage.ui.board.figures.page.save_as", lambda *given, **_more: named(saved, given[2]))
        page.export.click()
        assert heard[-1].startswith(f"Received {today.first:%d/%m/%Y}"), "the table is still of today"
        assert saved == [f"figures-{today.first}-to-{today.last}.csv"]

        await gateway.answer(4, of(gateway.asked[4][0]))
        assert heard[-1].startswith(f"Received {today.first - timedelta(days=1):%d/%m/%Y}")
        clock.jump(seconds=REST.total_seconds())
        page.tick()
        await asyncio.sleep(0)
        assert len(gateway.asked) == 5, "what is over does not change"


async def test_what_lasts_is_told_and_can_be_stopped(theme: Theme, icons: Icons) -> None:
    async with at_work(theme, icons) as (gateway, clock, page):
        today = gateway.asked[0][0]
        await gateway.answer(0, of(today))
        assert page.waiting.isHidden(), "what comes at once is not worth a word"
        shown = page.table.cells()

        page.period.spans.set_value("last_month")
        page.ask()
        clock.jump(seconds=4)
        page.tick()
        assert page.waiting.words.text() == (
            "Working out the figures of 01/10/2026 to 31/10/2026: 4 s. Until then, those of 20/11/2026 stay below."
        )
        assert page.table.cells() == shown
        await asyncio.sleep(0)
        page.waiting.button.click()
        for _ in range(3):
            await asyncio.sleep(0)
        assert gateway.asked[1][1].cancelled(), "the gateway is not kept at it"
        assert page.waiting.words.text() == "Stopped. The figures below are those of 20/11/2026."
        assert page.table.cells() == shown

        page.waiting.button.click()
        await asyncio.sleep(0)
        month = gateway.asked[2][0]
        assert (month.first.month, page.waiting.isHidden()) == (10, True)
        await gateway.answer(2, of(month))
        page.table.chosen.emit(of(month).rows[0], COLUMNS[0])
        await asyncio.sleep(0)
        clock.jump(seconds=65)
        page.tick()
        assert page.finding.words.text() == "Finding the reports behind it: 1 min 5 s."
        page.finding.button.click()
        for _ in range(3):
            await asyncio.sleep(0)
        assert gateway.asked[3][1].cancelled()
        assert page.finding.isHidden()


async def test_today_counts_on(theme: Theme, icons: Icons) -> None:
    async with at_work(theme, icons) as (gateway, clock, page):
        await gateway.answer(0, of(gateway.asked[0][0]))
        page.tick()
        clock.jump(seconds=REST.total_seconds())
        page.tick()
        await asyncio.sleep(0)
        assert len(gateway.asked) == 2
        await gateway.answer(1, of(gateway.asked[1][0]))


def test_the_reports_behind_a_number_come_into_sight(theme: Theme, icons: Icons) -> None:
    desk = SimpleNamespace(clock=ManualClock(at=NOW), profile=default_profile())
    context: Any = SimpleNamespace(desk=desk, shell=None, spawn=None)
    page = FiguresPage(Room(context, theme, icons, lambda _report_id: None))
    page.resize(900, 420)
    page.show()
    page.show_figures(some_figures())
    named = some_reports().items[0].report_id
    page.show_behind(("All reports: received", some_reports(), {named: "TYA-7-26"}))
    assert page.behind.rows.findChildren(OptionRow)[0].accessibleName().startswith("TYA-7-26"), "as people call it"
    assert page.behind.visibleRegion().boundingRect().top() == 0
    page.hide()


def named(saved: list[str], name: str) -> Any:
    saved.append(name)
    return asyncio.sleep(0)
