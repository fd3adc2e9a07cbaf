"""A grid over the islands, for "what is nearest": cells of a fiftieth of a degree, numbered row by row."""

from __future__ import annotations

from collections.abc import Iterator

CELL = 20_000
"""Millionths of a degree: some 2.2 km from south to north."""
_ACROSS = 4096
_ORIGIN = 180_000_000


def cell_of(latitude: int, longitude: int) -> int:
    """The number of the cell of a position in millionths of a degree."""
    return _number((latitude + _ORIGIN // 2) // CELL, (longitude + _ORIGIN // 9) // CELL)


def cells_around(latitude: int, longitude: int) -> Iterator[int]:
    """The cell of a position and the eight beside it."""
    row, column = (latitude + _ORIGIN // 2) // CELL, (longitude + _ORIGIN // 9) // CELL
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            yield _number(row + down, column + across)


def _number(row: int, column: int) -> int:
    return row * _ACROSS + min(max(column, 0), _ACROSS - 1)
