"""Which reports of the list are selected: as ranges, so that all of 100,000 cost no more than one."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView

from triage.models.ids import ReportId
from triage.ui.queue.model import QueueModel
from triage.ui.queue.patching import runs

_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


def spans(view: QAbstractItemView) -> list[tuple[int, int]]:
    """First and last row of each selected range, ascending."""
    chosen = view.selectionModel().selection()
    parts = [chosen.at(number) for number in range(chosen.size())]
    return sorted((part.top(), part.bottom()) for part in parts)


def number(view: QAbstractItemView) -> int:
    return sum(last - first + 1 for first, last in spans(view))


def picked(view: QAbstractItemView, model: QueueModel, most: int) -> list[ReportId]:
    """The selected reports in the order of the list, at most so many."""
    found: list[ReportId] = []
    for first, last in spans(view):
        found += model.between(first, min(last, first + most - len(found) - 1))
        if len(found) >= most:
            break
    return found


def pick(view: QAbstractItemView, model: QueueModel, names: Iterable[ReportId]) -> None:
    """Select these, and only these, of the list; the cursor stays."""
    rows = sorted(row for row in map(model.row_of, names) if row >= 0)
    wanted = QItemSelection()
    for run in runs(rows):
        wanted.select(model.index(run.first), model.index(run.last))
    view.selectionModel().select(wanted, _SELECT)
