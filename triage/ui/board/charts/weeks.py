"""How one question was answered, week by week: met solid, partly hatched, not met empty; the share above each bar."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg  # type: ignore[import-untyped]
from PySide6.QtWidgets import QWidget

from triage.models.quality import MarkCount
from triage.models.visible import visible
from triage.ui.board.charts.chart import Chart
from triage.ui.board.charts.plot import edge, hatched, solid
from triage.ui.board.quality.words import share_words
from triage.ui.theme import FontRole, Theme

LEGEND = (
    "■ met   ▨ partly   □ not met. Above each bar how many were met, a percentage only of ten or more; below it the"
    " week of the year."
)
_HIGH = 24
"""Steps of space that a plot is high."""
_ROOM = 1.35
"""Times the highest bar that the plot is high: the words above it need room."""


class WeeksChart(Chart):
    """`show_weeks`: the name of the question, and each week with its count."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Answers by week", _HIGH, parent)
        self._name = ""
        self._weeks: tuple[tuple[str, MarkCount], ...] = ()
        self._plot.hideAxis("left")

    @property
    def spoken(self) -> str:
        return str(self._plot.accessibleDescription())

    def show_weeks(self, name: str, weeks: Sequence[tuple[str, MarkCount]]) -> None:
        self._name, self._weeks = name, tuple(weeks)
        self.draw()

    def draw_inside(self) -> None:
        plot, theme = self._plot, self._theme
        counts = [told for _, told in self._weeks]
        plot.setXRange(-0.6, max(len(counts), 1) - 0.4, padding=0)
        plot.setYRange(0, max([one.scored for one in counts], default=0) * _ROOM or 1, padding=0)
        plot.getAxis("bottom").setTicks([[(at, _short(week)) for at, (week, _) in enumerate(self._weeks)]])
        met, partly, missed = ([getattr(one, name) for one in counts] for name in ("met", "partly", "not_met"))
        both = [one + two for one, two in zip(met, partly, strict=True)]
        for starts, heights, brush in (
            ([0] * len(met), met, solid(theme, "accent")),
            (met, partly, hatched(theme, "accent")),
            (both, missed, solid(theme, "card")),
        ):
            self._bars(starts, heights, brush)
        for at, one in enumerate(counts):
            words = pg.TextItem(share_words(one), color=theme.colour("text"), anchor=(0.5, 1))
            words.setFont(theme.font(FontRole.SMALL))
            plot.addItem(words)
            words.setPos(at, one.scored)
        whole = MarkCount(met=sum(met), partly=sum(partly), not_met=sum(missed))
        self._title.setText(
            visible(f"{self._name}: {share_words(whole)} met" if whole.scored else f"{self._name}: none")
        )
        told = "; ".join(f"week {_short(week)} {_spoken(one)}" for week, one in self._weeks if one.scored)
        plot.setAccessibleDescription(visible(f"{self._title.text()}. {told}"))

    def _bars(self, starts: Sequence[int], heights: Sequence[int], brush: object) -> None:
        there = [at for at, height in enumerate(heights) if height]
        if there:
            bars = pg.BarGraphItem(
                x=there,
                width=0.7,
                y0=[starts[at] for at in there],
                height=[heights[at] for at in there],
                brush=brush,
                pen=edge(self._theme),
            )
            self._plot.addItem(bars)


def _short(week: str) -> str:
    """ "2026-W47" → "47"."""
    return week.partition("-W")[2]


def _spoken(told: MarkCount) -> str:
    return f"{told.met} met, {told.partly} partly, {told.not_met} not met"
