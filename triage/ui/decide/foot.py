"""The foot of the decide column, always in view: why it cannot be sent yet, give back, preview, send."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from triage.models.decision import Problem
from triage.ui.text import count
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.button import Button
from triage.ui.widgets.key_cap import key_words

READY = "Ready to send. You can undo for a few seconds."
READY_FIRST = "Ready. It goes to a supervisor, who approves it before it leaves. You can undo for a few seconds."


class Foot(QFrame):
    """Signals: ``send``, ``preview``, ``release``, ``show_needed``."""

    send = Signal()
    preview = Signal()
    release = Signal()
    show_needed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("decide_foot")
        self.setProperty("surface", "panel")
        self.setProperty("edge", "top")
        self.state = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.state.setObjectName("send_state")
        self.needed = Button(theme, "Show", "link")
        self.needed.setAccessibleName("Show what is still needed")
        self._release = Button(theme, "Give back", "quiet", key="Ctrl+R")
        self._preview = Button(theme, "Preview", key="P")
        self.send_button = Button(theme, "Send", "primary", key="Ctrl+Return")
        self.send_button.setObjectName("send")
        self._release.setObjectName("release")
        self._preview.setObjectName("preview")
        top = QHBoxLayout()
        top.setSpacing(theme.space(1))
        top.addWidget(self.state, 1, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self.needed)
        row = QHBoxLayout()
        row.setSpacing(theme.space(1.5))
        row.addWidget(self._release)
        row.addStretch(1)
        row.addWidget(self._preview)
        row.addWidget(self.send_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(2.5), theme.space(2), theme.space(2.5), theme.space(2.5))
        column.setSpacing(theme.space(1))
        column.addLayout(top)
        column.addLayout(row)
        self.send_button.clicked.connect(self.send)
        self._preview.clicked.connect(self.preview)
        self._release.clicked.connect(self.release)
        self.needed.clicked.connect(self.show_needed)

    def show_problems(
        self, problems: tuple[Problem, ...], *, approved_first: bool = False, there: bool = False
    ) -> None:
        """Say why it cannot be sent yet; the button itself is off until it can. ``approved_first``: by a supervisor;
        ``there``: the focus is where the first thing is missing, so no key leads there."""
        leads = "" if there else self._leads
        self.send_button.setEnabled(not problems)
        self.needed.setVisible(len(problems) > 1)
        if not problems:
            self.state.setText(READY_FIRST if approved_first else READY)
        elif len(problems) == 1:
            self.state.setText(f"{problems[0].words}{leads}")
        else:
            self.state.setText(f"{count(len(problems), 'thing')} still needed. First: {problems[0].words}{leads}")
        self.send_button.setAccessibleDescription(self.state.text() if problems else "Key Ctrl Return")

    @property
    def _leads(self) -> str:
        """The key that goes to the first thing needed, as it is set now: the key of sending, while nothing can go."""
        keys = self._theme.key("Ctrl+Return")
        told = key_words(keys).replace(" ", "\N{NO-BREAK SPACE}")
        return f" {told} goes there." if keys else ""
