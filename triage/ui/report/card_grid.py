"""Cards in two columns where there is room for them, in one where there is not."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from triage.ui.theme import Theme

TWO_COLUMNS_STEPS = 112
"""Narrower than this many steps there is one column."""


class CardGrid(QWidget):
    """Keeps its cards in reading order, left to right, top to bottom."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cards: tuple[QWidget, ...] = ()
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.space(2.5))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_cards(self, cards: tuple[QWidget, ...]) -> None:
        """Show these cards. Those that were there and are not among them are let go of."""
        for old in self._cards:
            if old not in cards:
                self._grid.removeWidget(old)
                old.hide()
                old.deleteLater()
        self._cards, self._columns = cards, 0
        self.hide()  # or each card that is shown would lay out the whole column again
        self._place()
        self.setVisible(bool(cards))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        columns = 2 if self.width() >= self._theme.space(TWO_COLUMNS_STEPS) else 1
        if columns == self._columns:
            return
        self._columns = columns
        for card in self._cards:
            self._grid.removeWidget(card)  # an item only taken out would go on holding the card's old height
        for at, card in enumerate(self._cards):
            last_alone = at == len(self._cards) - 1 and at % columns == 0
            self._grid.addWidget(card, at // columns, at % columns, 1, columns if last_alone else 1)
            card.show()
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
