"""A card with a list of reports: its name, how many there are in all, and the worst of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from triage.ui.board.row import BoardRow
from triage.ui.board.row_list import RowList, RowMenu, nothing_more
from triage.ui.text import count
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Card, PlainLabel, SectionHeader


class ListCard(Card):
    """``empty``: what is said when there is none; ``menu``: what a row offers below “Open”."""

    def __init__(
        self, theme: Theme, name: str, empty: str, menu: RowMenu = nothing_more, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, name, parent)
        self._head = SectionHeader(theme, name)
        self._empty = PlainLabel(theme, empty, tone="text_soft", wrap=True)
        self.rows = RowList(theme, name, menu)
        self._foot = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self._foot.hide()
        for part in (self._head, self._empty, self.rows, self._foot):
            self.add(part)

    def show_rows(self, rows: Sequence[BoardRow], number: int, words: str = "") -> None:
        """The worst ``rows`` of ``number`` in all; ``words`` instead of the number."""
        self._head.set_trailing(words or (count(number, "report") if number else ""))
        self.rows.fill(rows)
        self.rows.setVisible(bool(rows))
        self._empty.setVisible(not rows and bool(self._empty.text()))

    def say_below(self, words: str) -> None:
        """A line below the list; "" for none."""
        self._foot.setText(words)
        self._foot.setVisible(bool(words))
