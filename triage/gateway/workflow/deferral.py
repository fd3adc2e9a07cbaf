"""Putting a report off: it goes back to the queue and is not served before a time, which no clock of it may outrun.

Contracts B (defer); the clocks: `triage.models.summarise`. Recording within 24 hours is the Home Office Counting
Rules' term, so nothing is put off beyond it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway import state as states
from triage.gateway.credentials import Subject
from triage.gateway.leases import Leases, lost, own_lease
from triage.gateway.problems import Refusal, invalid
from triage.gateway.state import ReportState
from triage.gateway.workflow.words import log, reason
from triage.models import codec
from triage.models.errors import FieldError
from triage.models.indicators import RiskLevel
from triage.models.queue import Summary
from triage.models.stage import Stage, StageEvent, step
from triage.models.workflow import DeferRequest

BATCH = 200


@dataclass(frozen=True, slots=True)
class Limit:
    """The latest time that a report may be put off to, and the clock that says so."""

    clock: str
    at: datetime


def limit_of(summary: Summary, *, rank: int, now: datetime, margin: timedelta) -> Limit:
    """Where putting off must end: the recording clock less a margin, and for high risk the nearest clock ahead."""
    limit = Limit("the recording clock", summary.record_by - margin)
    if rank > RiskLevel.HIGH.rank:
        return limit
    clocks = (("the first-look clock", summary.first_look_by), ("the attendance clock", summary.attend_by))
    ahead = [Limit(name, at) for name, at in clocks if at is not None and at > now]
    return min((limit, *ahead), key=lambda one: one.at)


class Deferrals:
    """Every method is called inside a write transaction."""

    def __init__(self, leases: Leases, margin: timedelta) -> None:
        self._leases = leases
        self._margin = margin

    async def defer(
        self, connection: AsyncConnection, report_id: str, who: Subject, wanted: DeferRequest, now: datetime
    ) -> ReportState:
        """Give the report back, not to be served before ``until``; a repeated call finds it done.

        Raises:
            Refusal: unknown-report, lease-lost, begun, clock-ends-first (names the clock), 422.
        """
        if wanted.until.tzinfo is None:
            raise invalid("/until", "must say its offset from UTC")
        why = reason(wanted.why)
        state = await states.load(connection, report_id, lock=True)
        if self._done(state, who, wanted, now):
            return state
        lease = own_lease(state, wanted.lease_id, who.id, now)
        if lease.fence != wanted.fence:
            raise lost(state, now)
        if state.stage is Stage.BEGUN:
            raise Refusal("begun")
        if not lease.live(now):
            raise Refusal("lease-lost", "The lease has run out: renew it, then put the report off.")
        self._check_time(state, wanted.until, now)
        await self._leases.end(connection, wanted.lease_id, "deferred", now)
        until = wanted.until.astimezone(UTC)
        stage = step(state.stage, StageEvent.RELEASE)
        await states.publish(
            connection, report_id, "deferred", now, stage=stage, deferred_until=until, waiting_why=why, waiting_for=""
        )
        await log(connection, report_id, who.id, "deferred", why, now)
        return await states.load(connection, report_id)

    async def come_back(self, connection: AsyncConnection, now: datetime) -> int:
        """Tell the feed of reports whose time has come; returns how many. The claim query knows it by itself."""
        reports = tables.reports
        query = (
            select(reports.c.report_id, reports.c.stage)
            .where(reports.c.deferred_until <= now)
            .order_by(reports.c.deferred_until)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        due = (await connection.execute(query)).all()
        for row in due:
            await states.publish(connection, row.report_id, "back", now, deferred_until=None, waiting_why="")
            await audit.record(connection, now, "gateway", "back", report_id=row.report_id)
        return len(due)

    def _done(self, state: ReportState, who: Subject, wanted: DeferRequest, now: datetime) -> bool:
        lease = state.lease
        mine = lease is not None and lease.lease_id == wanted.lease_id and lease.subject == who.id
        return mine and lease is not None and lease.ended_by == "deferred" and state.deferred_at(now)

    def _check_time(self, state: ReportState, until: datetime, now: datetime) -> None:
        if until <= now:
            raise invalid("/until", "must be a time to come")
        limit = limit_of(codec.decode(Summary, state.summary), rank=state.rank, now=now, margin=self._margin)
        if until > limit.at:
            told = f"It can be put off until {limit.at.isoformat()} at the latest: {limit.clock}."
            raise Refusal("clock-ends-first", told, errors=(FieldError("/until", limit.clock),))
