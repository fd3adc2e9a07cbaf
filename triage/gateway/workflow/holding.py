"""Holding a report for a person: it is not served until somebody lets it go or claims it singly."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway.credentials import Role, Subject
from triage.gateway.leases import Leases
from triage.gateway.problems import Refusal
from triage.gateway.state import ReportState
from triage.gateway.workflow.words import log, reason, remark
from triage.models.stage import Stage, StageEvent, step
from triage.models.workflow import HoldRequest, UnholdRequest


class Holding:
    """Every method is called inside a write transaction."""

    def __init__(self, leases: Leases) -> None:
        self._leases = leases

    async def hold(
        self, connection: AsyncConnection, report_id: str, who: Subject, wanted: HoldRequest, now: datetime
    ) -> ReportState:
        """Set it aside; what is held already stays as it is.

        Raises:
            Refusal: unknown-report, already-claimed (by another; a supervisor may), begun, 422.
            IllegalStep: a stage that cannot be held (closed, handed off, awaiting approval).
        """
        why = reason(wanted.why)
        state = await states.load(connection, report_id, lock=True)
        if state.stage is Stage.HELD:
            return state
        if state.stage is Stage.BEGUN:
            raise Refusal("begun")
        holder = state.holder_at(now)
        if holder not in ("", who.id) and who.role is not Role.SUPERVISOR:
            assert state.lease is not None
            raise Refusal("already-claimed", held_by=holder, lease_expires_at=state.lease.expires_at)
        stage = step(state.stage_at(now), StageEvent.HOLD)
        if state.lease and not state.lease.ended:
            await self._leases.end(connection, state.lease.lease_id, "held", now)
        await states.publish(
            connection, report_id, "held", now, stage=stage, waiting_why=why, waiting_for="", deferred_until=None
        )
        await log(connection, report_id, who.id, "held", why, now)
        return await states.load(connection, report_id)

    async def unhold(
        self, connection: AsyncConnection, report_id: str, who: Subject, wanted: UnholdRequest, now: datetime
    ) -> ReportState:
        """Let it go back into the queue.

        Raises:
            Refusal: unknown-report, not-held, 422.
        """
        why = remark(wanted.why)
        state = await states.load(connection, report_id, lock=True)
        if state.stage is not Stage.HELD:
            raise Refusal("not-held", f"It is {state.stage_at(now).value.replace('_', ' ')}.")
        stage = step(state.stage, StageEvent.UNHOLD)
        await states.publish(connection, report_id, "unheld", now, stage=stage, waiting_why="")
        await log(connection, report_id, who.id, "unheld", why, now)
        return await states.load(connection, report_id)
