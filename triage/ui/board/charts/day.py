"""Today by the hour as bars, the same weekday a week before as a dashed line of steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import pyqtgraph as pg  # type: ignore[import-untyped]
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from triage.models.clock import london
from triage.models.figures import Hour
from triage.ui.board.charts.chart import Chart
from triage.ui.board.charts.plot import dashed, edge, solid
from triage.ui.theme import FontRole, Theme

LEGEND = "■ today   ┅ the same weekday a week before"
LEGEND_ALONE = "■ today   Nothing is counted on the same weekday a week before."
_HIGH = 26
"""Steps of space that a plot is high."""
_EVERY = 6
"""Hours between two words at the foot."""


class DayChart(Chart):
    """`show_hours`: numbers of each hour, today until now and the whole day a week before."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, _HIGH, parent)
        self._name = name
        self._today: tuple[tuple[Hour, int], ...] = ()
        self._before: tuple[tuple[Hour, int], ...] = ()

    @property
    def words(self) -> str:
        return self._title.text()

    @property
    def alone(self) -> bool:
        """Whether there is nothing of the week before to be seen beside today."""
        return not any(number for _, number in self._before)

    def show_hours(self, today: Sequence[tuple[Hour, int]], before: Sequence[tuple[Hour, int]]) -> None:
        if (tuple(today), tuple(before)) != (self._today, self._before):
            self._today, self._before = tuple(today), tuple(before)
            self.draw()

    def draw_inside(self) -> None:
        plot, theme = self._plot, self._theme
        today = [number for _, number in self._today]
        before = [number for _, number in self._before]
        hours = max(len(today), len(before), 1)
        half = QFontMetrics(theme.font(FontRole.SMALL)).height() // 2 + 1
        plot.getPlotItem().setContentsMargins(
            0, half, 0, 0
        )  # a figure at the very top of the axis stands half above it
        plot.setXRange(0, hours, padding=0.01)
        plot.setYRange(0, max([*today, *before, 4]) * 1.1, padding=0)
        there = [at for at, number in enumerate(today) if number]  # a bar of nothing would still paint its edge
        if there:
            plot.addItem(
                pg.BarGraphItem(
                    x0=there,
                    width=0.8,
                    y0=0,
                    height=[today[at] for at in there],
                    brush=solid(theme, "accent"),
                    pen=edge(theme),
                )
            )
        for xs, ys in stretches(before):
            plot.plot(xs, ys, pen=dashed(theme))
        whole = self._before if len(self._before) >= len(self._today) else self._today
        ticks = [(at, f"{london(hour.start):%H:%M}") for at, (hour, _) in enumerate(whole) if at % _EVERY == 0]
        plot.getAxis("bottom").setTicks([ticks])
        so_far = f"{sum(before[: len(today)]):,} by this hour" if any(before) else "none"
        self._title.setText(f"{self._name}: {sum(today):,} today, {so_far} a week before")
        told = ", ".join(f"{london(hour.start):%H:%M} {number}" for hour, number in self._today)
        plot.setAccessibleDescription(f"{self._title.text()}. Today by the hour: {told}.")


def stretches(numbers: Sequence[int]) -> Iterator[tuple[list[int], list[int]]]:
    """The outline of steps over each run of hours that have something, as points to be joined. Hours of nothing have no
    line: along the foot of the plot it would look like a thick axis."""
    for something, run in groupby(enumerate(numbers), key=lambda hour: hour[1] > 0):
        if something:
            hours = list(run)
            xs = [side for at, _ in hours for side in (at, at + 1)]
            ys = [number for _, number in hours for _ in range(2)]
            yield [xs[0], *xs, xs[-1]], [0, *ys, 0]
