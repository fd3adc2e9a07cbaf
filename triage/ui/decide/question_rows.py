"""One question of a set: its words, how it is answered, what the answer means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from triage.models.questions import Question
from triage.ui.decide.answer_line import AnswerLine
from triage.ui.decide.keyed_choice import KeyedChoice
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.growing_text import GrowingText
from triage.ui.widgets.scroll_column import TOGETHER, settle_around, settle_soon_around

BESIDE_STEPS = 85
"""Narrower than this many steps, yes and no go below the question."""


class QuestionRow(QWidget):
    """Yes and no stand beside the question, everything else below it.

    Signals:
        answered(value, typing): "" = no answer any more.
        left(): on to the next question.
    """

    answered = Signal(str, bool)
    left = Signal()

    def __init__(
        self, theme: Theme, key: str, question: Question, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.key, self.question = key, question
        self.setObjectName(f"question:{key}")
        self.setProperty(TOGETHER, True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.label = PlainLabel(theme, question.text, wrap=True)
        self.mark = PlainLabel(theme, "", FontRole.SMALL, "text_soft")
        self._help = PlainLabel(theme, question.help, FontRole.SMALL, "text_soft", wrap=True)
        if not question.help:  # never shown here: without a parent yet it would be a window of its own
            self._help.hide()
        self._echo = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self._echo.hide()
        self.choice: KeyedChoice | None = None
        self.words: GrowingText | None = None
        self.line: AnswerLine | None = None
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out(self._make(now))

    def show_answer(self, value: str, *, needed: bool) -> None:
        later = "to close" if self.question.required_to_close else "if known"
        self.mark.setText("" if needed or value.strip() else later)
        self.mark.setVisible(not (needed or value.strip()))
        if self.choice is not None:
            self.choice.set_value(value)
        elif self.words is not None:
            self.words.set_words(value)
        elif self.line is not None:
            self.line.set_value(value)

    def focus_answer(self) -> None:
        reason = Qt.FocusReason.ShortcutFocusReason
        if self.choice is not None:
            self.choice.focus_value()
        elif self.words is not None:
            self.words.setFocus(reason)
        elif self.line is not None:
            self.line.setFocus(reason)
            self.line.selectAll()

    def _make(self, now: Callable[[], datetime]) -> QWidget:
        """The control that this type of question is answered with."""
        question = self.question
        if question.options():
            self.choice = KeyedChoice(self._theme, question.text, question.options())
            self.choice.chosen.connect(self._chosen)
            self.choice.left.connect(self.left)
            return self.choice
        if question.type in ("text", "list"):
            lines = question.type == "list"
            self.words = GrowingText(self._theme, question.text, enter_leaves=not lines, one_a_line=lines)
            self.words.setAccessibleDescription(question.help)
            self.words.edited.connect(lambda words: self.answered.emit(words, True))
            self.words.left.connect(self.left)
            return self.words
        self.line = AnswerLine(question, now)
        self.line.answered.connect(lambda value: self.answered.emit(value, True))
        self.line.left.connect(self.left)
        self.line.echo.connect(self._echoed)
        return self.line

    def _lay_out(self, control: QWidget) -> None:
        space = self._theme.space
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(0.5))
        asked = QHBoxLayout()
        asked.setSpacing(space(2))
        asked.addWidget(self.label, 1, Qt.AlignmentFlag.AlignVCenter)
        asked.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        self._head.setSpacing(space(1))
        self._head.addLayout(asked, 1)
        column.addLayout(self._head)
        if self.question.type == "yes_no":
            self._head.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
            column.addWidget(self._help)
            return
        column.addWidget(self._help)
        column.addWidget(control)
        column.addWidget(self._echo)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside the question where its words have room, below it where they have not."""
        super().resizeEvent(event)
        beside = self.width() >= self._theme.space(BESIDE_STEPS)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if way is not self._head.direction():
            self._head.setDirection(way)
            settle_soon_around(self)

    def _chosen(self, key: str, by_key: bool) -> None:
        self.answered.emit(key, False)
        if by_key:
            self.left.emit()

    def _echoed(self, words: str) -> None:
        self._echo.setText(words)
        if self._echo.isHidden() == bool(words):
            self._echo.setVisible(bool(words))
            settle_around(self)
