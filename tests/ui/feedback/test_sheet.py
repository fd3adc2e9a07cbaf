"""What a handler reads of reviewers: the unread first, marked read once looked at, answered once."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import NOW
from tests.ui.board.made_quality import some_feedback
from tests.ui.conftest import HOSTILE
from tests.ui.fit import misfits
from triage.ui.feedback.sheet import NOTHING, FeedbackSheet
from triage.ui.icons import Icons
from triage.ui.presenter.feedback import STRIP, FeedbackPresenter
from triage.ui.theme import Theme


@pytest.fixture
def sheet(theme: Theme, icons: Icons) -> FeedbackSheet:
    return FeedbackSheet(theme, icons, lambda: NOW)


def test_the_newest_unread_is_read_and_told_once(sheet: FeedbackSheet) -> None:
    looked: list[int] = []
    sheet.looked.connect(looked.append)
    sheet.show_items(some_feedback())
    assert looked == [7]
    first, *rest = some_feedback()
    read = (replace(first, review=replace(first.review, read_at=NOW)), *rest)
    sheet.reply.set_words("Half an ans")
    sheet.show_items(read)
    assert (looked, sheet.reply.words) == ([7], "Half an ans"), "news wipes nothing that is being written"
    sheet.choose(5)
    assert (looked, sheet.reply.isHidden(), sheet.send.isHidden()) == ([7], True, True)
    sheet.choose(3)
    assert sheet.read.isHidden(), "an erased report cannot be opened"


def test_an_answer_needs_words(sheet: FeedbackSheet) -> None:
    told: list[tuple[int, str]] = []
    sheet.answered.connect(lambda number, words: told.append((number, words)))
    sheet.show_items(some_feedback())
    sheet.send.click()
    assert (told, sheet.fault.text()) == ([], "Write your answer first.")
    sheet.reply.set_words("It is in the log.")
    sheet.send.click()
    assert told == [(7, "It is in the log.")]


def test_nothing_to_read_and_nothing_cut(qtbot: QtBot, sheet: FeedbackSheet) -> None:
    sheet.show_items(())
    assert sheet.state.text() == NOTHING
    first, *rest = some_feedback()
    sheet.show_items((replace(first, review=replace(first.review, words="\n".join(HOSTILE[:-1]))), *rest))
    sheet.resize(760, 420)
    sheet.show()
    qtbot.waitUntil(lambda: misfits(sheet) == [])


class _Shell:
    def __init__(self) -> None:
        self.strips: dict[str, str] = {}

    def show_strip(self, key: str, text: str, _action: str, _level: str) -> None:
        self.strips[key] = text

    def clear_strip(self, key: str) -> None:
        self.strips.pop(key, None)


def test_a_strip_waits_until_it_is_read_or_closed() -> None:
    shell, items = _Shell(), some_feedback()
    inbox = SimpleNamespace(items=items, unread=2)
    presenter: Any = SimpleNamespace(
        _context=SimpleNamespace(desk=SimpleNamespace(feedback=inbox), shell=shell), _closed_at=0
    )
    FeedbackPresenter.heard(presenter)
    assert shell.strips == {STRIP: "Feedback on 2 of your reports"}
    FeedbackPresenter._close(presenter, STRIP)
    FeedbackPresenter.heard(presenter)
    assert shell.strips == {}, "once closed it comes again only with something new"
    inbox.unread = 3
    FeedbackPresenter.heard(presenter)
    assert shell.strips == {STRIP: "Feedback on 3 of your reports"}
    inbox.unread = 0
    FeedbackPresenter.heard(presenter)
    assert shell.strips == {}
