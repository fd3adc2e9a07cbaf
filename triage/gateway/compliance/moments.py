"""When what happened to some reports, and what was decided of them: the rows that courses are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.compliance.signed import Signed
from triage.models import codec
from triage.models.answer import Moment
from triage.models.decision import HANDED_OFF
from triage.models.proposal import ProposalKind, ProposalState
from triage.models.sdm.moments import as_utc


@dataclass(frozen=True, slots=True, kw_only=True)
class _Submission:
    submitted: Moment | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    """As much of a stored report as says when it was sent."""

    submission: _Submission = _Submission()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """As much of a `Reference` as says what was made."""

    deliverable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """By report. ``first_sent``: when the public sent its first version, where a newer one replaced it since;
    ``accepted``: those whose last ending was that somebody else accepted them; ``decisions``: the last one that stands
    and whose words are still there; ``approvals``: the state of the newest question for approval."""

    looked: Mapping[str, datetime]
    decided: Mapping[str, datetime]
    decisions: Mapping[str, Signed]
    recorded: Mapping[str, datetime]
    accepted: frozenset[str]
    approvals: Mapping[str, ProposalState]
    first_sent: Mapping[str, datetime]


Which = Select[tuple[str]]
"""A question that gives ids of reports: thousands of ids do not go to the database and back."""


async def moments_of(connection: AsyncConnection, which: Which, *, replaced: bool) -> Moments:
    """Read them for these reports; ``replaced``: some of them have more than one version."""
    decided, decisions = await _decided(connection, which)
    recorded, accepted = await _ended(connection, which)
    return Moments(
        looked=await _looked(connection, which),
        decided=decided,
        decisions=decisions,
        recorded=recorded,
        accepted=accepted,
        approvals=await _approvals(connection, which),
        first_sent=await _first_sent(connection, which) if replaced else {},
    )


async def _looked(connection: AsyncConnection, which: Which) -> dict[str, datetime]:
    leases = tables.leases
    first = func.min(leases.c.first_granted_at).label("at")
    rows = await connection.execute(
        select(leases.c.report_id, first).where(leases.c.report_id.in_(which)).group_by(leases.c.report_id)
    )
    return {row.report_id: row.at for row in rows}


async def _decided(connection: AsyncConnection, which: Which) -> tuple[dict[str, datetime], dict[str, Signed]]:
    """The first begin that was not taken back, and the words of the last."""
    decisions = tables.decisions
    query = select(decisions.c.report_id, decisions.c.begun_at, decisions.c.decision).where(
        decisions.c.report_id.in_(which), decisions.c.aborted_at.is_(None)
    )
    first: dict[str, datetime] = {}
    last: dict[str, bytes] = {}
    for row in await connection.execute(query.order_by(decisions.c.report_id, decisions.c.number)):
        first.setdefault(row.report_id, row.begun_at)
        if row.decision:
            last[row.report_id] = bytes(row.decision)
    return first, {report_id: codec.decode(Signed, body) for report_id, body in last.items()}


async def _ended(connection: AsyncConnection, which: Which) -> tuple[dict[str, datetime], frozenset[str]]:
    """When the first reference of a record came, and who was accepted by others last."""
    settlements = tables.settlements
    query = select(
        settlements.c.report_id, settlements.c.kind, settlements.c.references, settlements.c.settled_at
    ).where(settlements.c.report_id.in_(which))
    recorded: dict[str, datetime] = {}
    last: dict[str, str] = {}
    for row in await connection.execute(query.order_by(settlements.c.id)):
        last[row.report_id] = row.kind
        references = codec.decode(tuple[_Made, ...], bytes(row.references))
        if any(not one.deliverable.startswith(HANDED_OFF) for one in references):
            recorded.setdefault(row.report_id, row.settled_at)
    return recorded, frozenset(report_id for report_id, kind in last.items() if kind == "accepted")


async def _approvals(connection: AsyncConnection, which: Which) -> dict[str, ProposalState]:
    proposals = tables.proposals
    query = select(proposals.c.report_id, proposals.c.state).where(
        proposals.c.report_id.in_(which), proposals.c.kind == ProposalKind.APPROVAL.value
    )
    rows = await connection.execute(query.order_by(proposals.c.report_id, proposals.c.number))
    return {row.report_id: ProposalState(row.state) for row in rows}


async def _first_sent(connection: AsyncConnection, which: Which) -> dict[str, datetime]:
    versions, newer = tables.versions, tables.versions.alias()
    replaced = select(newer.c.report_id).where(newer.c.report_id.in_(which), newer.c.version == 2)
    query = select(versions.c.report_id, versions.c.report).where(
        versions.c.report_id.in_(replaced), versions.c.version == 1
    )
    told = {row.report_id: _sent_at(bytes(row.report)) for row in await connection.execute(query)}
    return {report_id: at for report_id, at in told.items() if at is not None}


def _sent_at(report: bytes) -> datetime | None:
    told = codec.decode(_Sent, report).submission.submitted
    return as_utc(told.at) if told and told.at else None
