"""The rationale in the handler's own words; the headings of the National Decision Model on demand."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.theme import Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.growing_text import GrowingText

NDM = (
    "Information and intelligence",
    "Threat and risk",
    "Powers and policy",
    "Options and contingencies",
    "Action and review",
)
"""Elements of the National Decision Model (College of Policing), around the Code of Ethics."""


class RationaleSection(Section):
    """Enter breaks the line here: a rationale may have paragraphs."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "rationale", "Rationale", "R", parent)
        self.field = GrowingText(theme, "Rationale", enter_leaves=False)
        self.field.setObjectName("rationale")
        self.headings = Button(theme, "Insert decision-model headings", "link")
        self.headings.setObjectName("ndm_headings")
        self.body.addWidget(self.field)
        self.body.addWidget(self.headings, 0, Qt.AlignmentFlag.AlignLeft)
        self.field.edited.connect(self._typed)
        self.headings.clicked.connect(self.insert_headings)

    def refresh(self, work: Work) -> None:
        self.field.set_words(work.draft.rationale)
        self.headings.setVisible(not all(heading in work.draft.rationale for heading in NDM))

    def focus_first(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        cursor = self.field.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.field.setTextCursor(cursor)

    def _typed(self, words: str) -> None:
        self.say("rationale", "rationale", lambda draft: replace(draft, rationale=words), typing=True)

    def insert_headings(self) -> None:
        """Add the headings that are not there yet; what is written stays where it is."""
        missing = [f"{heading}: " for heading in NDM if heading not in self.field.words]
        if not missing:
            self.focus_first()
            return
        before = self.field.words.rstrip()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.append_words(("\n" if before else "") + "\n".join(missing))
