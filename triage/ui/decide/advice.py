"""Advice given to the reporter: ticked from the force's own texts, so that it is on record what was said."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from triage.ui.decide.edits import with_tick
from triage.ui.decide.picks import Picks
from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.text import count
from triage.ui.theme import Theme


class AdviceSection(Section):
    """Ticked advice stays in view with its words; the rest is found by typing."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "advice", "Advice given", "D", parent)
        self.picks = Picks(theme, "Add advice given", "Add advice you gave: words", with_note=True)
        self.picks.finder.line.setObjectName("advice_search")
        self.body.addWidget(self.picks)
        self.picks.toggled.connect(self._tick)
        self.picks.left.connect(self.done)

    def refresh(self, work: Work) -> None:
        self.picks.show_picked(work.profile.advice, work.draft.advice)
        given = len(work.draft.advice)
        self.header.set_trailing(count(given, "piece") if given else "")

    def focus_first(self) -> None:
        self.picks.finder.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _tick(self, key: str) -> None:
        self.say("advice given", "advice", lambda draft: replace(draft, advice=with_tick(draft.advice, key)))
