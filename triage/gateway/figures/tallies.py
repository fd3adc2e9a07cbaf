"""What waits to be looked at, counted once by kind, risk and suggested grade; the heads are sums of that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.sight import Sight
from triage.gateway.tables.core import WAITING
from triage.models.figures import SOON, BoardTally
from triage.models.grading import ROLE_ORDER
from triage.models.indicators import RiskLevel
from triage.models.profile import Profile
from triage.models.summarise import nearest_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """All that waits, and the same by risk, by suggested grade (its key) and by kind (the fullest first)."""

    whole: BoardTally
    put_off: int
    by_risk: tuple[BoardTally, ...]
    by_grade: tuple[BoardTally, ...]
    by_kind: tuple[BoardTally, ...]


async def waiting(connection: AsyncConnection, sight: Sight, profile: Profile, now: datetime) -> Waiting:
    """Counted in one pass over what waits."""
    reports = tables.reports
    heads = (reports.c.kind, reports.c.rank, reports.c.suggested)
    clock = nearest_clock(profile)
    against_grade = _graded(profile, clock, now)
    query = (
        select(
            *heads,
            func.count().label("waiting"),
            func.count().filter(reports.c.due_at <= now).label("late"),
            func.count().filter(_between(reports.c.due_at, now, now + SOON)).label("soon"),
            func.min(reports.c.due_at).label("first_due"),
            func.count().filter(reports.c.deferred_until > now).label("put_off"),
            func.count().filter(against_grade(timedelta(0))).label("grade_late"),
            func.count().filter(against_grade(SOON)).label("grade_soon"),
        )
        .where(WAITING, sight.condition)
        .group_by(*heads)
    )
    rows = (await connection.execute(query)).all()
    by_risk = _by(rows, clock, lambda row: str(row.rank))
    by_kind = _by(rows, clock, lambda row: str(row.kind))
    suggestions = _sorted(rows, lambda row: str(row.suggested))
    by_grade = {key: _graded_tally(key, some, clock) for key, some in suggestions.items()}
    grades = [(grade.key, grade.role) for grade in profile.grades]
    suggested = dict(reversed([(role, key) for key, role in grades]))
    return Waiting(
        whole=_tally("", rows, clock),
        put_off=sum(row.put_off for row in rows),
        by_risk=tuple(_named(by_risk, str(level.rank), level.value) for level in RiskLevel),
        by_grade=tuple(
            _named(by_grade, role, suggested.get(role, role))
            for role in (*ROLE_ORDER[:-1], "")
            if role in by_grade or role in suggested
        ),
        by_kind=tuple(sorted(by_kind.values(), key=lambda tally: (-tally.waiting, tally.key))),
    )


def _graded(profile: Profile, clock: timedelta, now: datetime) -> Callable[[timedelta], ColumnElement[bool]]:
    """Whether the attendance target of the suggested grade is over, or will be within some time.

    It runs from the sending as the other targets do (`clocks_began`): ``clock`` before the first target of what waits.
    """
    reports = tables.reports
    targets = {
        grade.role: timedelta(minutes=grade.target_minutes)
        for grade in reversed(profile.grades)
        if grade.target_minutes is not None
    }

    def told(within: timedelta) -> ColumnElement[bool]:
        if not targets:
            return false()
        whens = {role: reports.c.due_at <= now + within - target + clock for role, target in targets.items()}
        return case(*((reports.c.suggested == role, over) for role, over in whens.items()), else_=false())

    return told


def _between(moment: ColumnElement[Any], low: datetime, high: datetime) -> ColumnElement[bool]:
    return and_(moment > low, moment <= high)


def _sorted(rows: Iterable[Row[Any]], head: Callable[[Row[Any]], str]) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(head(row), []).append(row)
    return found


def _by(rows: Iterable[Row[Any]], clock: timedelta, head: Callable[[Row[Any]], str]) -> dict[str, BoardTally]:
    return {key: _tally(key, some, clock) for key, some in _sorted(rows, head).items()}


def _tally(key: str, rows: Iterable[Row[Any]], clock: timedelta) -> BoardTally:
    """``clock``: how long before its target a report was sent."""
    rows = list(rows)
    return BoardTally(
        key=key,
        waiting=sum(row.waiting for row in rows),
        late=sum(row.late for row in rows),
        soon=sum(row.soon for row in rows),
        oldest_at=min((row.first_due - clock for row in rows), default=None),
    )


def _graded_tally(key: str, rows: list[Row[Any]], clock: timedelta) -> BoardTally:
    late = sum(row.grade_late for row in rows)
    return BoardTally(
        key=key,
        waiting=sum(row.waiting for row in rows),
        late=late,
        soon=sum(row.grade_soon for row in rows) - late,
        oldest_at=min((row.first_due - clock for row in rows), default=None),
    )


def _named(tallies: Mapping[str, BoardTally], found: str, key: str) -> BoardTally:
    told = tallies.get(found, BoardTally(key=key))
    return BoardTally(key=key, waiting=told.waiting, late=told.late, soon=told.soon, oldest_at=told.oldest_at)
