"""The page of approvals while others work on the same list, and for those who only read."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.builders import NOW
from tests.models.test_proposal import PROPOSAL
from tests.ui.fit import misfits
from triage.models import codec
from triage.models.clock import ManualClock
from triage.models.profile_file import default_profile
from triage.models.proposal import Proposal, Proposals
from triage.services.api.proposals import ProposalsApi
from triage.ui.board.approvals.page import ApprovalsPage
from triage.ui.board.page import Room
from triage.ui.icons import Icons
from triage.ui.theme import Theme

FIRST = replace(PROPOSAL, author="tom", at=NOW - timedelta(hours=1))
SECOND = replace(FIRST, number=FIRST.number + 1, at=NOW)


@dataclass
class Began:
    """What the page started and what it told the gateway."""

    works: list[tuple[str, Coroutine[Any, Any, Any]]] = field(default_factory=list)
    approved: list[Proposal] = field(default_factory=list)

    def spawn(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        if name == "approvals":
            self.works.append((name, work))
        else:
            work.close()

    async def approve(self, proposal: Proposal, **_how: object) -> None:
        self.approved.append(proposal)

    def finish(self) -> None:
        while self.works:
            self.works.pop(0)[1].close()


def a_page(theme: Theme, icons: Icons, *roles: str) -> tuple[ApprovalsPage, Began]:
    began = Began()

    async def fetch(_report_id: str) -> None:
        return None

    desk = SimpleNamespace(
        clock=ManualClock(at=NOW),
        profile=default_profile(),
        roles=SimpleNamespace(held=frozenset(roles)),
        me=SimpleNamespace(id="sue"),
        fetch=fetch,
        supervising=began,
    )
    context: Any = SimpleNamespace(desk=desk, spawn=began.spawn, tell=lambda *_told, **_key: None)
    page = ApprovalsPage(Room(context, theme, icons, lambda _report_id: None))
    page.show_proposals((FIRST, SECOND), {}, NOW)
    return page, began


def test_when_nothing_waits_it_is_said_in_the_middle_what_will_stand_there(theme: Theme, icons: Icons) -> None:
    page, began = a_page(theme, icons, "supervisor")
    page.resize(1100, 700)
    page.show()
    page.show_proposals((), {}, NOW)
    QApplication.processEvents()
    assert page.empty.text().startswith("Nothing waits for you. Decisions of trainees")
    assert page.state.isHidden()
    assert abs(page.empty.geometry().center().x() - page.rect().center().x()) < 3
    assert misfits(page) == []
    page.show_proposals((FIRST,), {}, NOW)
    assert page.empty.isHidden()
    page.hide()
    began.finish()


def test_when_somebody_else_dealt_with_the_chosen_one_none_is_chosen_and_words_stay(theme: Theme, icons: Icons) -> None:
    page, began = a_page(theme, icons, "supervisor")
    assert page._chosen == FIRST
    page.words.set_words("Half a reason")
    page.show_proposals((SECOND,), {}, NOW)
    assert page.fault.text() == "Dealt with by somebody else."
    page.say_yes()
    page.show_proposals((SECOND, replace(SECOND, number=9)), {}, NOW)
    page.say_yes()
    assert not began.works, "nothing is approved that nobody read"
    assert page.words.words == "Half a reason"
    page.rows.setCurrentIndex(page.rows.model().index(0, 0))
    assert (page._chosen, page.words.words, page.fault.text()) == (SECOND, "", "")


def test_of_two_proposals_of_one_report_the_cursor_stays_on_its_own(theme: Theme, icons: Icons) -> None:
    page, _began = a_page(theme, icons, "supervisor")
    page.rows.setCurrentIndex(page.rows.model().index(1, 0))
    page.show_proposals((replace(SECOND, number=9, at=NOW - timedelta(hours=2)), FIRST, SECOND), {}, NOW)
    assert page._chosen == SECOND
    assert page.rows.currentIndex().row() == 2


async def test_a_decision_is_approved_once_and_what_is_chosen_meanwhile_stays(theme: Theme, icons: Icons) -> None:
    page, began = a_page(theme, icons, "supervisor")
    page.say_yes()
    page.say_yes()
    ((_name, work),) = began.works
    page.rows.setCurrentIndex(page.rows.model().index(1, 0))
    page.words.set_words("Typed meanwhile")
    began.works.clear()
    await work
    assert began.approved == [FIRST]
    page.show_proposals((SECOND,), {}, NOW)
    assert (page._chosen, page.words.words) == (SECOND, "Typed meanwhile")
    began.finish()


def test_ctrl_enter_refuses_with_the_words(theme: Theme, icons: Icons) -> None:
    page, began = a_page(theme, icons, "supervisor")
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.fault.text() == "Write why first; its author is shown it."
    page.words.set_words("Ask who saw it.")
    QTest.keyClick(page.words.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(began.works) == 1
    began.finish()


def test_who_only_reads_is_offered_no_answer_and_told_why(theme: Theme, icons: Icons) -> None:
    page, _began = a_page(theme, icons, "auditor")
    assert page.yes.isHidden()
    assert page.no.isHidden()
    assert page.words.isHidden()
    assert page.fault.text() == "Only a supervisor approves decisions."


async def test_every_page_of_what_waits_is_asked_for() -> None:
    class Paged:
        async def call(self, _method: str, _path: str, *, params: dict[str, str]) -> SimpleNamespace:
            last = params.get("after") == "older"
            page = Proposals(items=(FIRST,)) if last else Proposals(items=(SECOND,), next="older")
            return SimpleNamespace(body=codec.encode(page))

    client: Any = Paged()
    assert await ProposalsApi(client).open_ones() == (SECOND, FIRST)


def test_in_a_small_window_the_list_can_be_read_and_the_words_come_into_sight(
    qtbot: QtBot, theme: Theme, icons: Icons
) -> None:
    page, began = a_page(theme, icons, "supervisor")
    page.resize(598, 240)
    page.show()
    page.activateWindow()
    qtbot.waitActive(page)
    qtbot.waitUntil(lambda: misfits(page) == [])
    qtbot.waitUntil(lambda: page.rows.width() > theme.space(45))
    page.say_no()
    qtbot.waitUntil(lambda: not page.words.line.visibleRegion().isEmpty())
    qtbot.waitUntil(lambda: misfits(page) == [])
    assert not page.fault.visibleRegion().isEmpty()
    page.resize(1300, 700)
    qtbot.waitUntil(lambda: misfits(page) == [])
    page.hide()
    began.finish()
