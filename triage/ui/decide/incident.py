"""The incident: NSIR opening category and qualifiers."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from triage.ui.decide.edits import with_tick
from triage.ui.decide.finder import Finder, search_choices
from triage.ui.decide.picks import Picks
from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.theme import Theme
from triage.ui.widgets.option_row import OptionRow


class IncidentSection(Section):
    """One category, any number of qualifiers."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "incident", "Incident", "I", parent)
        self.category = OptionRow(theme, "No category yet")
        self.category.setObjectName("incident_category")
        self.finder = Finder(theme, "Incident category", "Find a category: words")
        self.finder.line.setObjectName("incident_search")
        self.qualifiers = Picks(theme, "Add a qualifier", "Add a qualifier: words")
        self.qualifiers.finder.line.setObjectName("qualifier_search")
        for part in (self.category, self.finder, self.qualifiers):
            self.body.addWidget(part)
        self.category.clicked.connect(self._reopen)
        self.finder.taken.connect(self._choose)
        self.finder.left.connect(self._close)
        self.qualifiers.toggled.connect(self._qualify)
        self.qualifiers.left.connect(self.done)

    def refresh(self, work: Work) -> None:
        chosen = next((c for c in work.profile.incident_categories if c.key == work.draft.incident.category), None)
        self.category.set_look("chosen" if chosen else None)
        self.category.set_words(chosen.name if chosen else "No category yet", chosen.note if chosen else "", "change")
        self.category.setVisible(chosen is not None)
        if not self.finder.line.hasFocus():
            self.finder.setVisible(chosen is None)
        kind = work.profile.kind(work.report.kind)
        likely = kind.incident_category if kind else ""
        ordered = sorted(work.profile.incident_categories, key=lambda choice: choice.key != likely)
        self.finder.set_search(search_choices(tuple(ordered)))
        self.qualifiers.show_picked(work.profile.qualifiers, work.draft.incident.qualifiers)

    def focus_first(self) -> None:
        self._reopen()

    def focus_part(self, part: str) -> None:
        if part == "qualifiers":
            self.qualifiers.finder.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._reopen()

    def _reopen(self) -> None:
        self.finder.show()
        self.finder.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _close(self) -> None:
        """Esc: back to the category, or on when there is none."""
        if self._work is not None and self._work.draft.incident.category:
            self.category.setFocus(Qt.FocusReason.OtherFocusReason)
            self.finder.hide()
        else:
            self.done.emit()

    def _choose(self, key: str) -> None:
        self.say(
            "incident category",
            "incident",
            lambda draft: replace(draft, incident=replace(draft.incident, category=key)),
        )
        self.category.setFocus(Qt.FocusReason.OtherFocusReason)
        self.finder.hide()

    def _qualify(self, key: str) -> None:
        self.say(
            "qualifier",
            "incident/qualifiers",
            lambda draft: replace(
                draft, incident=replace(draft.incident, qualifiers=with_tick(draft.incident.qualifiers, key))
            ),
        )
