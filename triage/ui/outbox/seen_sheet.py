"""A person looked at a system that cannot be asked: it is there, under this reference; or it is not there."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.ui.contact.form_sheet import FormSheet
from triage.ui.contact.parts import Field
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, PlainLabel


class SeenSheet(FormSheet):
    """``there(op_id, reference)`` and ``missing(op_id)``. The facts to look with stand above the two answers."""

    there = Signal(str, str)
    missing = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "What did you see there?", parent)
        self.setObjectName("seen-sheet")
        self._op_id = ""
        self.what = PlainLabel(theme, "", FontRole.HEADING, wrap=True)
        self.facts = PlainLabel(theme, "", wrap=True, selectable=True)
        self.reference = Field(theme, "Its reference, as the system shows it", "seen-reference")
        self.state = PlainLabel(theme, "", FontRole.SMALL, "wrong", wrap=True)
        self.not_there = Button(theme, "It is not there: send it again")
        self.not_there.setObjectName("seen-missing")
        self.is_there = Button(theme, "It is there", "primary", key="Ctrl+Return")
        self.is_there.setObjectName("seen-there")
        foot = QHBoxLayout()
        foot.setSpacing(theme.space(2))
        foot.addWidget(self.not_there)
        foot.addWidget(self.state, 1)
        foot.addWidget(self.is_there)
        for part in (self.what, self.facts, self.reference):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.body.addLayout(foot)
        self.reference.left.connect(self.keep)
        self.is_there.clicked.connect(self.keep)
        self.kept.connect(self.keep)
        self.not_there.clicked.connect(lambda: self.missing.emit(self._op_id))

    def start(self, op_id: str, what: str, facts: str) -> None:
        """``what``: what was sent where; ``facts``: when, about which report, and what to look for."""
        self._op_id = op_id
        self.what.setText(what)
        self.facts.setText(facts)
        self.reference.set_words("")
        self.state.setText("")

    def focus_start(self) -> None:
        self.reference.focus()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(150), self._theme.space(86))

    def keep(self) -> None:
        if not self.reference.words.strip():
            self.state.setText("Write the reference that you saw.")
            self.reference.focus()
            return
        self.there.emit(self._op_id, self.reference.words.strip())
