"""Other reports that have something in common with one, each with the evidence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
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
    WORDS,
)
from triage.gateway.knowledge.weighing import weigh
from triage.gateway.state import from_row, selection, summary_at
from triage.insight.duplicates.sameness import Sameness, Sign
from triage.models import codec
from triage.models.decision import Reference
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
    WORDS: WEAK,
}
"""How much each sort of evidence says by itself."""
SAME_TIME = timedelta(hours=2)
MOST_WEIGHED = 40
"""Reports that are read and weighed, those with the best evidence first."""
_TELLING = 2.0
_ORDER = [STRONG, FAIR, WEAK, ""]
_MOST_KEYS = 300
_MOST_ROWS = 1000
"""Of matching keys looked at, newest reports first: a shop's number may stand in thousands of reports."""


async def related(
    connection: AsyncConnection,
    pool: ThreadPoolExecutor,
    report_id: str,
    visible: ColumnElement[bool],
    now: datetime,
    limit: int,
    *,
    people: Collection[str] = (),
) -> Related:
    """Reports that share a key with this one, or that ``people`` of it were found in; the likest are weighed whether
    they tell of one incident. A name by itself is no evidence: too many share it."""
    evidence = await _by_keys(connection, report_id, visible)
    for other in people:
        evidence.setdefault(other, {})
    ordered = sorted(evidence, key=lambda other: _rank(evidence[other].values()))
    weighed = await weigh(connection, pool, report_id, ordered[:MOST_WEIGHED])
    states = await _states(connection, ordered[: limit + MOST_WEIGHED])
    items = [
        _item(other, states[other], evidence[other], weighed.get(other), now)
        for other in ordered[: limit + MOST_WEIGHED]
        if other in states
    ]
    told = [item for item in items if item.same or any(one.kind != WORDS for one in item.evidence if not one.words)]
    told.sort(key=lambda item: (_ORDER.index(item.same), _ORDER.index(item.strength), -item.bits))
    return Related(report_id=ReportId(report_id), items=tuple(told[:limit]), more=len(told) > limit)


async def recorded(connection: AsyncConnection, report_ids: Collection[str]) -> tuple[ReportId, ...]:
    """Those of these reports that records gave a record, in the order of their ids."""
    settlements = tables.settlements
    rows = await connection.execute(
        select(settlements.c.report_id, settlements.c.references).where(settlements.c.report_id.in_(report_ids))
    )
    given = {row.report_id for row in rows if any(one.record_id for one in _given(row.references))}
    return tuple(ReportId(one) for one in sorted(given))


def _given(stored: bytes) -> tuple[Reference, ...]:
    return codec.decode(tuple[Reference, ...], bytes(stored))


def _item(
    other: str, state: RowMapping, found: Mapping[tuple[str, str], Evidence], weighed: Sameness | None, now: datetime
) -> RelatedReport:
    by_key = sorted(found.values(), key=lambda told: list(STRENGTHS).index(told.kind))
    signs = [_of_sign(sign) for sign in weighed.signs] if weighed else []
    tied = weighed is not None and weighed.tied
    return RelatedReport(
        report_id=ReportId(other),
        summary=summary_at(from_row(state), now),
        strength=STRONG if tied else strongest(by_key),
        evidence=(*by_key, *signs),
        same=weighed.word if weighed else "",
        bits=round(weighed.bits, 1) if weighed else 0.0,
    )


def _of_sign(sign: Sign) -> Evidence:
    strength = STRONG if sign.bits >= 2 * _TELLING else FAIR if sign.bits >= _TELLING else WEAK
    return Evidence(
        kind=sign.kind, strength=strength, value=sign.value, here="", there="", words=sign.words, bits=sign.bits
    )


async def _by_keys(
    connection: AsyncConnection, report_id: str, visible: ColumnElement[bool]
) -> dict[str, dict[tuple[str, str], Evidence]]:
    """Evidence of each report that shares a key, by kind and value; the newest report first."""
    keys, reports = tables.report_keys, tables.reports
    own = await connection.execute(
        select(keys.c.kind, keys.c.value, keys.c.field, keys.c.happened_at)
        .where(keys.c.report_id == report_id, keys.c.kind != NAME)
        .order_by(keys.c.version.desc(), keys.c.id)
        .limit(_MOST_KEYS)
    )
    mine = own.mappings().all()
    evidence: dict[str, dict[tuple[str, str], Evidence]] = {}
    if not mine:
        return evidence
    found = (
        await connection.execute(
            select(keys.c.report_id, keys.c.kind, keys.c.value, keys.c.field, keys.c.happened_at)
            .join(reports, reports.c.report_id == keys.c.report_id)
            .where(keys.c.report_id != report_id, _shared(mine), visible)
            .order_by(reports.c.received_at.desc(), reports.c.report_id, keys.c.version.desc(), keys.c.id)
            .limit(_MOST_ROWS)
        )
    ).mappings()
    for row in found:
        for one in mine:
            if same(one, row):
                about = evidence.setdefault(row["report_id"], {})
                about.setdefault((row["kind"], row["value"]), _evidence(one, row))
    return evidence


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
