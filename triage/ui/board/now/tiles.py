"""The figures at the top of the page: few, large, each with a word and, where it matters, a shape."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.elided import Elided

NARROWEST = 40
"""Steps of space that a tile needs at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TileText:
    """``sign``: a shape before the figure, "" for none."""

    key: str
    name: str
    figure: str
    note: str = ""
    tone: str = "text"
    sign: str = ""


class Tile(QFrame):
    """One figure. Its accessible name says all of it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("surface", "card")
        self._name = Elided(theme, "", FontRole.SMALL, "text_soft")
        self._figure = Elided(theme, "", FontRole.FIGURE)
        self._note = Elided(theme, "", FontRole.SMALL, "text_soft")
        self._column = QVBoxLayout(self)
        for part in (self._name, self._figure, self._note):
            self._column.addWidget(part)
        theme.changed.connect(self._dress)
        self._dress()

    @property
    def words(self) -> str:
        return self.accessibleName()

    def show_text(self, told: TileText) -> None:
        self._name.setText(told.name)
        self._figure.setText(f"{told.sign} {told.figure}" if told.sign else told.figure)
        self._figure.set_tone(told.tone)
        self._note.setText(told.note)
        self.setAccessibleName(", ".join(part for part in (told.name, told.figure, told.note) if part))

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._column.setContentsMargins(space(3), space(2), space(3), space(2))
        self._column.setSpacing(space(0.5))


class Tiles(QWidget):
    """As many beside each other as there is room for, and never so many that a figure is cut."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, narrowest: float = NARROWEST) -> None:
        super().__init__(parent)
        self._theme, self._narrowest = theme, narrowest
        self._figures: tuple[str, ...] = ()
        self._tiles: list[Tile] = []
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        theme.changed.connect(self._arrange)

    def tiles(self) -> tuple[Tile, ...]:
        return tuple(self._tiles)

    def show_texts(self, texts: tuple[TileText, ...]) -> None:
        """The same number each time."""
        if len(self._tiles) != len(texts):
            self._tiles = [Tile(self._theme) for _ in texts]
            self._across = 0
            self._arrange()
        for tile, told in zip(self._tiles, texts, strict=True):
            tile.show_text(told)
        figures = tuple(f"{told.sign} {told.figure}".strip() for told in texts)
        if figures != self._figures:
            self._figures = figures
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _least(self) -> int:
        """The width that a tile needs: that of the widest figure with what stands around it."""
        space, metrics = self._theme.space, QFontMetrics(self._theme.font(FontRole.FIGURE))
        widest = max((metrics.horizontalAdvance(figure) for figure in self._figures), default=0)
        return max(space(self._narrowest), widest + space(9))

    @Slot()
    def _arrange(self) -> None:
        self._grid.setSpacing(self._theme.space(2.5))
        room = max(1, self.width() // self._least())
        rows = -(-len(self._tiles) // min(room, len(self._tiles) or 1))
        across = -(-len(self._tiles) // rows) if rows else 1
        if across == self._across:
            return
        self._across = across
        for tile in self._tiles:
            self._grid.removeWidget(tile)
        for at, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, at // across, at % across)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < across else 0)
