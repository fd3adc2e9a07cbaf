"""Working a closed report again. Its references stay with it, so that nothing is recorded twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.credentials import Role, Subject
from triage.gateway.problems import Refusal
from triage.gateway.state import ReportState
from triage.gateway.workflow.words import log, reason
from triage.models.profile import Profile
from triage.models.stage import Stage, StageEvent, step
from triage.models.workflow import ReopenRequest

CLOSING = ("settled", "accepted")
"""Kinds of settlement that closed a report."""


class Reopening:
    """Every method is called inside a write transaction."""

    def __init__(self, profile: Callable[[], Profile]) -> None:
        self._profile = profile

    async def reopen(
        self, connection: AsyncConnection, report_id: str, who: Subject, wanted: ReopenRequest, now: datetime
    ) -> ReportState:
        """Bring a closed report back into the queue: a supervisor, or whoever closed it within the profile's time.

        Raises:
            Refusal: unknown-report, not-closed, erased, forbidden, 422.
        """
        why = reason(wanted.why)
        state = await states.load(connection, report_id, lock=True)
        if state.stage is not Stage.CLOSED:
            raise Refusal("not-closed", f"It is {state.stage_at(now).value.replace('_', ' ')}.")
        if not state.summary:
            raise Refusal("erased")
        if who.role is not Role.SUPERVISOR:
            await self._check_closer(connection, state, who, now)
        await states.publish(
            connection,
            report_id,
            "reopened",
            now,
            stage=step(state.stage, StageEvent.REOPEN),
            closed_at=None,
            left_feed=False,
            flags={**state.flags, "reopened": "Reopened"},
        )
        await log(connection, report_id, who.id, "reopened", why, now)
        return await states.load(connection, report_id)

    async def _check_closer(self, connection: AsyncConnection, state: ReportState, who: Subject, now: datetime) -> None:
        settlements = tables.settlements
        closer = await connection.scalar(
            select(settlements.c.subject)
            .where(settlements.c.report_id == state.report_id, settlements.c.kind.in_(CLOSING))
            .order_by(settlements.c.id.desc())
            .limit(1)
        )
        hours = self._profile().clocks.reopen_hours
        if closer != who.id:
            raise Refusal("forbidden", "Whoever closed it may reopen it, or a supervisor.")
        if state.closed_at is None or now - state.closed_at > timedelta(hours=hours):
            raise Refusal("forbidden", f"It was closed more than {hours} hours ago: ask a supervisor.")
