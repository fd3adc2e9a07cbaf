"""How one ordering of ids becomes another in few steps, so that a list can follow without being reset. No Qt.

All that grows with the list is worked out here, in a thread (`step`); what is left to the list is what changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triage.models.ids import ReportId

MOST_RUNS = 200
"""Beyond so many separate places a reset is cheaper than following."""
FEW = 20
"""So many ids are looked up one by one."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """From one order to the next. ``places``: where each report stands in ``new``."""

    old: tuple[ReportId, ...]
    new: tuple[ReportId, ...]
    patch: Patch
    come: tuple[ReportId, ...]
    places: dict[ReportId, int]


def step(old: tuple[ReportId, ...], new: tuple[ReportId, ...]) -> Step:
    """Everything that a list needs to go on from ``old`` to ``new``. Takes tens of milliseconds at 100,000 ids."""
    patch = difference(old, new)
    come = tuple(name for run in patch.inserted for name in new[run.first : run.last + 1])
    return Step(old=old, new=new, patch=patch, come=come, places=numbered(new))


def numbered(ids: Sequence[ReportId]) -> dict[ReportId, int]:
    """Where each report stands."""
    return {name: row for row, name in enumerate(ids)}


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
    """The steps from ``old`` to ``new``; ids are unique in each.

    For the usual handful of changes among 100,000 ids everything that grows with the list is a slice, a set or a
    comparison of lists, which take milliseconds; no loop over the list runs in Python.
    """
    before, after = list(old), list(new)
    head = _same_length(before, after)
    tail = _same_length(before[head:][::-1], after[head:][::-1])
    old_middle, new_middle = before[head : len(before) - tail], after[head : len(after) - tail]
    old_set, new_set = set(old_middle), set(new_middle)
    gone = runs(_rows(old_middle, old_set - new_set))
    come = runs(_rows(new_middle, new_set - old_set))
    kept_before, kept_after = _without(old_middle, gone), _without(new_middle, come)
    moved = kept_before != kept_after
    return Patch(
        removed=tuple(Run(run.first + head, run.last + head) for run in reversed(gone)),
        order=(*after[:head], *kept_after, *after[len(after) - tail :]) if moved else None,
        inserted=tuple(Run(run.first + head, run.last + head) for run in come),
    )


def _same_length(one: list[ReportId], other: list[ReportId]) -> int:
    """How many leading ids are the same: by halving, so that the comparing is done on slices."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _rows(order: Sequence[ReportId], wanted: set[ReportId]) -> list[int]:
    """Where the wanted ids stand, ascending."""
    if len(wanted) <= FEW:
        return sorted(order.index(name) for name in wanted)
    return [row for row, name in enumerate(order) if name in wanted]


def _without(order: Sequence[ReportId], left_out: list[Run]) -> list[ReportId]:
    kept = list(order)
    for run in reversed(left_out):
        del kept[run.first : run.last + 1]
    return kept
