"""What waits under each head as lying bars: past its target solid, soon hatched, the rest pale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg  # type: ignore[import-untyped]
from PySide6.QtCore import Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.figures import BoardTally
from triage.models.visible import visible
from triage.ui.board.charts.plot import dress, edge, hatched, make_plot, solid
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel

LEGEND = "■ past target   ▨ soon   □ in time"
_THICK = 0.62
_WORDS = 1.5
"""Times the longest bar that the plot is wide: the words behind a bar need room."""
_LONGEST_NAME = 26


class HeadsChart(QWidget):
    """`show_heads` takes pairs of a name and its tally, the first at the top."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._heads: tuple[tuple[str, BoardTally], ...] = ()
        self._plot = make_plot(name)
        self._legend = PlainLabel(theme, LEGEND, FontRole.SMALL, "text_soft", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._plot)
        column.addWidget(self._legend)
        self._plot.hideAxis("bottom")
        theme.changed.connect(self._draw)

    @property
    def spoken(self) -> str:
        return str(self._plot.accessibleDescription())

    def show_heads(self, heads: Sequence[tuple[str, BoardTally]]) -> None:
        if tuple(heads) != self._heads:
            self._heads = tuple(heads)
            self._draw()

    @Slot()
    def _draw(self) -> None:
        plot, theme = self._plot, self._theme
        plot.clear()
        dress(plot, theme)
        rows = QFontMetrics(theme.font(FontRole.BODY)).height() + theme.space(1.5)
        plot.setFixedHeight(rows * max(1, len(self._heads)) + theme.space(2))
        longest = max((tally.waiting for _, tally in self._heads), default=0) or 1
        plot.setXRange(0, longest * _WORDS, padding=0)
        plot.setYRange(-len(self._heads) + 0.4, 0.6, padding=0)
        names = [(-at, _short(name)) for at, (name, _) in enumerate(self._heads)]
        plot.getAxis("left").setTicks([names])
        late = [tally.late for _, tally in self._heads]
        soon = [tally.soon for _, tally in self._heads]
        rest = [max(0, tally.waiting - tally.late - tally.soon) for _, tally in self._heads]
        both = [one + two for one, two in zip(late, soon, strict=True)]
        pen = edge(theme)
        self._bars([0] * len(late), late, solid(theme, "wrong"), pen)
        self._bars(late, soon, hatched(theme, "warn"), pen)
        self._bars(both, rest, solid(theme, "accent_soft"), pen)
        for at, (_, tally) in enumerate(self._heads):
            self._say(at, tally)
        told = (f"{name}: {spoken(tally)}" for name, tally in self._heads)
        plot.setAccessibleDescription(visible("; ".join(told)))

    def _bars(self, starts: Sequence[int], widths: Sequence[int], brush: Any, pen: Any) -> None:
        """Bars that are there: one of no width would still paint its edge."""
        there = [at for at, width in enumerate(widths) if width]
        if there:
            bars = pg.BarGraphItem(
                x0=[starts[at] for at in there],
                width=[widths[at] for at in there],
                y=[-at for at in there],
                height=_THICK,
                brush=brush,
                pen=pen,
            )
            self._plot.addItem(bars)

    def _say(self, at: int, tally: BoardTally) -> None:
        words = pg.TextItem(figure_words(tally), color=self._theme.colour("text"), anchor=(0, 0.5))
        words.setFont(self._theme.font(FontRole.SMALL_STRONG))
        self._plot.addItem(words)
        words.setPos(tally.waiting, -at)


def figure_words(tally: BoardTally) -> str:
    """ "134  ▲12  ◆8"."""
    late = f"  ▲{tally.late:,}" if tally.late else ""
    soon = f"  ◆{tally.soon:,}" if tally.soon else ""
    return f"{tally.waiting:,}{late}{soon}"


def spoken(tally: BoardTally) -> str:
    return f"{tally.waiting:,} waiting, {tally.late:,} past target, {tally.soon:,} soon"


def _short(name: str) -> str:
    shown = visible(name)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"
