"""The overall risk: one of the force's levels, by its first letter, with what the risk sense saw beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from triage.models.profile import Choice
from triage.ui.decide.edits import with_risk
from triage.ui.decide.letter_row import LABEL_STEPS
from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.text import RISK_WORDS, count
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel, Segmented
from triage.ui.widgets.own_keys import keeps_key

BESIDE_STEPS = 80


def letter_keys(levels: tuple[Choice, ...]) -> dict[str, str]:
    """A key for each level: the first letter of its name that no earlier level has taken."""
    taken: dict[str, str] = {}
    for level in levels:
        letter = next((char for char in level.name.upper() if char.isalpha() and char not in taken), "")
        if letter:
            taken[letter] = level.key
    return taken


class RiskSection(Section):
    """A level is never chosen beforehand. Letters choose and go on; arrows and mouse only choose."""

    def __init__(self, theme: Theme, author: str, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(theme, "risk", "Overall risk", "V", parent)
        self._author, self._now = author, now
        self._levels: tuple[Choice, ...] = ()
        self._letters: dict[str, str] = {}
        self.header.hide()
        self.choice = Segmented(theme, "Overall risk", ())
        self._hint = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        label = PlainLabel(theme, "Overall risk", tone="text_soft")
        label.setFixedWidth(theme.space(LABEL_STEPS))
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(theme.space(1))
        right = QVBoxLayout()
        right.setSpacing(theme.space(0.5))
        right.addWidget(self.choice)
        right.addWidget(self._hint)
        label.setMinimumHeight(self.choice.sizeHint().height())
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(right, 1)
        self.body.addLayout(row)
        self.choice.changed.connect(self._choose)

    def refresh(self, work: Work) -> None:
        levels = work.profile.risk_levels
        if levels != self._levels:
            self._levels, self._letters = levels, letter_keys(levels)
            self.choice.set_options([(level.key, level.name) for level in levels])
        self.choice.set_value(work.draft.overall_risk or None)
        signs = len(work.assessment.why) or len(work.assessment.indicators)
        self._hint.setText(f"Suggested: {RISK_WORDS[work.assessment.level]}, {count(signs, 'sign')}")

    def focus_first(self) -> None:
        self.choice.focus_value()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The levels go below their name where both have no room side by side."""
        super().resizeEvent(event)
        beside = self.width() >= self._theme.space(BESIDE_STEPS)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if way is not self._row.direction():
            self._row.setDirection(way)

    def event(self, event: QEvent) -> bool:
        """Inside the group the letters of the levels are its own, whatever they do elsewhere."""
        return keeps_key(event, self._level) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        level = self._level(event)
        if level:
            self.choice.set_value(level)
            self._choose(level)
            self.done.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and self.choice.value():
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def _level(self, event: QKeyEvent) -> str:
        return "" if event.modifiers() else self._letters.get(event.text().upper(), "")

    def _choose(self, key: str) -> None:
        by, at = self._author, self._now()
        self.say("overall risk", "overall_risk", lambda draft: with_risk(draft, key, by=by, at=at))
