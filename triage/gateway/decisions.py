"""Begin and abort: the point of no second author and the way back from it (ARCHITECTURE.md §5).

From begin until settle (`triage.gateway.settling`) or abort nobody else can claim or decide, and expiry frees nothing.
Every decision that was begun is kept.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.credentials import Subject
from triage.gateway.leases import lost, own_lease
from triage.gateway.problems import Refusal, invalid
from triage.gateway.settling import check_author
from triage.gateway.state import ReportState
from triage.gateway.workflow.approving import check_trainee
from triage.models import codec
from triage.models.ids import ReportId
from triage.models.queue import AbortRequest, BeginRequest, Begun, Moved
from triage.models.stage import Stage, StageEvent, step


class Decisions:
    """Every method is called inside a write transaction."""

    async def begin(
        self,
        connection: AsyncConnection,
        report_id: str,
        who: Subject,
        wanted: BeginRequest,
        *,
        etag: str,
        now: datetime,
    ) -> Begun:
        """Fence everybody else out and keep the decision.

        Raises:
            Refusal: unknown-report, lease-lost, begun-elsewhere, stale, hash-mismatch, needs-approval; 422 for
                another report's decision, or another person's.
        """
        state = await states.load(connection, report_id, lock=True)
        _check_decision(wanted, report_id, who)
        self._check_lease(state, who, wanted, now)
        if etag != state.etag_at(now):
            raise Refusal("stale", "Read the report again: its version, stage or holder changed.")
        if not 1 <= wanted.decision.report_version <= state.version:
            raise invalid("/decision/report_version", f"must be from 1 to {state.version}")
        told = wanted.decision
        await check_trainee(connection, report_id, who, told.draft, told.report_version)
        number = state.begins + 1
        await connection.execute(
            insert(tables.decisions).values(
                report_id=report_id,
                number=number,
                fence=wanted.fence,
                report_version=wanted.decision.report_version,
                subject=who.id,
                decision=codec.canonical(wanted.decision),
                decision_sha256=wanted.decision_sha256,
                begun_at=now,
            )
        )
        # A begin by the same fence replaces the decision; both are kept.
        stage = state.stage if state.stage is Stage.BEGUN else step(state.stage, StageEvent.BEGIN)
        await states.publish(connection, report_id, "begun", now, stage=stage, begins=number, begun_at=now)
        after = await states.load(connection, report_id)
        return Begun(report_id=ReportId(report_id), fence=wanted.fence, etag=after.etag_at(now), begun_at=now)

    def _check_lease(self, state: ReportState, who: Subject, wanted: BeginRequest, now: datetime) -> None:
        try:
            lease = own_lease(state, wanted.lease_id, who.id, now)
        except Refusal as refusal:
            if state.stage is Stage.BEGUN:
                holder = state.holder_at(now)
                raise Refusal("begun-elsewhere", held_by=holder) from refusal
            raise
        if lease.fence != wanted.fence:
            raise lost(state, now)
        if state.stage is not Stage.BEGUN and not lease.live(now):
            raise Refusal("lease-lost", "The lease has run out: renew it, then begin.")

    async def abort(
        self, connection: AsyncConnection, report_id: str, who: Subject, wanted: AbortRequest, now: datetime
    ) -> Moved:
        """Take the begin back: to the holder while the lease lives, else to the queue.

        Raises:
            Refusal: unknown-report, not-begun, begun-elsewhere.
        """
        state = await self._begun(connection, report_id, who, wanted.fence, now)
        assert state.lease is not None
        await connection.execute(
            update(tables.decisions)
            .where(tables.decisions.c.report_id == report_id, tables.decisions.c.number == state.begins)
            .values(aborted_at=now, abort_note=wanted.why)
        )
        stage = step(state.stage, StageEvent.ABORT)
        if not state.lease.live(now):
            stage = step(stage, StageEvent.EXPIRE)
        await states.publish(connection, report_id, "aborted", now, stage=stage, begun_at=None)
        after = await states.load(connection, report_id)
        return Moved(report_id=ReportId(report_id), etag=after.etag_at(now), stage=after.stage_at(now))

    async def _begun(
        self, connection: AsyncConnection, report_id: str, who: Subject, fence: int, now: datetime
    ) -> ReportState:
        state = await states.load(connection, report_id, lock=True)
        if state.stage is not Stage.BEGUN or state.lease is None:
            raise Refusal("not-begun", f"It is {state.stage_at(now).value.replace('_', ' ')}.")
        if state.fence != fence:
            raise Refusal("begun-elsewhere", held_by=state.holder_at(now))
        check_author(state, who, now)
        return state


def _check_decision(wanted: BeginRequest, report_id: str, who: Subject) -> None:
    if wanted.decision.report_id != report_id:
        raise invalid("/decision/report_id", "must be the report of the address")
    if wanted.decision.author != who.id:
        raise invalid("/decision/author", "must be you: a decision is its author's own act")
    if codec.sha256(codec.canonical(wanted.decision)) != wanted.decision_sha256.lower():
        raise Refusal("hash-mismatch", "decision_sha256 must be the SHA-256 of the decision's canonical JSON.")
