"""A plot that is only looked at: no menu, no moving about, the theme's inks, never a stop for Tab."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg  # type: ignore[import-untyped]
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QPen
from PySide6.QtWidgets import QFrame

from triage.ui.theme import FontRole, Theme


def make_plot(name: str) -> Any:
    """A bare `PlotWidget`; what it shows is said by its accessible description."""
    plot = pg.PlotWidget(background=None)
    plot.setAccessibleName(name)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setMouseEnabled(x=False, y=False)
    for part in (plot, plot.viewport()):  # the viewport would hand the focus to the plot, and Tab end there
        part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setFrameShape(QFrame.Shape.NoFrame)
    plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)  # the wheel scrolls the page
    plot.setAntialiasing(True)
    return plot


def dress(plot: Any, theme: Theme) -> None:
    """Ground, axes and their words in the theme of the moment."""
    plot.setBackground(theme.colour("card"))
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(theme.colour("line")))
        axis.setTextPen(pg.mkPen(theme.colour("text")))
        axis.setTickFont(theme.font(FontRole.SMALL))
        axis.setStyle(tickLength=0)


def edge(theme: Theme, tone: str = "text_soft") -> QPen:
    """The outline of a bar: what is told apart by filling needs one on every ground."""
    pen = QPen(theme.colour(tone))
    pen.setWidthF(1.0)
    pen.setCosmetic(True)
    return pen


def dashed(theme: Theme) -> QPen:
    pen = QPen(theme.colour("text"))
    pen.setWidthF(2.0)
    pen.setCosmetic(True)
    pen.setStyle(Qt.PenStyle.DashLine)
    return pen


def solid(theme: Theme, tone: str) -> QBrush:
    return QBrush(theme.colour(tone))


def hatched(theme: Theme, tone: str) -> QBrush:
    return QBrush(theme.colour(tone), Qt.BrushStyle.BDiagPattern)
