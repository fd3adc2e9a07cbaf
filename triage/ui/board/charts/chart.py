"""A chart under its title, drawn again in the theme of the moment."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.ui.board.charts.plot import dress, make_plot
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel


class Chart(QWidget):
    """``name``: what screen readers call the plot; ``high``: steps of space that it is high."""

    def __init__(self, theme: Theme, name: str, high: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._high = theme, high
        self._title = PlainLabel(theme, "", FontRole.SMALL_STRONG, wrap=True)
        self._plot = make_plot(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(0.5))
        column.addWidget(self._title)
        column.addWidget(self._plot)
        theme.changed.connect(self.draw)

    @Slot()
    def draw(self) -> None:
        """All of it anew."""
        self._plot.clear()
        dress(self._plot, self._theme)
        self._plot.setFixedHeight(self._theme.space(self._high))
        self.draw_inside()

    @abstractmethod
    def draw_inside(self) -> None:
        """What is shown, on the empty plot, with the title above it and the words that say it all."""
