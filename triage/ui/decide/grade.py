"""The grade: cards with target times, the suggested one marked with why; a lower one asks for the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from triage.models.grading import drop_of, needs_approval, set_grade, suggested_grade
from triage.ui.decide.choice_rows import ChoiceRows
from triage.ui.decide.edits import join_reason, split_reason
from triage.ui.decide.grade_cards import GradeCards
from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.growing_text import GrowingText

APPROVAL = "It is recorded at once; a supervisor approves the lower grade afterwards."
APPROVED_FIRST = "A supervisor approves it with the whole decision, before it is recorded."


class GradeSection(Section):
    """Choosing a grade below the suggested one, or one that a person set, opens the reasons right here."""

    def __init__(self, theme: Theme, author: str, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(theme, "grade", "Grade", "G", parent)
        self._author, self._now = author, now
        self.cards = GradeCards(theme)
        self._why = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self._ask = PlainLabel(theme, "", tone="warn", wrap=True)
        self.reasons = ChoiceRows(theme, "Why the grade is below the suggested one")
        self.words = GrowingText(theme, "Why the grade is below the suggested one, in your words")
        self.words.setPlaceholderText("More about why, in your words")
        for part in (self.cards, self._why, self._ask, self.reasons, self.words):
            self.body.addWidget(part)
        self.cards.chosen.connect(self._choose)
        self.reasons.chosen.connect(self._reason)
        self.words.edited.connect(self._typed)
        self.words.left.connect(self.done)

    def refresh(self, work: Work) -> None:
        suggestion = suggested_grade(work.assessment, work.profile)
        self.cards.show_grades(work.profile.grades, work.draft.grade, suggestion.key if suggestion else "")
        why = ", ".join(work.assessment.why[:3])
        self._why.setText(f"{suggestion.name} suggested: {why}" if suggestion and why else "")
        self._why.setVisible(bool(suggestion and why))
        drop = drop_of(work.draft, work.profile, work.assessment)
        for part in (self._ask, self.reasons, self.words):
            part.setVisible(drop is not None)
        if drop is not None:
            asked = work.approved_first or needs_approval(work.draft, work.profile, work.assessment)
            after = APPROVED_FIRST if work.approved_first else APPROVAL
            self._ask.setText(f"{drop.words} Say why. {after if asked else ''}".rstrip())
            self._show_reason(work)

    def focus_first(self) -> None:
        self.cards.focus_value()

    def focus_part(self, part: str) -> None:
        if part == "reason" and self.reasons.isVisibleTo(self):
            self.reasons.focus_value()
        else:
            self.focus_first()

    def _show_reason(self, work: Work) -> None:
        reasons = work.profile.grade_reasons
        key, words = split_reason(work.draft.grade_reason, reasons)
        digits = [str(at) if at < 10 else "" for at in range(1, len(reasons) + 1)]
        options = tuple((reason.key, reason.name, "", digit) for reason, digit in zip(reasons, digits, strict=True))
        self.reasons.show_options(options, key)
        self.words.set_words(words)

    def _choose(self, key: str, by_key: bool) -> None:
        by, now = self._author, self._now()
        self.say("grade", "grade", lambda draft: set_grade(draft, key, by=by, now=now))
        if not by_key:
            return
        if self.reasons.isVisibleTo(self):
            self.reasons.focus_value()
        else:
            self.done.emit()

    def _reason(self, key: str, by_key: bool) -> None:
        assert self._work is not None
        name = next((reason.name for reason in self._work.profile.grade_reasons if reason.key == key), "")
        stored = join_reason(name, self.words.words)
        self.say("reason of the grade", "grade_reason", lambda draft: replace(draft, grade_reason=stored))
        if by_key:
            self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self, words: str) -> None:
        assert self._work is not None
        reasons = self._work.profile.grade_reasons
        key, _ = split_reason(self._work.draft.grade_reason, reasons)
        name = next((reason.name for reason in reasons if reason.key == key), "")
        stored = join_reason(name, words)
        self.say("reason of the grade", "grade_reason", lambda draft: replace(draft, grade_reason=stored), typing=True)
