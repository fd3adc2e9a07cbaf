"""A supervisor moves work: takes a report back from its holder, gives it to somebody, puts it before everything else.

Whoever held it loses nothing: the copy of the draft, or what was begun, stays with the report, the fence keeps their
late calls out, and they are told who did it and why.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway import state as states
from triage.gateway.credentials import Subject
from triage.gateway.leases import Leases
from triage.gateway.problems import Refusal, invalid
from triage.gateway.state import UNDER_LEASE, ReportState
from triage.gateway.workflow import colleagues
from triage.gateway.workflow.deferral import BATCH
from triage.gateway.workflow.saying import say
from triage.gateway.workflow.taking_over import abort_for, begun_decision, leave_draft
from triage.gateway.workflow.words import log, name, reason, remark
from triage.models.stage import Stage, StageEvent, step
from triage.models.supervising import (
    LONGEST_MINUTES,
    AssignRequest,
    PinRequest,
    SaidKind,
    UnlockRequest,
    UnpinRequest,
)
from triage.models.taking_over import RecordsSaid

FLAG = "taken_back"


class Moving:
    """Every method is called inside a write transaction; that the caller is a supervisor is the route's to check."""

    def __init__(self, leases: Leases) -> None:
        self._leases = leases

    async def unlock(
        self, connection: AsyncConnection, report_id: str, who: Subject, wanted: UnlockRequest, now: datetime
    ) -> ReportState:
        """Take a report back from its holder and give it to the queue; done already, it is found done.

        Raises:
            Refusal: unknown-report, erased, not-held, stale (another hold than the one looked at), begun (records may
                have something of it: it is taken over instead), 422.
        """
        why = reason(wanted.why)
        state = await _loaded(connection, report_id)
        lease = state.lease
        if lease and lease.ended_by == FLAG and state.fence == wanted.fence:
            return state
        return await self._take_back(connection, state, who, wanted, why, now)

    async def assign(
        self, connection: AsyncConnection, report_id: str, who: Subject, wanted: AssignRequest, now: datetime
    ) -> ReportState:
        """Keep a report for one person for a while: nobody else is served it, and they are served it first.

        Raises:
            Refusal: as `unlock`; already-claimed (by that very person), not-claimable (it waits for somebody); 422 for
                somebody who does not work here.
        """
        why = reason(wanted.why)
        to = name(wanted.to, pointer="/to")
        if not 1 <= wanted.minutes <= LONGEST_MINUTES:
            raise invalid("/minutes", f"must be from 1 to {LONGEST_MINUTES}")
        if not await colleagues.works_here(connection, to, now):
            raise invalid("/to", "must be somebody who worked here within the last 12 hours")
        state = await _loaded(connection, report_id)
        holder = state.holder_at(now)
        if holder == to:
            raise Refusal("already-claimed", held_by=holder)
        if holder:
            unlock = UnlockRequest(fence=wanted.fence, why=why, records=wanted.records)
            state = await self._take_back(connection, state, who, unlock, why, now)
        elif state.lease and not state.lease.ended and state.stage is not Stage.HELD:
            late = state.lease.subject  # whose hold ran out; they may still be at work on it without a network
            await self._leases.end(connection, state.lease.lease_id, FLAG, now, note=why)
            if late != to:
                await say(connection, report_id, SaidKind.TAKEN_BACK, to=late, by=who.id, words=why, now=now)
        stage = state.stage_at(now)
        if stage is Stage.HELD:
            stage = step(stage, StageEvent.UNHOLD)
        if stage is not Stage.INCOMING:
            raise Refusal("not-claimable", f"It is {stage.value.replace('_', ' ')}.")
        until = now + timedelta(minutes=wanted.minutes)
        values = {"assigned_to": to, "assigned_until": until}
        await states.publish(connection, report_id, "assigned", now, stage=stage, **values)
        await log(connection, report_id, who.id, f"assigned to {to}", why, now)
        await say(connection, report_id, SaidKind.ASSIGNED, to=to, by=who.id, words=why, now=now)
        return await states.load(connection, report_id)

    async def pin(
        self, connection: AsyncConnection, report_id: str, who: Subject, wanted: PinRequest, now: datetime
    ) -> ReportState:
        """Put a report before everything else for everybody, with the reason in its line; a new reason replaces it.

        Raises:
            Refusal: unknown-report, erased, not-claimable (closed), 422.
        """
        why = reason(wanted.why)
        state = await _loaded(connection, report_id)
        if state.stage is Stage.CLOSED:
            raise Refusal("not-claimable", "It is closed.")
        await states.publish(connection, report_id, "pinned", now, pinned_by=who.id, pin_why=why)
        await log(connection, report_id, who.id, "pinned", why, now)
        return await states.load(connection, report_id)

    async def unpin(
        self, connection: AsyncConnection, report_id: str, who: Subject, wanted: UnpinRequest, now: datetime
    ) -> ReportState:
        """Give it its own place again; one that is not pinned stays as it is. Raises Refusal unknown-report."""
        why = remark(wanted.why)
        state = await states.load(connection, report_id, lock=True)
        if not state.pinned_by:
            return state
        await states.publish(connection, report_id, "unpinned", now, pinned_by="", pin_why="")
        await log(connection, report_id, who.id, "unpinned", why, now)
        return await states.load(connection, report_id)

    async def come_back(self, connection: AsyncConnection, now: datetime) -> int:
        """Tell the feed of reports for which nobody came in time; returns how many."""
        reports = tables.reports
        query = (
            select(reports.c.report_id)
            .where(
                reports.c.assigned_to != "", reports.c.assigned_until <= now, reports.c.stage == Stage.INCOMING.value
            )
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        due = (await connection.scalars(query)).all()
        for report_id in due:
            await states.publish(connection, report_id, "not-fetched", now, assigned_to="", assigned_until=None)
            await audit.record(connection, now, "gateway", "not-fetched", report_id=report_id)
        return len(due)

    async def _take_back(
        self,
        connection: AsyncConnection,
        state: ReportState,
        who: Subject,
        wanted: UnlockRequest,
        why: str,
        now: datetime,
    ) -> ReportState:
        lease = state.lease
        if lease is None or lease.ended or state.stage not in (*UNDER_LEASE, Stage.INCOMING, Stage.BEGUN):
            raise Refusal("not-held", f"It is {state.stage_at(now).value.replace('_', ' ')}.")
        if state.fence != wanted.fence:
            raise Refusal("stale", "Somebody took it since. Look at it again.")
        if state.stage is Stage.BEGUN:
            if wanted.records is not RecordsSaid.NOTHING:
                raise Refusal("begun", "Records may have something of it: take it over and look.")
            told = await begun_decision(connection, state)
            await leave_draft(connection, state.report_id, lease.subject, state.fence, told.draft, now)
            await abort_for(connection, state, why, now)
        await self._leases.end(connection, lease.lease_id, FLAG, now, note=why)
        flags = {**state.flags, FLAG: f"Taken back from {lease.subject}"}
        stage = step(Stage.CLAIMED, StageEvent.TAKE_BACK)
        await states.publish(connection, state.report_id, "taken-back", now, stage=stage, flags=flags)
        await log(connection, state.report_id, who.id, f"taken back from {lease.subject}", why, now)
        await say(connection, state.report_id, SaidKind.TAKEN_BACK, to=lease.subject, by=who.id, words=why, now=now)
        return await states.load(connection, state.report_id)


async def _loaded(connection: AsyncConnection, report_id: str) -> ReportState:
    state = await states.load(connection, report_id, lock=True)
    if not state.summary:
        raise Refusal("erased")
    return state
