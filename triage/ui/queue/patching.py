"""How one ordering of ids becomes another in few steps, so that a list can follow without being reset. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triage.models.ids import ReportId

MOST_RUNS = 200
"""Beyond so many separate places a reset is cheaper than following."""


@dataclass(frozen=True, slots=True)
class Run:
    """Rows ``first`` … ``last``, both included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Patch:
    """Steps in the order to take them.

    ``removed``: runs of the old list, last first. ``order``: the kept ids in their new order, None when their order
    did not change. ``inserted``: runs of the new list, first first.
    """

    removed: tuple[Run, ...]
    order: tuple[ReportId, ...] | None
    inserted: tuple[Run, ...]

    @property
    def small(self) -> bool:
        return len(self.removed) + len(self.inserted) <= MOST_RUNS


def runs(rows: Sequence[int]) -> list[Run]:
    """Ascending row numbers as runs of neighbours."""
    found: list[Run] = []
    for row in rows:
        if found and found[-1].last + 1 == row:
            found[-1] = Run(found[-1].first, row)
        else:
            found.append(Run(row, row))
    return found


def difference(old: Sequence[ReportId], new: Sequence[ReportId]) -> Patch:
    """The steps from ``old`` to ``new``; ids are unique in each."""
    old_set, new_set = set(old), set(new)
    gone = [row for row, report_id in enumerate(old) if report_id not in new_set]
    come = [row for row, report_id in enumerate(new) if report_id not in old_set]
    kept_before = old if not gone else [report_id for report_id in old if report_id in new_set]
    kept_after = new if not come else [report_id for report_id in new if report_id in old_set]
    same = list(kept_before) == list(kept_after)
    return Patch(
        removed=tuple(reversed(runs(gone))),
        order=None if same else tuple(kept_after),
        inserted=tuple(runs(come)),
    )
