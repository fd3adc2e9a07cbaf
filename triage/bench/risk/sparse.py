"""A matrix of which hardly anything is not 0: a narrative has a hundred of twenty thousand words and pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Entry = tuple[int, float]
"""A column and what stands there."""


@dataclass(frozen=True, slots=True)
class Sparse:
    """Entries in order of their rows, and once more in order of their columns.

    The sums are always made in one order, so the same entries give the same result to the last bit on one machine.
    """

    shape: tuple[int, int]
    by_row: _Ordered
    by_column: _Ordered

    @classmethod
    def of(cls, rows: Sequence[Sequence[Entry]], columns: int) -> Self:
        """From the entries of each row, each column at most once."""
        counts = [len(row) for row in rows]
        row_of = np.repeat(np.arange(len(rows)), counts)
        column_of = np.array([column for row in rows for column, _ in row], dtype=np.int64)
        values = np.array([value for row in rows for _, value in row], dtype=np.float32)
        return cls((len(rows), columns), _ordered(row_of, column_of, values), _ordered(column_of, row_of, values))

    def times(self, other: Matrix) -> Matrix:
        """The product with a matrix that has a row for each column of this one."""
        return self.by_row.sums(other, self.shape[0])

    def turned_times(self, other: Matrix) -> Matrix:
        """The product of this one, rows and columns changed over, with a matrix that has a row for each row."""
        return self.by_column.sums(other, self.shape[1])


@dataclass(frozen=True, slots=True)
class _Ordered:
    """Entries in order of the line they add to: ``lines`` that have any, where each begins, and ``other`` indices."""

    lines: NDArray[np.int64]
    begins: NDArray[np.int64]
    other: NDArray[np.int64]
    values: Matrix

    def sums(self, matrix: Matrix, count: int) -> Matrix:
        made = np.zeros((count, matrix.shape[1]), dtype=np.float32)
        if len(self.lines):
            made[self.lines] = np.add.reduceat(matrix[self.other] * self.values, self.begins, axis=0)
        return made


def _ordered(line_of: NDArray[np.int64], other: NDArray[np.int64], values: Matrix) -> _Ordered:
    order = np.argsort(line_of, kind="stable")
    lines, begins = np.unique(line_of[order], return_index=True)
    return _Ordered(lines, begins, other[order], values[order][:, None])
