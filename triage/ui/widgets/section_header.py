"""The head of a section: small capitals, and at the right a key or a figure."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.elided import Elided
from triage.ui.widgets.key_cap import KeyCap
from triage.ui.widgets.plain_label import PlainLabel


class SectionHeader(QWidget):
    """``key`` shows a key cap; ``trailing`` words before it ("4 of 5"); ``wrap``: a long title takes a second line,
    instead of being shortened.
    """

    def __init__(
        self,
        theme: Theme,
        title: str,
        *,
        key: str = "",
        trailing: str = "",
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(title)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        if wrap:
            self._title = PlainLabel(theme, title, FontRole.CAPS, "text_soft", wrap=True)
        else:
            self._title = Elided(theme, title, FontRole.CAPS, "text_soft", narrowest=len(title))
        self._trailing = PlainLabel(theme, trailing, FontRole.CAPS, "text_soft")
        self._row.addWidget(self._title, 1)
        self._row.addWidget(self._trailing)
        self._trailing.setVisible(bool(trailing))
        if key:
            self._row.addWidget(KeyCap(theme, key))
        self._dress()
        theme.changed.connect(self._dress)

    def set_trailing(self, text: str, tone: str = "text_soft") -> None:
        self._trailing.setText(text)
        self._trailing.set_tone(tone)
        self._trailing.setVisible(bool(text))

    def add(self, widget: QWidget) -> None:
        """One more thing at the far right."""
        self._row.addWidget(widget)

    @Slot()
    def _dress(self) -> None:
        self._row.setSpacing(self._theme.space(2))
