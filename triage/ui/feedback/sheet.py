"""Feedback on one's own decisions: a list at the left, what was found of the chosen one beside it, one answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from triage.models.caller import name_words
from triage.models.errors import KnownError
from triage.models.quality import Feedback
from triage.ui.board.blocks import block
from triage.ui.board.lines import Line, Lines
from triage.ui.board.quality.words import MARKS, SIGNS
from triage.ui.contact.parts import Field
from triage.ui.icons import Icons
from triage.ui.text import ago, count, day_and_time
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, Card, PlainLabel
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import ScrollColumn
from triage.ui.widgets.sheet import Sheet

NOTHING = "Nobody has reviewed a decision of yours in the last 90 days."


class FeedbackSheet(Sheet):
    """``looked(number)``: one was chosen to be read; ``answered(number, words)``; ``open_requested(report_id)``."""

    looked = Signal(int)
    answered = Signal(int, str)
    open_requested = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Feedback on your reports", parent)
        self.setObjectName("feedback_sheet")
        self._now = now
        self._items: dict[int, Feedback] = {}
        self._chosen = 0
        self.state = PlainLabel(theme, "", tone="text_soft", wrap=True)
        self.lines = Lines(theme, "feedback")
        self._title = PlainLabel(theme, "", FontRole.HEADING, wrap=True)
        self._who = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self._found, self._told = Rows(theme.space(1)), Rows(theme.space(2))
        self.reply = Field(theme, "Your answer, once", "feedback-reply", lines=True)
        self.fault = PlainLabel(theme, "", FontRole.SMALL, "wrong", wrap=True)
        self.send = Button(theme, "Answer")
        self.read = Button(theme, "Open the report")
        for name, button in (("answer", self.send), ("open", self.read)):
            button.setObjectName(f"feedback-{name}")
        self._lay_out()
        self.lines.pressed.connect(lambda key: self.choose(int(key)))
        self.send.clicked.connect(self._answer)
        self.read.clicked.connect(self._open)

    def say(self, words: str) -> None:
        """In place of the list, or above it."""
        self.state.setText(words)
        self.state.setVisible(bool(words))

    def show_error(self, error: KnownError) -> None:
        """What was shown before stays, under these words."""
        self.say(f"{error.what} {error.do}".strip())

    def show_items(self, items: Sequence[Feedback]) -> None:
        """The newest first. The chosen one stays; at first it is the newest that is unread."""
        self._items = {one.review.number: one for one in items}
        unread = [number for number, one in self._items.items() if one.review.read_at is None]
        self.set_trailing(f"{count(len(unread), 'unread', 'unread')}" if unread else "")
        self.lines.show_lines([self._line(number, one) for number, one in self._items.items()])
        self.say("" if items else NOTHING)
        if self._chosen not in self._items:
            self.choose(next(iter(unread or self._items), 0))
        else:
            self._show(self._items[self._chosen], keep_words=True)

    def choose(self, number: int) -> None:
        """Read this one."""
        one = self._items.get(number)
        self._beside.setVisible(one is not None)
        self._chosen = number
        if one is not None:
            self._show(one, keep_words=False)
            if one.review.read_at is None:
                self.looked.emit(number)

    def focus_start(self) -> None:
        button = self.lines.findChild(QWidget, f"feedback:{self._chosen}")
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def tell_fault(self, words: str) -> None:
        self.fault.setText(words)

    def _show(self, one: Feedback, *, keep_words: bool) -> None:
        review, theme = one.review, self._theme
        reviewer = name_words(review.reviewer)
        self._title.setText(_name(one))
        changed = ", changed since it was first sent" if review.version > 1 else ""
        self._who.setText(f"{reviewer}, {day_and_time(review.at, self._now())}{changed}. Week {review.week}.")
        self._found.fill(
            PlainLabel(theme, f"{SIGNS[answer.mark]}  {MARKS[answer.mark]}: {answer.text}", wrap=True)
            for answer in review.answers
        )
        told = [block(theme, f"{reviewer} writes", review.words, FontRole.READING)] if review.words else []
        if review.reply:
            told.append(block(theme, "You answered", review.reply, FontRole.READING))
        self._told.fill(told)
        for part in (self.reply, self.send, self.fault):
            part.setVisible(one.may_answer)
        self.read.setVisible(bool(one.title))
        if not keep_words:
            self.reply.set_words("")
            self.tell_fault("")
        self._scroll.settle_soon()

    def _line(self, number: int, one: Feedback) -> Line:
        review = one.review
        new = "● new, " if review.read_at is None else ""
        return Line(key=str(number), what=_name(one), note=f"{new}{ago(review.at, self._now())}")

    @Slot()
    def _answer(self) -> None:
        if self.reply.words.strip():
            self.answered.emit(self._chosen, self.reply.words)
        else:
            self.tell_fault("Write your answer first.")
            self.reply.focus()

    @Slot()
    def _open(self) -> None:
        if self._chosen in self._items:
            self.open_requested.emit(self._items[self._chosen].review.report_id)

    def _lay_out(self) -> None:
        theme = self._theme
        left = ScrollColumn(theme)
        left.add(self.lines)
        self._beside = Card(theme, "What was found")
        self._scroll = ScrollColumn(theme)
        self._scroll.body.setSpacing(theme.space(2))
        for part in (self._title, self._who, self._found, self._told, self.reply):
            self._scroll.add(part)
        self._beside.add(self._scroll)
        foot = QHBoxLayout()
        foot.setSpacing(theme.space(2))
        foot.addWidget(self.fault, 1)
        foot.addWidget(self.read)
        foot.addWidget(self.send)
        self._beside.add(foot)
        row = QHBoxLayout()
        row.setSpacing(theme.space(3))
        row.addWidget(left, 2)
        row.addWidget(self._beside, 3)
        column = QVBoxLayout()
        column.addWidget(self.state)
        column.addLayout(row, 1)
        self.body.addLayout(column, 1)
        self._beside.hide()


def _name(one: Feedback) -> str:
    return ", ".join(part for part in (one.title, one.place) if part) or "A report that has been erased"
