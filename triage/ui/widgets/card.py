"""A card: a quiet frame around what belongs together."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from triage.ui.theme import Theme


class Card(QFrame):
    """``body`` is the vertical layout to fill. ``name`` becomes the accessible name of the group."""

    def __init__(self, theme: Theme, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("surface", "card")
        self.setAccessibleName(name)
        self.body = QVBoxLayout(self)
        self._dress()
        theme.changed.connect(self._theme_changed)

    def add(self, item: QWidget | QLayout) -> None:
        if isinstance(item, QWidget):
            self.body.addWidget(item)
        else:
            self.body.addLayout(item)

    @Slot()
    def _theme_changed(self) -> None:
        """A slot that no kind of card replaces: Qt would not know whose it is, and call it when the card is gone."""
        self._dress()

    def _dress(self) -> None:
        space = self._theme.space
        self.body.setContentsMargins(space(3.5), space(3), space(3.5), space(3))
        self.body.setSpacing(space(1.5))
