"""The answer of those to whom a report was handed: taken on with a name and a reference, or refused with a reason."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.models.workflow import Handoff
from triage.ui.contact.form_sheet import FormSheet
from triage.ui.contact.parts import Field
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, PlainLabel, Segmented

_ANSWERS = (("taken", "Taken on"), ("refused", "Refused, it comes back"))


class AnswerSheet(FormSheet):
    """``taken_on(number, acceptor, reference)``, ``refused(number, why)``."""

    taken_on = Signal(int, str, str)
    refused = Signal(int, str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Answer to the handover", parent)
        self.setObjectName("answer_sheet")
        self._number = 0
        self.about = PlainLabel(theme, "", wrap=True)
        self.choice = Segmented(theme, "Their answer", _ANSWERS, "taken")
        self.acceptor = Field(theme, "Who took it on: name, rank or number", "handoff_acceptor")
        self.reference = Field(theme, "Their reference", "handoff_reference")
        self.why = Field(theme, "Why they do not take it on", "handoff_why")
        self.state = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.button = Button(theme, "Keep", "primary", key="Ctrl+Return")
        self.button.setObjectName("keep_answer")
        for part in (self.about, self.choice, self.acceptor, self.reference, self.why):
            self.body.addWidget(part)
        self.body.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.button)
        self.body.addLayout(row)
        self.choice.changed.connect(lambda _key: self._show())
        self.acceptor.left.connect(self.reference.focus)
        self.reference.left.connect(self.keep)
        self.why.left.connect(self.keep)
        self.button.clicked.connect(self.keep)
        self.kept.connect(self.keep)

    def start(self, handoff: Handoff) -> None:
        self._number = handoff.number
        self.about.setText(f"Handed to {handoff.to_name}: {handoff.why}")
        self.choice.set_value("taken")
        for field in (self.acceptor, self.reference, self.why):
            field.set_words("")
        self._show()

    def focus_start(self) -> None:
        self.acceptor.focus()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(150), self._theme.space(90))

    def _show(self) -> None:
        taken = self.choice.value() != "refused"
        for field in (self.acceptor, self.reference):
            field.setVisible(taken)
        self.why.setVisible(not taken)
        self.state.setText("It closes with their reference." if taken else "The report comes back into the queue.")
        self.state.set_tone("text_soft")

    def keep(self) -> None:
        if self.choice.value() == "refused":
            if self._told(self.why, "Say why they do not take it on."):
                self.refused.emit(self._number, self.why.words.strip())
        elif self._told(self.acceptor, "Enter who took it on.") and self._told(
            self.reference, "Enter their reference."
        ):
            self.taken_on.emit(self._number, self.acceptor.words.strip(), self.reference.words.strip())

    def _told(self, field: Field, words: str) -> bool:
        if field.words.strip():
            return True
        self.state.setText(words)
        self.state.set_tone("wrong")
        field.focus()
        return False
