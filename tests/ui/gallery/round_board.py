"""Pictures of the supervisor's board: over the training ground, then busy, by every head, cut off and empty; and its
pages of figures, of the handover, of alarms and of changed rules."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from tests.models.test_proposal import PROPOSAL
from tests.ui.board.made import busy, empty
from tests.ui.board.made_back_test import a_back_test, some_faults
from tests.ui.board.made_figures import some_figures, some_reports
from tests.ui.board.made_quality import a_trend, a_week, some_feedback
from tests.ui.board.made_shift import a_sheet, some_alarms
from tests.ui.gallery import case
from tests.ui.gallery.walk import Walk
from triage.models.errors import KnownError
from triage.models.handover import HandoverSheet
from triage.models.quality import QualityCase
from triage.ui.board.alarms.page import AlarmsPage
from triage.ui.board.back_test.page import BackTestPage
from triage.ui.board.figures.page import FiguresPage
from triage.ui.board.handover.page import HandoverPage
from triage.ui.board.now.page import NowPage
from triage.ui.board.quality.page import QualityPage

AWAY = KnownError("The gateway cannot be reached.", "The board asks again by itself.")


async def board(walk: Walk) -> None:
    """As the gateway tells it; then the figures of an invented room are laid in."""
    await walk.leave()
    walk.window.board.toggle()
    walk.window.board.board.show_page("now")  # another one may have been looked at before
    page = walk.window.board.board.page()
    assert isinstance(page, NowPage)
    await walk.until("it is told", page.tiles.isVisible)
    await walk.take("board-training")
    page.leave()  # nothing is asked any more
    now = walk.desk.clock.now()
    page.show_figures(busy(now))
    await walk.take("board-busy")
    for by in ("grade", "type", "view"):
        page.heads.choice.set_value(by)
        page.heads.choice.changed.emit(by)
        await asyncio.sleep(0.1)
        await walk.take(f"board-by-{by}", lambda: page._scroll.show_top(page.heads))
    page._scroll.verticalScrollBar().setValue(0)
    page.show_error(AWAY)
    await walk.take("board-offline")
    page.show_figures(empty(now))
    await walk.take("board-empty")
    await _figures(walk)
    await _quality(walk)
    await _handover(walk)
    await _alarms(walk)
    await _back_test(walk)
    await walk.leave()
    walk.window.feedback.show()
    await asyncio.sleep(1.0)  # the gateway has none, and says so
    walk.window.feedback.sheet.show_items(some_feedback(walk.desk.clock.now()))
    walk.window.feedback.sheet.focus_start()
    await walk.take("feedback")
    await walk.leave()


async def _figures(walk: Walk) -> None:
    walk.window.board.board.show_page("figures")
    page = walk.window.board.board.page()
    assert isinstance(page, FiguresPage)
    await walk.until("the figures are told", page.table.cells)
    await walk.take("board-figures-training")
    told = some_figures()
    page.show_figures(replace(told, at=told.until))  # of a day that is over: nothing is asked any more
    await walk.take("board-figures")
    began = walk.desk.clock.now() - timedelta(seconds=4)
    page.waiting.begin(
        "Working out the figures of 01/10/2026 to 31/10/2026", began, "Until then, those of 20/11/2026 stay below."
    )
    page.waiting.tick(walk.desk.clock.now())
    await walk.take("board-figures-waiting")
    page.waiting.offer_again("Stopped. The figures below are those of 20/11/2026.")
    await walk.take("board-figures-stopped")
    page.waiting.end()
    page.by.set_value("both")
    page.by.changed.emit("both")
    page.topic.set_value("checks")
    page.topic.changed.emit("checks")
    await walk.take("board-figures-checks")
    named = {one.report_id: f"TYA-{at}-26" for at, one in enumerate(some_reports().items[:-1], start=1)}
    behind = "All reports: looked at late", some_reports(), named
    await walk.take("board-figures-behind", lambda: page.show_behind(behind))


async def _quality(walk: Walk) -> None:
    walk.window.board.board.show_page("quality")
    page = walk.window.board.board.page()
    assert isinstance(page, QualityPage)
    await walk.until("the week is told", lambda: page.rows.rows() or not page.state.text().startswith("Asking"))
    await walk.take("board-quality-training")
    page.leave()
    week = a_week(walk.desk.clock.now())
    page.show_week(week)
    page._looking.end()  # the gateway does not know it, and would say so
    one = week.handlers[0].drawn[0]
    report, decision = replace(case.report(), report_id=one.report_id), PROPOSAL.decision
    assert decision is not None
    body = replace(case.detail().body, report=report)
    page.show_case((one, QualityCase(decision=decision, settled_at=one.settled_at), body))
    await walk.take("board-quality")
    page.show_error(AWAY)
    await walk.take("board-quality-offline")
    page.show_what.set_value("trend")
    page.show_what.changed.emit("trend")
    page.leave()
    page.say("")
    trend = a_trend(walk.desk.clock.now())
    page.trend.show_trend(replace(trend, weeks=trend.weeks[-page.trend.weeks :]))
    await walk.take("board-quality-trend")
    page.show_what.set_value("all")
    page.show_what.changed.emit("all")
    page.leave()
    page.show_week(replace(a_week(walk.desk.clock.now()), handlers=()))
    await walk.take("board-quality-empty")


async def _handover(walk: Walk) -> None:
    walk.window.board.board.show_page("handover")
    page = walk.window.board.board.page()
    assert isinstance(page, HandoverPage)
    await walk.until("it is told what is left", page.state.isHidden)
    page.leave()
    now = walk.desk.clock.now()
    page.show_sheet(a_sheet(now))
    await walk.take("board-handover")
    page.show_sheet(HandoverSheet(at=now))
    await walk.take("board-handover-empty")


async def _alarms(walk: Walk) -> None:
    walk.window.board.board.show_page("alarms")
    page = walk.window.board.board.page()
    assert isinstance(page, AlarmsPage)
    await walk.until("the views are listed", page.views.count)
    await walk.take("board-alarms-training")
    page.leave()
    page.show_alarms((some_alarms(walk.desk.clock.now()), ()))
    await walk.take("board-alarms")

    def many() -> None:
        page.choose("to_do")
        page.most.set_words("many")
        page.set.click()

    await walk.take("board-alarms-limit", many)


async def _back_test(walk: Walk) -> None:
    walk.window.board.board.show_page("back-test")
    page = walk.window.board.board.page()
    assert isinstance(page, BackTestPage)
    await walk.take("board-rules-none")
    page.chosen.setText("avon-rules-7.toml")
    await walk.take("board-rules", lambda: page.show_result(a_back_test(), whole=True))
    await walk.take("board-rules-higher", page.way.button("higher").click)
    await walk.take("board-rules-refused", lambda: page.show_error(AWAY))
    await walk.take("board-rules-faults", lambda: page._refused(some_faults()))
