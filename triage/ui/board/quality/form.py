"""The force's questions, each answered by a digit, and the words to the handler."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from triage.models.quality import Mark
from triage.models.quality_rules import QualityQuestion
from triage.ui.board.quality.words import MARKS
from triage.ui.contact.parts import Field
from triage.ui.decide.keyed_choice import KeyedChoice
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel

_OPTIONS = [(mark.value, words) for mark, words in MARKS.items()]


class _Asked(QWidget):
    """One question above its four answers."""

    def __init__(self, theme: Theme, question: QualityQuestion) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.choice = KeyedChoice(theme, question.text, _OPTIONS, bar=True)
        self.choice.setObjectName(f"quality:{question.key}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(0.5))
        column.addWidget(PlainLabel(theme, question.text, FontRole.STRONG, wrap=True))
        if question.help:
            column.addWidget(PlainLabel(theme, question.help, FontRole.SMALL, "text_soft", wrap=True))
        column.addWidget(self.choice)


class QualityForm(QWidget):
    """``changed()``: the person answered or wrote something."""

    changed = Signal()

    def __init__(self, theme: Theme, questions: Sequence[QualityQuestion], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._answers: dict[str, Mark] = {}
        self._asked = {one.key: _Asked(theme, one) for one in questions}
        self.words = Field(theme, "Words to the handler", "quality-words", lines=True)
        self.words.set_note("Needed where something is not met. Ctrl+Enter sends")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2.5))
        for key, row in self._asked.items():
            row.choice.chosen.connect(lambda value, by_key, key=key: self._chosen(key, value, by_key=by_key))
            row.choice.left.connect(lambda key=key: self._go_on(key))
            column.addWidget(row)
        column.addWidget(self.words)
        self.words.edited.connect(lambda _words: self.changed.emit())

    @property
    def answers(self) -> dict[str, Mark]:
        return dict(self._answers)

    @property
    def open(self) -> list[str]:
        """Questions without an answer."""
        return [key for key in self._asked if key not in self._answers]

    def show_answers(self, answers: Mapping[str, Mark], words: str, *, writable: bool) -> None:
        """These, silently; what is not ``writable`` is only read."""
        self._answers = {key: mark for key, mark in answers.items() if key in self._asked}
        for key, row in self._asked.items():
            row.choice.set_value(self._answers[key].value if key in self._answers else "")
            row.choice.setEnabled(writable)
        self.words.set_words(words)
        self.words.setEnabled(writable)

    def answer(self, mark: Mark) -> None:
        """Answer the first question that is open, and go to the next."""
        if self.open:
            self._chosen(self.open[0], mark.value, by_key=True)

    def focus_open(self) -> None:
        """To the first question without an answer, else to the words."""
        if self.open:
            self._asked[self.open[0]].choice.focus_value()
        else:
            self.words.focus()

    def _chosen(self, key: str, value: str, *, by_key: bool) -> None:
        if value:
            self._answers[key] = Mark(value)
        else:
            self._answers.pop(key, None)
        self._asked[key].choice.set_value(value)
        self.changed.emit()
        if by_key and key == list(self._asked)[-1]:
            self.focus_open()  # one that was passed over, else the words
        elif by_key:
            self._go_on(key)

    def _go_on(self, key: str) -> None:
        keys = list(self._asked)
        after = keys[keys.index(key) + 1 :]
        if after:
            self._asked[after[0]].choice.focus_value()
        else:
            self.words.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
