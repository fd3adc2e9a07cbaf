"""The force's questions about this kind of report, one set below the other, answered by one key or by typing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QWidget

from triage.models.draft import Draft
from triage.models.questions import Question, QuestionSet, answer_key, asked, is_required, sets_for
from triage.models.stage import Stage
from triage.ui.decide.edits import with_answer
from triage.ui.decide.question_rows import QuestionRow
from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import settle_around

HOW = "Y yes, N no, K not known, digits choose, Delete takes an answer out. Enter goes on."
HOW_LINES = "Enter begins a new line; on an empty line it goes on."


class QuestionsSection(Section):
    """Hidden when the profile asks nothing about the report's kind. An answer may bring up the next question."""

    def __init__(self, theme: Theme, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(theme, "questions", "Questions", "Q", parent)
        self._now = now
        self._sets: tuple[QuestionSet, ...] = ()
        self.rows: dict[str, QuestionRow] = {}
        self._list = Rows(theme.space(2))
        self._how = PlainLabel(theme, HOW, FontRole.SMALL, "text_soft", wrap=True)
        self._how.hide()
        self.body.addWidget(self._list)
        self.body.addWidget(self._how)
        self.hide()

    @property
    def is_asked(self) -> bool:
        """Whether this report has questions at all."""
        return bool(self._sets)

    def refresh(self, work: Work) -> None:
        sets = sets_for(work.profile, work.report.kind)
        if sets != self._sets:
            self._sets = sets
            self._rebuild()
        self.setVisible(bool(sets))
        left = self._show_answers(work)
        self.header.set_trailing(f"{left} left" if left else "all answered", "text_soft" if left else "good")

    def focus_first(self) -> None:
        """The first question without an answer, else the first."""
        keys = self._asked_keys()
        answers = self._work.draft.answers if self._work else {}
        target = next((key for key in keys if not answers.get(key)), keys[0] if keys else "")
        if target:
            self.rows[target].focus_answer()

    def focus_part(self, part: str) -> None:
        if part in self.rows and not self.rows[part].isHidden():
            self.rows[part].focus_answer()
        else:
            self.focus_first()

    def holds(self, part: str, focused: QWidget) -> bool:
        return part in self.rows and self.rows[part].isAncestorOf(focused)

    def show_focus(self, focused: QWidget | None) -> None:
        """How to answer by keys, while the focus is in here."""
        row = next((row for row in self.rows.values() if focused is not None and row.isAncestorOf(focused)), None)
        self._how.setVisible(row is not None)
        if row is not None:
            self._how.setText(HOW_LINES if row.question.type == "list" else HOW)

    def _show_answers(self, work: Work) -> int:
        """Bring the rows in line; how many needed answers are missing."""
        outcome = work.profile.outcome(work.draft.outcome)
        closing = outcome is not None and outcome.then == Stage.CLOSED.value
        answers, left, changed = work.draft.answers, 0, False
        for group in self._sets:
            shown = asked(group, answers)
            for question in group.ask:
                row = self.rows[answer_key(group, question)]
                needed = question in shown and is_required(question, group, answers, closing=closing)
                row.show_answer(answers.get(row.key, ""), needed=needed)
                left += needed and not answers.get(row.key, "").strip()
                if row.isHidden() == (question in shown):
                    row.setVisible(question in shown)
                    changed = True
        if changed:
            settle_around(self)
        return left

    def _asked_keys(self) -> list[str]:
        answers = self._work.draft.answers if self._work else {}
        return [answer_key(group, question) for group in self._sets for question in asked(group, answers)]

    def _rebuild(self) -> None:
        self.rows = {}
        made: list[QWidget] = []
        for group in self._sets:
            made.append(PlainLabel(self._theme, group.name, FontRole.STRONG))
            made += [self._row(answer_key(group, question), question) for question in group.ask]
        self._list.fill(made)

    def _row(self, key: str, question: Question) -> QuestionRow:
        row = QuestionRow(self._theme, key, question, self._now)
        row.answered.connect(partial(self._answer, row))
        row.left.connect(partial(self._next, key))
        self.rows[key] = row
        return row

    def _answer(self, row: QuestionRow, value: str, typing: bool) -> None:
        def change(draft: Draft) -> Draft:
            return with_answer(draft, row.key, value)

        self.say(f"answer to “{row.question.text}”", f"questions/{row.key}", change, typing=typing)

    def _next(self, key: str) -> None:
        keys = self._asked_keys()
        at = keys.index(key) + 1 if key in keys else len(keys)
        if at < len(keys):
            self.rows[keys[at]].focus_answer()
        else:
            self.done.emit()
