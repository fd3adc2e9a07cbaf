"""Cards in two columns where there is room for them, else in one; no card is stretched to its neighbour's height."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from triage.ui.theme import Theme
from triage.ui.widgets.rows import untouched

TWO_COLUMNS_STEPS = 112
"""Narrower than this many steps there is one column."""


class CardGrid(QWidget):
    """Each card goes below the shorter of the columns, in reading order; each is as high as what it says."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cards: tuple[QWidget, ...] = ()
        self._count = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.space(2.5))
        self._columns = (QVBoxLayout(), QVBoxLayout())
        for column in self._columns:
            column.setSpacing(theme.space(2.5))
            column.addStretch(1)
            self._row.addLayout(column, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def set_cards(self, cards: tuple[QWidget, ...]) -> None:
        """Show these cards. Those that were there and are not among them are let go of."""
        with untouched(self._row):
            for old in self._cards:
                if old not in cards:
                    self._take(old)
                    old.hide()
                    old.deleteLater()
            self._cards, self._count = cards, 0
            self._place()
        self._row.activate()
        self.setVisible(bool(cards))

    def balance(self) -> None:
        """Once everything is laid out: let the heights as they are decide what goes where; one column has no choice."""
        if self._count == 2:
            self._count = 0
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        count = 2 if self.width() >= self._theme.space(TWO_COLUMNS_STEPS) and len(self._cards) > 1 else 1
        if count == self._count:
            return
        self._count = count
        gap = self._row.spacing()
        self._row.setSpacing(self._theme.space(2.5) if count == 2 else 0)
        self._row.setStretch(1, 1 if count == 2 else 0)
        across = max(1, (self.width() - gap) // count if count == 2 else self.width())
        heights = [0, 0]
        wanted: tuple[list[QWidget], list[QWidget]] = ([], [])
        for card in self._cards:
            at = 0 if count == 1 or heights[0] <= heights[1] else 1
            wanted[at].append(card)
            heights[at] += _height(card, across) + gap
        for column, cards in zip(self._columns, wanted, strict=True):
            self._put(column, cards)

    def _put(self, column: QVBoxLayout, cards: list[QWidget]) -> None:
        """These in this order; one that is in its place is left there: Qt lays out a card again for each move."""
        for at, card in enumerate(cards):
            there = column.itemAt(at)
            if there is None or there.widget() is not card:
                self._take(card)
                column.insertWidget(at, card)
                card.show()

    def _take(self, card: QWidget) -> None:
        for column in self._columns:
            column.removeWidget(card)


def _height(card: QWidget, width: int) -> int:
    """How high a card is at this width."""
    layout = card.layout()
    if layout is not None and layout.hasHeightForWidth():
        return layout.totalHeightForWidth(width)
    return card.sizeHint().height()
