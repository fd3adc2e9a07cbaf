"""Blocks set in as many columns as there is room for, in reading order: down the first, then down the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from triage.ui.theme import Theme


class Columns(QWidget):
    """Args:
    narrowest: steps of `Theme.space` that a column needs at least.
    most: columns at most.
    """

    def __init__(self, theme: Theme, narrowest: float, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._narrowest = theme, narrowest
        self._blocks: tuple[QWidget, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._lanes = [QVBoxLayout() for _ in range(most)]
        for lane in self._lanes:
            lane.addStretch(1)  # an alignment would keep the height of unwrapped lines
            self._row.addLayout(lane)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._count = 0
        theme.changed.connect(self._dress)

    def set_blocks(self, blocks: Sequence[QWidget]) -> None:
        """Show these, in this order; blocks that were shown before and are not among them are let go."""
        for block in self._blocks:
            if block not in blocks:
                block.hide()
                block.deleteLater()
        self._blocks = tuple(blocks)
        self._dress()

    def lanes(self) -> int:
        """How many columns are in use now."""
        return self._count

    def settle(self) -> None:
        """Share the blocks out again (some were hidden or shown)."""
        self._count = 0
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        room = max(1, self.width())
        count = max(1, min(len(self._lanes), room // max(1, self._theme.space(self._narrowest))))
        if count == self._count:
            return
        self._count = count
        for block in self._blocks:
            for lane in self._lanes:
                lane.removeWidget(block)  # an item only taken out would go on holding the block's old height
        width = room // count
        for block, at in zip(self._blocks, self._places(width, count), strict=True):
            lane = self._lanes[at]
            lane.insertWidget(lane.count() - 1, block)
        for at in range(len(self._lanes)):
            self._row.setStretch(at, 1 if at < count else 0)

    def _places(self, width: int, count: int) -> list[int]:
        """The column of each block so that the longest column is as short as it can be."""
        heights = [self._height(block, width) for block in self._blocks]
        low, high = max(heights, default=0), sum(heights)
        while low < high:
            middle = (low + high) // 2
            if _lanes_needed(heights, middle) <= count:
                high = middle
            else:
                low = middle + 1
        places, lane, filled = [], 0, 0
        for height in heights:
            if filled and filled + height > low:
                lane, filled = lane + 1, 0
            filled += height
            places.append(min(lane, count - 1))
        return places

    def _height(self, block: QWidget, width: int) -> int:
        if block.isHidden():
            return 0
        tall = block.heightForWidth(width) if block.hasHeightForWidth() else block.sizeHint().height()
        return max(tall, 0) + self._theme.space(3)

    @Slot()
    def _dress(self) -> None:
        self._row.setSpacing(self._theme.space(3))
        for lane in self._lanes:
            lane.setSpacing(self._theme.space(3))
        self.settle()


def _lanes_needed(heights: Sequence[int], limit: int) -> int:
    lanes, filled = 1, 0
    for height in heights:
        if filled and filled + height > limit:
            lanes, filled = lanes + 1, 0
        filled += height
    return lanes
