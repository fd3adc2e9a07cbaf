"""From courses to figures, and to the reports behind one figure. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from triage.gateway.compliance.course import FITS, Course, Facts
from triage.gateway.sight import Sight
from triage.models.compliance import Figure, FiguredReports, FiguresRow, Spread

_Group = tuple[str | None, str | None]
"""A type and a grade; None: any."""
_Clock = tuple[bool, bool | None]
_Sort = tuple[_Clock, _Clock, bool, str, bool, Facts | None]
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Reports of this type and grade (None: any) that count in this figure."""

    figure: Figure
    kind: str | None
    grade: str | None

    def holds(self, one: Course, now: datetime) -> bool:
        if self.kind not in (None, one.kind) or self.grade not in (None, one.grade):
            return False
        return FITS[self.figure](one, now)


@dataclass(slots=True)
class _Tally:
    """What a group of reports comes to. ``alike``: how many of each sort (`_sort`), which count in the same figures."""

    alike: Counter[_Sort] = field(default_factory=Counter)
    looked: list[int] = field(default_factory=list)
    decided: list[int] = field(default_factory=list)
    recorded: list[int] = field(default_factory=list)

    def add(self, other: _Tally) -> None:
        self.alike.update(other.alike)
        self.looked += other.looked
        self.decided += other.decided
        self.recorded += other.recorded


def rows_of(courses: Iterable[Course], now: datetime) -> Iterator[FiguresRow]:
    """All together, then by type, by grade, and by both."""
    fitting: dict[_Sort, tuple[str, ...]] = {}
    cells: dict[tuple[str, str], _Tally] = {}
    for one in courses:
        sort = _sort(one, now)
        if sort not in fitting:
            fitting[sort] = tuple(figure.value for figure, fits in FITS.items() if fits(one, now))
        tally = cells.setdefault((one.kind, one.grade), _Tally())
        tally.alike[sort] += 1
        for times, moment in (
            (tally.looked, one.looked_at),
            (tally.decided, one.decided_at),
            (tally.recorded, one.recorded_at),
        ):
            if moment is not None:
                times.append((moment - one.started_at) // _SECOND)
    groups: dict[_Group, _Tally] = {(None, None): _Tally()}
    for (kind, grade), tally in cells.items():
        among: tuple[_Group, ...] = ((None, None), (kind, None), (None, grade), (kind, grade))
        for group in among:
            groups.setdefault(group, _Tally()).add(tally)
    for kind_of, grade_of in sorted(groups, key=lambda group: _place(*group)):
        yield _row(kind_of, grade_of, groups[kind_of, grade_of], fitting)


def _sort(one: Course, now: datetime) -> _Sort:
    """All that a figure of `FITS` asks about a report: two of one sort count in the same ones."""
    return (
        _clock(one.looked_at, one.look_by, now),
        _clock(one.recorded_at, one.record_by, now),
        one.decided_at is None,
        one.ended,
        one.erased,
        one.facts,
    )


def _clock(happened: datetime | None, by: datetime | None, now: datetime) -> _Clock:
    """Whether it has not happened, and whether that is after its time (None: it has none)."""
    return happened is None, None if by is None else (happened or now) > by


def listed(courses: Iterable[Course], cell: Cell, sight: Sight, limit: int, now: datetime) -> FiguredReports:
    """The reports of a cell, the slowest first; those that somebody may not see are told without their names."""
    held = [one for one in courses if cell.holds(one, now)]
    held.sort(key=lambda one: (-_seconds(one, cell.figure, now), one.received_at, one.report_id))
    items = tuple(one.told(named=sight.sees(one.restricted)) for one in held[:limit])
    return FiguredReports(items=items, count=len(held), at=now)


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
        facts = sort[-1]
        if facts is not None:
            required += many * facts.required
            done += many * facts.done
            not_possible += many * facts.not_possible
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


def _seconds(one: Course, figure: Figure, now: datetime) -> int:
    """What a list is ordered by: the time that its figure is about, as long as it lasts so far."""
    moment = one.looked_at
    if figure.value.startswith("recorded"):
        moment = one.recorded_at
    elif not figure.value.startswith("looked"):
        moment = one.decided_at
    return one.seconds(moment or now) or 0
