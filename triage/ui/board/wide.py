"""A page of the board that has a column more where there is room for it."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.ui.theme import Theme
from triage.ui.widgets.scroll_column import ScrollColumn

WIDE = 230
"""Steps of space from which there are three columns."""


class WideColumns(QWidget):
    """``scrolls``: what is settled again when something inside was filled anew."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._wide: bool | None = None
        self.scrolls: tuple[ScrollColumn, ...] = ()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(theme.space(3))

    @abstractmethod
    def lay_out(self, *, wide: bool) -> None:
        """Put the parts where they belong now."""

    def arrange(self, *, wide: bool) -> None:
        if wide is not self._wide:
            self._wide = wide
            self.lay_out(wide=wide)
            self.settle_soon()

    def settle_soon(self) -> None:
        """Something inside was filled anew."""
        for scroll in self.scrolls:
            scroll.settle_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange(wide=self.width() >= self._theme.space(WIDE))

    def put_beside(self, *columns: tuple[QWidget, int]) -> None:
        """Each column and its share of the width."""
        for column, share in columns:
            self.row.addWidget(column, share)

    def make_scroll(self) -> ScrollColumn:
        made = ScrollColumn(self._theme, whole=True)
        made.body.setContentsMargins(0, 0, self._theme.space(1), 0)
        made.body.setSpacing(self._theme.space(2))
        return made
