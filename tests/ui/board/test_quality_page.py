"""The page of quality review: answered by digits, sent once, nothing half answered is lost, two reviewers."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOW, a_report
from tests.models.test_proposal import PROPOSAL
from tests.ui.board.made_quality import QUESTIONS, a_drawn, a_review, a_trend, a_week
from tests.ui.fit import misfits
from triage.models.clock import ManualClock
from triage.models.ids import ReportId
from triage.models.profile_file import default_profile
from triage.models.quality import BegunReview, Mark, QualityCase, QualityWeek, Review, ReviewPut
from triage.models.quality_sheet import trend_sheet
from triage.models.queue import ProblemDocument
from triage.models.verdict import Reply
from triage.services.api.client import ApiFailure
from triage.ui.board.page import Room
from triage.ui.board.quality.page import QualityPage
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets import Button, IconButton


@dataclass
class Began:
    """What the page started and what it told the gateway."""

    works: list[Coroutine[Any, Any, Any]] = field(default_factory=list)
    sent: list[ReviewPut] = field(default_factory=list)
    refusal: ApiFailure | None = None

    def spawn(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        if "_send" in work.__qualname__ or "_recall" in work.__qualname__:
            self.works.append(work)
        else:
            work.close()

    kept: list[BegunReview] = field(default_factory=list)

    async def all(self) -> tuple[BegunReview, ...]:
        return tuple(self.kept)

    async def keep(self, begun: BegunReview) -> None:
        self.kept.append(begun)

    async def week(self, _week: str) -> None: ...

    async def trend(self, _until: str, _weeks: int) -> None: ...

    async def case(self, _report_id: str, _decision: int) -> None: ...

    async def review(self, report_id: ReportId, put: ReviewPut) -> Review:
        if self.refusal:
            raise self.refusal
        self.sent.append(put)
        return replace(a_review("a.adeyemi"), report_id=report_id, words=put.words)


def a_page(theme: Theme, icons: Icons, *roles: str, week: QualityWeek | None = None) -> tuple[QualityPage, Began]:
    began = Began()

    async def fetch(_report_id: str) -> None:
        return None

    desk = SimpleNamespace(
        clock=ManualClock(at=NOW),
        profile=default_profile(),
        roles=SimpleNamespace(held=frozenset(roles or ("supervisor",))),
        me=SimpleNamespace(id="sue"),
        fetch=fetch,
        overseeing=SimpleNamespace(quality=began),
        begun_reviews=began,
    )
    context: Any = SimpleNamespace(desk=desk, spawn=began.spawn, tell=lambda *_told, **_key: None)
    page = QualityPage(Room(context, theme, icons, lambda _report_id: None))
    page.show_week(week or a_week())
    return page, began


def keys(widget: QWidget, text: str) -> None:
    QTest.keyClicks(widget, text)


def test_six_digits_and_ctrl_enter_are_a_review(theme: Theme, icons: Icons) -> None:
    page, began = a_page(theme, icons)
    keys(page.rows, "112341")
    assert list(page.form.answers.values()) == [
        Mark.MET, Mark.MET, Mark.PARTLY, Mark.NOT_MET, Mark.DOES_NOT_APPLY, Mark.MET,
    ]  # fmt: skip
    QTest.keyClick(page.rows, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.fault.text() == "Write what was not met first; the handler reads it."
    page.form.words.set_words("Not explained.")
    for _ in range(2):
        QTest.keyClick(page.form.words.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(began.works) == 1, "once, however often it is pressed"
    began.works.pop().close()


def test_after_the_last_question_one_that_was_passed_over_is_next(theme: Theme, icons: Icons) -> None:
    page, _ = a_page(theme, icons)
    page.show()
    asked = list(page.form._asked.values())
    for one in asked[1:]:
        one.choice.chosen.emit(Mark.MET.value, True)
    assert asked[0].isAncestorOf(page.focusWidget() or page)
    asked[0].choice.chosen.emit(Mark.MET.value, True)
    page.form.focus_open()
    assert page.focusWidget() is page.form.words.line


def test_every_question_is_answered_before_it_goes(theme: Theme, icons: Icons) -> None:
    page, began = a_page(theme, icons)
    keys(page.rows, "11")
    page.begin_send()
    assert page.fault.text().startswith("Answer every question first")
    assert not began.works


def test_the_list_has_the_focus_as_soon_as_it_is_there_unless_the_person_went_on(
    theme: Theme, icons: Icons, qtbot: QtBot
) -> None:
    page, began = a_page(theme, icons)
    window, way_out, other = QWidget(), IconButton(theme, icons, "close", "Close"), Button(theme, "Other")
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for part in (way_out, other, page):
        column.addWidget(part)
    window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    for here, wanted in ((other, other), (way_out, page.rows)):
        page._columns.hide()
        page.arrive()
        here.setFocus()
        page.show_week(a_week())
        assert QApplication.focusWidget() is wanted
    for work in began.works:
        work.close()


def test_a_week_without_decisions_says_so_and_nothing_half(theme: Theme, icons: Icons) -> None:
    page, _began = a_page(theme, icons)
    page._fell_back = True  # the week before was looked into already
    said: list[str] = []
    page.told.connect(lambda words, _tone: said.append(words))
    for over in (False, True):
        page.show_week(replace(a_week(), handlers=(), over=over))
    assert said == ["The week is not over, so others may still be drawn", ""]


def test_in_a_small_window_every_answer_is_whole_and_every_row_can_be_scrolled_to(
    theme: Theme, icons: Icons, qtbot: QtBot
) -> None:
    """1366 × 768 at 200 %: “Does not apply” was cut, and what was below the first rows of the list out of reach."""
    page, _began = a_page(theme, icons)
    qtbot.addWidget(page)
    page.resize(598, 260)
    page.show()
    page.show_week(a_week())
    listed = page._columns.listed
    qtbot.waitUntil(lambda: listed.inner.height() >= page.rows.height() > listed.viewport().height())
    qtbot.waitUntil(lambda: misfits(page) == [])


async def test_what_was_begun_stands_in_the_form_again_the_next_time_until_it_is_sent(
    theme: Theme, icons: Icons
) -> None:
    page, began = a_page(theme, icons)
    keys(page.rows, "13")
    page.form.words.line.setFocus()
    QTest.keyClicks(page.form.words.line, "Why not?")
    await page.flush()
    assert [(one.decision, one.words) for one in began.kept] == [(1, "Why not?")], "once, as it stood last"

    after, again = a_page(theme, icons)
    again.kept = began.kept
    after.arrive()
    await again.works.pop()
    assert list(after.form.answers.values()) == [Mark.MET, Mark.NOT_MET]
    assert after.form.words.words == "Why not?"
    keys(after.rows, "1111")
    after.begin_send()
    await again.works.pop()
    await after.flush()
    assert (again.kept[-1].answers, again.kept[-1].words) == ({}, ""), "nothing of it is kept"


async def test_what_was_sent_gives_way_to_the_next_and_what_was_half_answered_stays(theme: Theme, icons: Icons) -> None:
    page, began = a_page(theme, icons)
    page.rows.setCurrentIndex(page.rows.model().index(1, 0))
    keys(page.rows, "22")
    page.rows.setCurrentIndex(page.rows.model().index(0, 0))
    keys(page.rows, "111114")
    page.begin_send()
    await began.works.pop()
    assert [(put.decision, put.after, len(put.answers)) for put in began.sent] == [(1, 0, 6)]
    assert page.rows.currentIndex().row() == 1
    assert list(page.form.answers.values()) == [Mark.PARTLY, Mark.PARTLY]


async def test_another_reviewer_was_first(theme: Theme, icons: Icons) -> None:
    page, began = a_page(theme, icons)
    problem = ProblemDocument(
        type="/problems/reviewed-already", title="This decision has been reviewed already", status=409,
        detail="sam reviewed it.",
    )  # fmt: skip
    began.refusal = ApiFailure(Reply(status=409, problem="reviewed-already"), problem)
    keys(page.rows, "111111")
    page.begin_send()
    await began.works.pop()
    assert "sam reviewed it" in page.fault.text()
    assert len(page.form.answers) == 6, "what was answered is still there"
    page.show_week(taken_by("sam"))
    assert page.send.isHidden()


def taken_by(reviewer: str) -> QualityWeek:
    week = a_week()
    first = week.handlers[0]
    drawn = (a_drawn(2, first.handler, review=a_review(first.handler, reviewer=reviewer)), *first.drawn[1:])
    return replace(week, handlers=(replace(first, drawn=drawn), *week.handlers[1:]))


def test_ones_own_review_is_changed_as_a_new_version(theme: Theme, icons: Icons) -> None:
    page, began = a_page(theme, icons, week=taken_by("sue"))
    assert (page.form.open, page.send.text()) == ([], "Send changed feedback  Ctrl ⏎")
    assert page.reviewed.text().startswith("You reviewed it")
    page.begin_send()
    assert len(began.works) == 1
    began.works.pop().close()


def test_an_auditor_only_reads(theme: Theme, icons: Icons) -> None:
    page, began = a_page(theme, icons, "auditor")
    keys(page.rows, "1")
    assert (page.form.answers, page.send.isHidden(), began.works) == ({}, True, [])


def test_what_is_said_when_there_is_nothing(theme: Theme, icons: Icons) -> None:
    page, _began = a_page(theme, icons)
    empty = replace(a_week(), handlers=())
    page.show_week(empty)
    page.show_week(empty)
    page.resize(1100, 700)
    page.show()
    QApplication.processEvents()
    assert page.empty.text().startswith("No decision of others was settled in this week. 3 decisions of each handler")
    assert page.state.isHidden()
    assert abs(page.empty.geometry().center().x() - page.rect().center().x()) < 3
    assert page.empty.height() > page.height() // 2
    assert misfits(page) == []
    page.show_week(a_week())
    assert page.empty.isHidden()
    page.hide()


@pytest.mark.parametrize("size", [(1240, 640), (820, 560)])
def test_nothing_is_cut(qtbot: QtBot, theme: Theme, icons: Icons, size: tuple[int, int]) -> None:
    page, _began = a_page(theme, icons)
    case = QualityCase(decision=PROPOSAL.decision, settled_at=NOW, references=("CAD 7",))
    body: Any = SimpleNamespace(report=a_report(), assessment=None)
    assert page._chosen is not None
    page.show_case((page._chosen, case, body))
    page.resize(*size)
    page.show()
    qtbot.waitUntil(lambda: misfits(page) == [])


def test_the_trend_is_drawn_and_no_cell_is_a_formula(theme: Theme, icons: Icons) -> None:
    page, _began = a_page(theme, icons)
    told = a_trend()
    page.trend.show_trend(told)
    charts = page.trend.charts
    assert [chart.spoken.partition(":")[0] for chart in charts] == [one.label for one in QUESTIONS]
    assert "% met" in charts[0].spoken
    page.trend.whose.set_value("=tom")
    page.trend.whose.changed.emit("=tom")
    assert "4 decisions" not in page.trend.summary.text()
    assert page.trend.summary.text() == "16 decisions reviewed in 12 weeks."
    assert ",=tom," not in trend_sheet(told)
    assert ",'=tom," in trend_sheet(told)


def test_what_was_left_before_it_was_told_is_asked_for_again(theme: Theme, icons: Icons) -> None:
    page, _began = a_page(theme, icons)
    keys(page.rows, "2")
    page.leave()
    page.show_week(a_week())
    assert page._looking.on
    assert list(page.form.answers.values()) == [Mark.PARTLY], "and what was answered is still there"
    page.leave()
