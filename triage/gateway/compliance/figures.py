"""From courses to figures, and to the reports behind one figure. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from triage.gateway.compliance.course import FITS, Course
from triage.gateway.sight import Sight
from triage.models.compliance import Figure, FiguredReports, FiguresRow, Spread

_Group = tuple[str | None, str | None]
"""A type and a grade; None: any."""


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


def rows_of(courses: Sequence[Course], now: datetime) -> Iterator[FiguresRow]:
    """All together, then by type, by grade, and by both."""
    groups: dict[_Group, list[Course]] = {(None, None): []}
    counts: dict[_Group, Counter[str]] = {(None, None): Counter()}
    for one in courses:
        fitting = [figure.value for figure, fits in FITS.items() if fits(one, now)]
        among: tuple[_Group, ...] = ((None, None), (one.kind, None), (None, one.grade), (one.kind, one.grade))
        for group in among:
            groups.setdefault(group, []).append(one)
            counts.setdefault(group, Counter()).update(fitting)
    for kind, grade in sorted(groups, key=lambda group: _place(*group)):
        yield _row(kind, grade, groups[kind, grade], counts[kind, grade])


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


def _row(kind: str | None, grade: str | None, courses: Sequence[Course], counts: Mapping[str, int]) -> FiguresRow:
    facts = [one.facts for one in courses if one.facts is not None]
    return FiguresRow(
        kind=kind,
        grade=grade,
        counts=dict(counts),
        looked=spread(told for one in courses if (told := one.seconds(one.looked_at)) is not None),
        decided=spread(told for one in courses if (told := one.seconds(one.decided_at)) is not None),
        recorded=spread(told for one in courses if (told := one.seconds(one.recorded_at)) is not None),
        required=sum(one.required for one in facts),
        done=sum(one.done for one in facts),
        not_possible=sum(one.not_possible for one in facts),
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
