"""Plain words that wrap, as tall as their width makes them: for columns that scroll."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QWidget

from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.plain_label import PlainLabel


class Paragraph(PlainLabel):
    """A wrapping `PlainLabel` whose least height is one line: a scrolling column then asks for the height at its real
    width, not for the one that Qt guesses for a label without a width."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: FontRole | str = FontRole.BODY,
        tone: str = "text",
        *,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, text, role, tone, wrap=True, selectable=selectable, parent=parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
