"""From courses to figures, and to the reports behind one figure; some courses at a time. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from triage.gateway.compliance.course import FITS, SECOND, Course, micros
from triage.gateway.sight import Sight
from triage.models.compliance import Figure, FiguredReports, FiguresRow, Spread

_Group = tuple[str | None, str | None]
"""A type and a grade; None: any."""
_Clock = tuple[bool, bool | None]
_Checks = tuple[int, int, int]
_Sort = tuple[_Clock, _Clock, bool, str, bool, bool, bool, str, _Checks]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Reports of this type and grade (None: any) that count in this figure."""

    figure: Figure
    kind: str | None
    grade: str | None

    def holds(self, one: Course, now: int) -> bool:
        if self.kind not in (None, one.kind) or self.grade not in (None, one.grade):
            return False
        return FITS[self.figure](one, now - one.started)


@dataclass(slots=True)
class _Tally:
    """What a group of reports comes to. ``alike``: how many of each sort (`_sort`), which count in the same figures;
    the times: whole seconds."""

    alike: Counter[_Sort] = field(default_factory=Counter)
    looked: list[int] = field(default_factory=list)
    decided: list[int] = field(default_factory=list)
    recorded: list[int] = field(default_factory=list)

    def add(self, other: _Tally) -> None:
        self.alike.update(other.alike)
        self.looked += other.looked
        self.decided += other.decided
        self.recorded += other.recorded

    def settle(self) -> None:
        for times in (self.looked, self.decided, self.recorded):
            times.sort()


class Counting:
    """Counts courses as they stand at ``now``."""

    def __init__(self, now: datetime) -> None:
        self._now = micros(now)
        self._fitting: dict[_Sort, tuple[str, ...]] = {}
        self._cells: dict[tuple[str, str], _Tally] = {}
        self.reports = 0

    def add(self, courses: Iterable[Course]) -> None:
        """Count these too."""
        for one in courses:
            self.reports += 1
            so_far = self._now - one.started
            sort = _sort(one, so_far)
            if sort not in self._fitting:
                self._fitting[sort] = tuple(figure.value for figure, fits in FITS.items() if fits(one, so_far))
            tally = self._cells.get((one.kind, one.grade))
            if tally is None:
                tally = self._cells[one.kind, one.grade] = _Tally()
            tally.alike[sort] += 1
            if one.looked is not None:
                tally.looked.append(one.looked // SECOND)
            if one.decided is not None:
                tally.decided.append(one.decided // SECOND)
            if one.recorded is not None:
                tally.recorded.append(one.recorded // SECOND)

    def rows(self) -> tuple[FiguresRow, ...]:
        """All together, then by type, by grade, and by both."""
        groups: dict[_Group, _Tally] = {(None, None): _Tally()}
        for (kind, grade), tally in self._cells.items():
            tally.settle()  # what is in order by parts is soon in order as a whole
            among: tuple[_Group, ...] = ((None, None), (kind, None), (None, grade), (kind, grade))
            for group in among:
                groups.setdefault(group, _Tally()).add(tally)
        placed = sorted(groups, key=lambda group: _place(*group))
        return tuple(_row(kind, grade, groups[kind, grade], self._fitting) for kind, grade in placed)


class Listing:
    """Finds the courses of a cell."""

    def __init__(self, cell: Cell, now: datetime) -> None:
        self._cell, self._at, self._now = cell, now, micros(now)
        self._held: list[Course] = []

    def add(self, courses: Iterable[Course]) -> None:
        """Look among these too."""
        self._held += [one for one in courses if self._cell.holds(one, self._now)]

    def told(self, sight: Sight, limit: int) -> FiguredReports:
        """The slowest first; those that somebody may not see are told without their names."""
        figure = self._cell.figure
        self._held.sort(key=lambda one: (-_seconds(one, figure, self._now), one.received, one.report_id))
        items = tuple(one.told(named=sight.sees(one.restricted)) for one in self._held[:limit])
        return FiguredReports(items=items, count=len(self._held), at=self._at)


def _sort(one: Course, so_far: int) -> _Sort:
    """All that a figure of `FITS` asks about a report: two of one sort count in the same ones."""
    return (
        _clock(one.looked, one.look_within, so_far),
        _clock(one.recorded, one.record_within, so_far),
        one.decided is None,
        one.ended,
        one.erased,
        one.repeat,
        one.vulnerable,
        one.downgrade,
        (one.required, one.done, one.not_possible),
    )


def _clock(after: int | None, within: int | None, so_far: int) -> _Clock:
    """Whether it has not happened, and whether that is after its time (None: it has none)."""
    return after is None, None if within is None else (so_far if after is None else after) > within


def spread(seconds: Iterable[int]) -> Spread:
    """Nearest rank: each figure is one of the numbers."""
    ordered = sorted(seconds)
    if not ordered:
        return Spread()
    return Spread(
        median=ordered[_rank(len(ordered), 50)], ninetieth=ordered[_rank(len(ordered), 90)], worst=ordered[-1]
    )


def _rank(many: int, percent: int) -> int:
    """The place, from 0, of the smallest of ``many`` that at least so many per cent do not exceed."""
    return -(-many * percent // 100) - 1


def _row(kind: str | None, grade: str | None, tally: _Tally, fitting: Mapping[_Sort, tuple[str, ...]]) -> FiguresRow:
    counts: Counter[str] = Counter()
    required = done = not_possible = 0
    for sort, many in tally.alike.items():
        counts.update(dict.fromkeys(fitting[sort], many))
        asked, made, could_not = sort[-1]
        required += many * asked
        done += many * made
        not_possible += many * could_not
    return FiguresRow(
        kind=kind,
        grade=grade,
        counts=dict(counts),
        looked=spread(tally.looked),
        decided=spread(tally.decided),
        recorded=spread(tally.recorded),
        required=required,
        done=done,
        not_possible=not_possible,
    )


def _place(kind: str | None, grade: str | None) -> tuple[int, str, str]:
    """All, types, grades, both."""
    return 2 * (grade is not None) + (kind is not None), kind or "", grade or ""


def _seconds(one: Course, figure: Figure, now: int) -> int:
    """What a list is ordered by: the time that its figure is about, as long as it lasts so far."""
    after = one.looked
    if figure.value.startswith("recorded"):
        after = one.recorded
    elif not figure.value.startswith("looked"):
        after = one.decided
    return (now - one.started if after is None else after) // SECOND
