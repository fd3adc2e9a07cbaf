"""A supervisor takes over what somebody else left unfinished: drafts, and decisions that were begun and never settled.

Nobody else loses anything by it: the draft goes with the report, the begun decision is kept, and references that the
stranded workstation still brings are kept as late ones (`triage.gateway.settling`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import leaving_out, tables
from triage.gateway import state as states
from triage.gateway.claim_wishes import lease_length
from triage.gateway.credentials import Subject
from triage.gateway.leases import Leases
from triage.gateway.problems import Refusal
from triage.gateway.sight import Sight
from triage.gateway.state import UNDER_LEASE, ReportState
from triage.gateway.workflow.saying import say
from triage.gateway.workflow.words import log, reason
from triage.models import codec
from triage.models.decision import Decision
from triage.models.draft import Draft
from triage.models.files import FileLeftOut
from triage.models.queue import Summary
from triage.models.stage import Stage, StageEvent, step
from triage.models.supervising import SaidKind
from triage.models.taking_over import HeldWork, HeldWorks, RecordsSaid, TakeOverRequest

FLAG = "taken_over"
MOST = 200
"""Reports that a list tells at most."""
_HELD = frozenset({Stage.BEGUN, *UNDER_LEASE})


class TakingOver:
    """Every method is called inside a transaction; that the caller is a supervisor is the route's to check."""

    def __init__(self, leases: Leases) -> None:
        self._leases = leases

    async def held(self, connection: AsyncConnection, who: Subject, sight: Sight, now: datetime) -> HeldWorks:
        """What others hold or began, and what they left when their lease ran out; the longest untouched first."""
        reports, leases, drafts, decisions = tables.reports, tables.leases, tables.drafts, tables.decisions
        begun = and_(decisions.c.report_id == reports.c.report_id, decisions.c.number == reports.c.begins)
        held = reports.c.stage.in_([stage.value for stage in _HELD])
        left = and_(reports.c.stage == Stage.INCOMING.value, drafts.c.fence == reports.c.fence)
        touched = func.coalesce(reports.c.begun_at, drafts.c.saved_at, leases.c.granted_at)
        query = (
            select(reports, leases.c.subject, leases.c.first_granted_at, leases.c.expires_at)
            .add_columns(drafts.c.saved_at.label("draft_saved_at"), drafts.c.fence.label("draft_fence"))
            .add_columns(decisions.c.decision)
            .join(leases, and_(leases.c.report_id == reports.c.report_id, leases.c.fence == reports.c.fence))
            .outerjoin(drafts, drafts.c.report_id == reports.c.report_id)
            .outerjoin(decisions, begun)
            .where(leases.c.ended_at.is_(None), leases.c.subject != who.id, held | left, sight.condition)
            .order_by(touched, reports.c.report_id)
            .limit(MOST + 1)
        )
        rows = (await connection.execute(query)).all()
        shown = [row for row in rows[:MOST] if row.summary]
        left_out = await leaving_out.of_reports(connection, [row.report_id for row in shown])
        items = tuple(_work(row, left_out.get(row.report_id, ()), now) for row in shown)
        return HeldWorks(items=items, more=len(rows) > MOST)

    async def take_over(
        self, connection: AsyncConnection, report_id: str, who: Subject, wanted: TakeOverRequest, now: datetime
    ) -> ReportState:
        """End the other's hold and give the report to this supervisor, with the draft or the begun decision's.

        A begun report of which records have nothing is claimed like any other; else it stays begun, so that nobody
        makes a record of it without looking first. Taken over already by the same person: it is given again.

        Raises:
            Refusal: unknown-report, erased, not-held (nobody does), stale (another hold than the one looked at), 422.
        """
        why = reason(wanted.why)
        length = lease_length(wanted.lease_seconds)
        state = await states.load(connection, report_id, lock=True)
        if not state.summary:
            raise Refusal("erased")
        lease = state.lease
        if lease is None or lease.ended:
            raise Refusal("not-held", f"It is {state.stage_at(now).value.replace('_', ' ')}.")
        if lease.subject == who.id:
            return state
        if state.fence != wanted.fence:
            raise Refusal("stale", "Somebody took it since. Look at the list again.")
        if state.stage is Stage.BEGUN:
            state = await self._begun(connection, state, who, wanted, why, now)
        elif state.stage not in (*UNDER_LEASE, Stage.INCOMING):
            raise Refusal("not-held", f"It is {state.stage_at(now).value.replace('_', ' ')}.")
        await self._leases.end(connection, lease.lease_id, "taken_over", now, note=why)
        kept = Stage.BEGUN if state.stage is Stage.BEGUN else None
        free = await states.load(connection, report_id)
        stage = kept or step(Stage.INCOMING, StageEvent.CLAIM)
        await self._leases.grant(connection, free, who.id, length, now, stage=stage)
        flags = {**free.flags, FLAG: f"Taken over from {lease.subject}"}
        await states.publish(connection, report_id, "taken-over", now, flags=flags)
        await log(connection, report_id, who.id, f"taken over from {lease.subject}", why, now)
        await say(connection, report_id, SaidKind.TAKEN_OVER, to=lease.subject, by=who.id, words=why, now=now)
        return await states.load(connection, report_id)

    async def _begun(
        self,
        connection: AsyncConnection,
        state: ReportState,
        who: Subject,
        wanted: TakeOverRequest,
        why: str,
        now: datetime,
    ) -> ReportState:
        """What was decided becomes the draft that goes with the report; without a record the begin is taken back."""
        told = await begun_decision(connection, state)
        await leave_draft(connection, state.report_id, who.id, state.fence + 1, told.draft, now)
        if wanted.records is RecordsSaid.NOTHING:
            await abort_for(connection, state, why, now)
        return await states.load(connection, state.report_id)


async def begun_decision(connection: AsyncConnection, state: ReportState) -> Decision:
    """What was begun last."""
    decisions = tables.decisions
    this = and_(decisions.c.report_id == state.report_id, decisions.c.number == state.begins)
    return codec.decode(Decision, bytes(await connection.scalar(select(decisions.c.decision).where(this)) or b""))


async def leave_draft(
    connection: AsyncConnection, report_id: str, author: str, fence: int, draft: Draft, now: datetime
) -> None:
    """Keep this draft in place of the one that is there, for whoever works the report next."""
    drafts = tables.drafts
    await connection.execute(delete(drafts).where(drafts.c.report_id == report_id))
    await connection.execute(
        insert(drafts).values(
            report_id=report_id,
            author=author,
            fence=fence,
            revision=draft.revision,
            draft=codec.encode(draft),
            saved_at=now,
        )
    )


async def abort_for(connection: AsyncConnection, state: ReportState, why: str, now: datetime) -> None:
    """Take somebody else's begin back, of which records have nothing."""
    decisions = tables.decisions
    this = and_(decisions.c.report_id == state.report_id, decisions.c.number == state.begins)
    await connection.execute(update(decisions).where(this).values(aborted_at=now, abort_note=why))
    stage = step(step(state.stage, StageEvent.ABORT), StageEvent.TAKE_BACK)
    await states.publish(connection, state.report_id, "aborted", now, stage=stage, begun_at=None)


def _work(row: Row[Any], left_out: tuple[FileLeftOut, ...], now: datetime) -> HeldWork:
    summary = codec.decode(Summary, row.summary)
    begun = row.stage == Stage.BEGUN.value
    decision = codec.decode(Decision, bytes(row.decision)) if begun and row.decision else None
    return HeldWork(
        report_id=summary.report_id,
        title=summary.title,
        customer_reference=summary.customer_reference,
        risk=summary.risk,
        stage=Stage(row.stage),
        holder=row.subject,
        fence=row.fence,
        since=row.first_granted_at,
        lease_expires_at=row.expires_at,
        lapsed=row.expires_at <= now,
        draft_saved_at=row.draft_saved_at if row.draft_fence == row.fence else None,
        begun_at=row.begun_at if begun else None,
        outcome=decision.draft.outcome if decision else "",
        deliverables=decision.deliverables if decision else (),
        left_out=tuple(one for one in left_out if decision and one.version == decision.report_version),
    )
