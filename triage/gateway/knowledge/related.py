"""Other reports that have something in common with one, each with the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.knowledge.keys import (
    ADDRESS,
    EMAIL,
    NAME,
    NAME_BORN,
    PHONE,
    REFERENCE,
    REGISTRATION,
    SCENE,
    UPRN,
)
from triage.gateway.state import from_row, selection, summary_at
from triage.models.ids import ReportId
from triage.models.search import Evidence, Related, RelatedReport

STRONG, FAIR, WEAK = "strong", "fair", "weak"
STRENGTHS = {
    REFERENCE: STRONG,
    PHONE: STRONG,
    EMAIL: STRONG,
    REGISTRATION: STRONG,
    NAME_BORN: STRONG,
    ADDRESS: FAIR,
    UPRN: FAIR,
    SCENE: FAIR,
    NAME: WEAK,
}
"""How much each sort of evidence says by itself."""
SAME_TIME = timedelta(hours=2)
_MOST_KEYS = 300
_MOST_ROWS = 1000
"""Of matching keys looked at, newest reports first: a shop's number may stand in thousands of reports."""


async def related(
    connection: AsyncConnection, report_id: str, visible: ColumnElement[bool], now: datetime, limit: int
) -> Related:
    """Reports that share a key with this one. A name by itself is no evidence: too many share it."""
    keys, reports = tables.report_keys, tables.reports
    own = await connection.execute(
        select(keys.c.kind, keys.c.value, keys.c.field, keys.c.happened_at)
        .where(keys.c.report_id == report_id, keys.c.kind != NAME)
        .order_by(keys.c.version.desc(), keys.c.id)
        .limit(_MOST_KEYS)
    )
    mine = own.mappings().all()
    if not mine:
        return Related(report_id=ReportId(report_id))
    found = (
        await connection.execute(
            select(keys.c.report_id, keys.c.kind, keys.c.value, keys.c.field, keys.c.happened_at)
            .join(reports, reports.c.report_id == keys.c.report_id)
            .where(keys.c.report_id != report_id, _shared(mine), visible)
            .order_by(reports.c.received_at.desc(), reports.c.report_id, keys.c.version.desc(), keys.c.id)
            .limit(_MOST_ROWS)
        )
    ).mappings()
    evidence: dict[str, dict[tuple[str, str], Evidence]] = {}
    for row in found:
        for one in mine:
            if same(one, row):
                about = evidence.setdefault(row["report_id"], {})
                about.setdefault((row["kind"], row["value"]), _evidence(one, row))
    ordered = sorted(evidence, key=lambda other: _rank(evidence[other].values()))
    states = await _states(connection, ordered[:limit])
    items = tuple(
        RelatedReport(
            report_id=ReportId(other),
            summary=summary_at(from_row(states[other]), now),
            strength=strongest(evidence[other].values()),
            evidence=tuple(sorted(evidence[other].values(), key=lambda told: list(STRENGTHS).index(told.kind))),
        )
        for other in ordered[:limit]
        if other in states
    )
    return Related(report_id=ReportId(report_id), items=items, more=len(ordered) > limit)


def strongest(evidence: Iterable[Evidence]) -> str:
    """The best word of several; two fair ones of different kinds are strong together."""
    told = list(evidence)
    if any(one.strength == STRONG for one in told):
        return STRONG
    fair = {one.kind for one in told if one.strength == FAIR}
    return STRONG if len(fair) > 1 else FAIR if fair else WEAK


def same(one: RowMapping, other: RowMapping) -> bool:
    """Whether two keys say the same; scenes must lie near each other in time as well."""
    if (one["kind"], one["value"]) != (other["kind"], other["value"]):
        return False
    if one["kind"] != SCENE:
        return True
    apart: timedelta = one["happened_at"] - other["happened_at"]
    return abs(apart) <= SAME_TIME


def _shared(mine: Sequence[RowMapping]) -> ColumnElement[bool]:
    keys = tables.report_keys
    plain = [(row["kind"], row["value"]) for row in mine if row["kind"] != SCENE]
    near = [
        and_(
            keys.c.kind == SCENE,
            keys.c.value == row["value"],
            keys.c.happened_at.between(row["happened_at"] - SAME_TIME, row["happened_at"] + SAME_TIME),
        )
        for row in mine
        if row["kind"] == SCENE
    ]
    return or_(tuple_(keys.c.kind, keys.c.value).in_(plain), *near)


def _evidence(one: RowMapping, other: RowMapping) -> Evidence:
    return Evidence(
        kind=one["kind"],
        strength=STRENGTHS.get(one["kind"], WEAK),
        value=one["value"],
        here=one["field"],
        there=other["field"],
    )


def _rank(evidence: Iterable[Evidence]) -> tuple[int, int]:
    """Strongest first; among equals more evidence first. The sort keeps newest first beyond that."""
    told = list(evidence)
    return ([STRONG, FAIR, WEAK].index(strongest(told)), -len(told))


async def _states(connection: AsyncConnection, report_ids: Sequence[str]) -> dict[str, RowMapping]:
    rows = await connection.execute(selection().where(tables.reports.c.report_id.in_(report_ids)))
    return {row["report_id"]: row for row in rows.mappings()}
