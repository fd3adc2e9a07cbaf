"""One question before something that needs a reason: reopening, letting go, taking a dispatch back."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.ui.contact.form_sheet import FormSheet
from triage.ui.contact.parts import Field
from triage.ui.icons import Icons
from triage.ui.overlay import TOPIC
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, PlainLabel


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """``key``: what is asked about; ``needs``: whether a reason must be given."""

    key: str
    title: str
    words: str
    ask: str
    button: str
    needs: bool = True


class WhySheet(FormSheet):
    """``given(key, why)``."""

    given = Signal(str, str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Say why", parent)
        self.setObjectName("why_sheet")
        self._asked = Asked(key="", title="", words="", ask="", button="")
        self.words = PlainLabel(theme, "", wrap=True)
        self.why = Field(theme, "Why", "why")
        self.state = PlainLabel(theme, "", FontRole.SMALL, "wrong", wrap=True)
        self.button = Button(theme, "", "primary", key="Ctrl+Return")
        self.button.setObjectName("why_keep")
        self.body.addWidget(self.words)
        self.body.addWidget(self.why)
        self.body.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.button)
        self.body.addLayout(row)
        self.why.left.connect(self.keep)
        self.button.clicked.connect(self.keep)
        self.kept.connect(self.keep)

    def start(self, asked: Asked) -> None:
        self._asked = asked
        self.setProperty(TOPIC, f"why/{asked.key}")
        self._title.setText(asked.title)
        self.setAccessibleName(asked.title)
        self.words.setText(asked.words)
        self.why.set_words("")
        self.why.line.setAccessibleName(asked.ask)
        self.why.set_note(asked.ask)
        self.why.setVisible(asked.needs)
        self.button.set_words(asked.button)
        self.state.setText("")

    def focus_start(self) -> None:
        if self._asked.needs:
            self.why.focus()
        else:
            self.button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(140), self._theme.space(62))

    def keep(self) -> None:
        if self._asked.needs and not self.why.words.strip():
            self.state.setText("Write a reason first.")
            self.why.focus()
            return
        self.given.emit(self._asked.key, self.why.words.strip())
