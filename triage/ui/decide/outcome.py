"""The outcome: its digit, its name, what it does; and the reason where one is needed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from triage.models.deciding import outcome_by_digit
from triage.ui.decide.choice_rows import ChoiceRows
from triage.ui.decide.edits import with_outcome
from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.theme import Theme
from triage.ui.widgets import PlainLabel


class OutcomeSection(Section):
    """Digits choose from anywhere outside a text field; see `choose_digit`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "outcome", "Outcome", parent=parent)
        self.outcomes = ChoiceRows(theme, "Outcome")
        self._ask = PlainLabel(theme, "Say why:", tone="text_soft")
        self.reasons = ChoiceRows(theme, "Reason of the outcome")
        for part in (self.outcomes, self._ask, self.reasons):
            self.body.addWidget(part)
        self.outcomes.chosen.connect(self._choose)
        self.reasons.chosen.connect(self._reason)

    def refresh(self, work: Work) -> None:
        self.outcomes.show_options(
            tuple((outcome.key, outcome.name, outcome.note, outcome.digit) for outcome in work.profile.outcomes),
            work.draft.outcome,
        )
        chosen = work.profile.outcome(work.draft.outcome)
        needed = chosen is not None and chosen.needs_reason
        for part in (self._ask, self.reasons):
            part.setVisible(needed)
        if needed:
            options = tuple(
                (reason.key, reason.name, reason.note, str(at) if at < 10 else "")
                for at, reason in enumerate(work.profile.reasons, 1)
            )
            self.reasons.show_options(options, work.draft.reason)

    def focus_first(self) -> None:
        self.outcomes.focus_value()

    def focus_part(self, part: str) -> None:
        if part == "reason" and self.reasons.isVisibleTo(self):
            self.reasons.focus_value()
        else:
            self.focus_first()

    def choose_digit(self, digit: str) -> bool:
        """Choose the outcome of this digit as the keyboard does; False when the profile has none."""
        outcome = outcome_by_digit(self._work.profile, digit) if self._work else None
        if outcome is not None:
            self._choose(outcome.key, True)
        return outcome is not None

    def _choose(self, key: str, by_key: bool) -> None:
        assert self._work is not None
        work = self._work
        self.say("outcome", "outcome", lambda draft: with_outcome(draft, key, work.report, work.profile))
        if not by_key:
            return
        if self.reasons.isVisibleTo(self):
            self.reasons.focus_value()
        else:
            self.done.emit()

    def _reason(self, key: str, by_key: bool) -> None:
        self.say("reason of the outcome", "reason", lambda draft: replace(draft, reason=key))
        if by_key:
            self.done.emit()
