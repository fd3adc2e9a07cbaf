"""One difference: what is wrong, what to do about it, and the way to its report."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, PlainLabel


class DifferenceRow(QWidget):
    """``opened``: the person wants to see the report. ``name``: what the report is called; without ``there`` it cannot
    be opened, because the queue does not have it."""

    opened = Signal()

    def __init__(
        self, theme: Theme, what: str, do: str, name: str, *, there: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{what} {do}")
        words = QVBoxLayout()
        words.setSpacing(theme.space(0.5))
        words.addWidget(PlainLabel(theme, what, FontRole.STRONG, wrap=True))
        words.addWidget(PlainLabel(theme, do, tone="text_soft", wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.space(1.5), 0, theme.space(1.5))
        row.setSpacing(theme.space(3))
        row.addLayout(words, 1)
        self.button: Button | None = None
        if name and not there:
            row.addWidget(PlainLabel(theme, name, FontRole.MONO, "text_soft", selectable=True))
        elif name:
            self.button = Button(theme, f"Open {name}")
            self.button.setAccessibleName(f"Open {name}: {what}")
            self.button.clicked.connect(self.opened)
            row.addWidget(self.button)
