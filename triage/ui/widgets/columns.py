"""Blocks set in as many columns as there is room for, or as few as need no scrolling, in reading order: down the first,
then down the next."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from triage.ui.theme import Theme
from triage.ui.widgets.scroll_column import ScrollColumn


class Columns(QWidget):
    """Args:
    narrowest: steps of `Theme.space` that a column needs at least.
    most: columns at most.
    widest: steps that a column is wide at most, all of them in the middle; None for the whole width.
    """

    def __init__(
        self, theme: Theme, narrowest: float, most: int, *, widest: float | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._narrowest, self._widest = theme, narrowest, widest
        self._scroll: ScrollColumn | None = None
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
        self._room = (0, 0)
        """For how many columns there is room, and how high what is shown at once is."""
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

    def stack_in(self, scroll: ScrollColumn) -> None:
        """From now on as few columns as fit into what ``scroll`` shows at once: on a tall screen what is read as one
        stands below one another, instead of in a line along the top. Where nothing fits whole, as many as there is room
        for.
        """
        self._scroll = scroll
        scroll.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self._scroll is not None:
            self._share()
            self._scroll.settle_soon()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        room = max(1, self.width())
        most = max(1, min(len(self._lanes), room // max(1, self._theme.space(self._narrowest))))
        seen = self._scroll.viewport().height() if self._scroll is not None else 0
        if not self._count or self._room != (most, seen):  # not because a scroll bar came in: a part would jump aside
            self._room, count = (most, seen), self._fewest(most, seen)
        else:
            count = self._count
        taken = count * self._lane_width(count) + (count - 1) * self._row.spacing()
        side = max(0, (room - taken) // 2) if self._widest is not None else 0
        self._row.setContentsMargins(side, 0, side, 0)
        if count == self._count:
            return
        self._count = count
        for block in self._blocks:
            for lane in self._lanes:
                lane.removeWidget(block)  # an item only taken out would go on holding the block's old height
        for block, at in zip(self._blocks, self._places(self._heights(count), count), strict=True):
            lane = self._lanes[at]
            lane.insertWidget(lane.count() - 1, block)
        for at in range(len(self._lanes)):
            self._row.setStretch(at, 1 if at < count else 0)

    def _fewest(self, most: int, seen: int) -> int:
        """How many columns to use of so many that there is room for, where ``seen`` pixels down are shown at once."""
        stacked = range(1, most) if self._scroll is not None else ()
        return next((count for count in stacked if _shortest(self._heights(count), count) <= seen), most)

    def _lane_width(self, count: int) -> int:
        """Pixels across one of so many columns."""
        each = (max(1, self.width()) - (count - 1) * self._row.spacing()) // count
        return each if self._widest is None else min(each, self._theme.space(self._widest))

    def _heights(self, count: int) -> list[int]:
        """Of each block, in one of so many columns."""
        width = self._lane_width(count)
        return [self._height(block, width) for block in self._blocks]

    def _places(self, heights: Sequence[int], count: int) -> list[int]:
        """The column of each block so that the longest column is as short as it can be."""
        low = _shortest(heights, count)
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


def _shortest(heights: Sequence[int], count: int) -> int:
    """How long the longest of so many columns is at least."""
    low, high = max(heights, default=0), sum(heights)
    while low < high:
        middle = (low + high) // 2
        if _lanes_needed(heights, middle) <= count:
            high = middle
        else:
            low = middle + 1
    return low
