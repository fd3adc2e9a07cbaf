"""What can be done with words on a report that went to somebody else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.ui.theme import Theme
from triage.ui.widgets.button import Button


class LostWork(QWidget):
    """``compare`` and ``let_go``: its two buttons. Hidden while the report is ours."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lost_work")
        self.compare = Button(theme, "Lay yours and theirs side by side", "primary", key="Ctrl+Shift+D")
        self.compare.setObjectName("compare_lost")
        self.let_go = Button(theme, "Let go of what you wrote…", "link", key="Ctrl+Shift+L")
        self.let_go.setObjectName("let_go")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(3.5), 0, theme.space(3.5), theme.space(2))
        column.setSpacing(theme.space(1))
        for button in (self.compare, self.let_go):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()
