"""Blocks stand in as few columns as need no scrolling, in the middle, and do not jump for a scroll bar."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from triage.ui.theme import Theme
from triage.ui.widgets.columns import Columns
from triage.ui.widgets.scroll_column import ScrollColumn


def _room(theme: Theme, blocks: list[_Block], width: int, height: int) -> tuple[ScrollColumn, Columns]:
    scroll, columns = ScrollColumn(theme), Columns(theme, 50, 3, widest=100)
    scroll.body.setContentsMargins(0, 0, 0, 0)
    columns.set_blocks(blocks)
    columns.stack_in(scroll)
    scroll.add(columns)
    scroll.resize(width, height)
    scroll.show()
    scroll.settle()
    return scroll, columns


class _Block(QWidget):
    """So many pixels high."""

    def __init__(self, high: int) -> None:
        super().__init__()
        self.be(high)

    def be(self, high: int) -> None:
        self._high = high
        self.setFixedHeight(high)

    def sizeHint(self) -> QSize:
        return QSize(50, self._high)


def _blocks(number: int) -> list[_Block]:
    return [_Block(100) for _ in range(number)]


def test_what_fits_below_one_another_stands_so_in_the_middle(theme: Theme, qapp: QApplication) -> None:
    blocks = _blocks(3)
    scroll, columns = _room(theme, blocks, 1300, 500)
    assert columns.lanes() == 1
    assert {one.x() for one in blocks} == {450}
    assert {one.width() for one in blocks} == {400}
    scroll.close()


def test_in_a_lower_room_there_are_more_columns(theme: Theme, qapp: QApplication) -> None:
    scroll, columns = _room(theme, _blocks(4), 1300, 500)
    told = []
    for height in (500, 300, 150, 500):
        scroll.resize(1300, height)
        scroll.settle()
        told.append(columns.lanes())
    assert told == [1, 2, 3, 1]
    scroll.close()


def test_a_part_that_grows_stays_in_its_column(theme: Theme, qapp: QApplication) -> None:
    """A form that opens makes a scroll bar come in: its block must not jump aside from under the caret."""
    blocks = _blocks(2)
    scroll, columns = _room(theme, blocks, 900, 300)
    blocks[1].be(280)
    scroll.settle()
    QApplication.sendPostedEvents()
    assert columns.lanes() == 1
    assert blocks[0].x() == blocks[1].x()
    columns.settle()
    assert columns.lanes() == 2
    scroll.close()
