"""The other side's answer to a handoff: taken on with their reference, or given back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.credentials import Subject
from triage.gateway.problems import Refusal, invalid
from triage.gateway.state import ReportState
from triage.gateway.workflow import handoff_rows
from triage.gateway.workflow.handoffs import FLAG
from triage.gateway.workflow.words import log, name, reason
from triage.models import codec
from triage.models.decision import HANDED_OFF, Reference
from triage.models.ids import ReportId
from triage.models.stage import Stage, StageEvent, step
from triage.models.workflow import AcceptRequest, HandedOff, Handoff, HandoffState, ReturnRequest

_CLOCKS_APART = timedelta(minutes=15)
"""How far the other side's clock may be ahead of ours."""


class Answering:
    """Every method is called inside a write transaction."""

    async def accept(
        self,
        connection: AsyncConnection,
        report_id: str,
        number: int,
        who: Subject,
        wanted: AcceptRequest,
        now: datetime,
    ) -> HandedOff:
        """Close the report with the acceptor and their reference.

        An answer that comes after the report came back is kept and shown, and leaves the report where it stands. A
        version that came meanwhile opens it again as follow-up work, as with settling.

        Raises:
            Refusal: unknown-report, unknown-handoff, not-awaiting (returned, or accepted otherwise), 422.
        """
        acceptor = name(wanted.acceptor, pointer="/acceptor")
        reference = name(wanted.reference, pointer="/reference")
        state = await states.load(connection, report_id, lock=True)
        handoff = await handoff_rows.one(connection, report_id, number, now)
        if handoff.state is HandoffState.ACCEPTED and (handoff.acceptor, handoff.reference) == (acceptor, reference):
            return _answer(state, handoff, now)
        if handoff.state not in (HandoffState.AWAITING, HandoffState.CHASED_BACK):
            raise Refusal("not-awaiting", f"It was {handoff.state.value}.")
        await _answered(
            connection,
            handoff,
            state=HandoffState.ACCEPTED.value,
            acceptor=acceptor,
            reference=reference,
            accepted_at=_accepted_at(wanted, handoff, now),
            answered_by=who.id,
            answered_at=now,
        )
        in_time = handoff.state is HandoffState.AWAITING and state.stage is Stage.AWAITING_ACCEPTANCE
        await _keep_reference(connection, state, handoff, who, reference, now)
        await (self._close if in_time else self._keep)(connection, state, handoff, now)
        await log(connection, report_id, who.id, "accepted", "", now)
        return await _afterwards(connection, report_id, number, now)

    async def give_back(
        self,
        connection: AsyncConnection,
        report_id: str,
        number: int,
        who: Subject,
        wanted: ReturnRequest,
        now: datetime,
    ) -> HandedOff:
        """Bring the report back into the queue at once, marked with who returned it.

        Raises:
            Refusal: unknown-report, unknown-handoff, not-awaiting, 422.
        """
        why = reason(wanted.why)
        state = await states.load(connection, report_id, lock=True)
        handoff = await handoff_rows.one(connection, report_id, number, now)
        if handoff.state is HandoffState.RETURNED and handoff.return_why == why:
            return _answer(state, handoff, now)
        if handoff.state is not HandoffState.AWAITING:
            raise Refusal("not-awaiting", f"It was {handoff.state.value.replace('_', ' ')}.")
        await _answered(
            connection,
            handoff,
            state=HandoffState.RETURNED.value,
            return_why=why,
            answered_by=who.id,
            answered_at=now,
        )
        if state.stage is Stage.AWAITING_ACCEPTANCE:
            stage = step(state.stage, StageEvent.RETURNED)
            flags = {**state.flags, FLAG: f"Returned by {handoff.to_name}"}
            await states.publish(connection, report_id, "returned", now, stage=stage, flags=flags)
        await log(connection, report_id, who.id, "returned", why, now)
        return await _afterwards(connection, report_id, number, now)

    async def _close(self, connection: AsyncConnection, state: ReportState, handoff: Handoff, now: datetime) -> None:
        flags = {kind: text for kind, text in state.flags.items() if kind in states.LASTING}
        closed = step(state.stage, StageEvent.ACCEPTED)
        await states.publish(
            connection,
            state.report_id,
            "accepted",
            now,
            stage=closed,
            closed_at=now,
            flags=flags,
            waiting_why="",
            waiting_for="",
        )
        if state.version > handoff.report_version:
            reopened = step(closed, StageEvent.REOPEN)
            await states.publish(connection, state.report_id, "reopened", now, stage=reopened, closed_at=None)

    async def _keep(self, connection: AsyncConnection, state: ReportState, handoff: Handoff, now: datetime) -> None:
        flags = {**state.flags, FLAG: f"Accepted late by {handoff.to_name}"}
        await states.publish(connection, state.report_id, "accepted-late", now, flags=flags)


async def _answered(connection: AsyncConnection, handoff: Handoff, **values: object) -> None:
    handoffs = tables.handoffs
    await connection.execute(
        update(handoffs)
        .where(handoffs.c.report_id == handoff.report_id, handoffs.c.number == handoff.number)
        .values(chase_at=None, **values)
    )


async def _keep_reference(
    connection: AsyncConnection, state: ReportState, handoff: Handoff, who: Subject, reference: str, now: datetime
) -> None:
    kept = Reference(deliverable=f"{HANDED_OFF}{handoff.number}", destination=handoff.to, reference=reference)
    await connection.execute(
        insert(tables.settlements).values(
            report_id=state.report_id,
            decision_number=0,
            fence=state.fence,
            subject=who.id,
            outcome="handoff",
            references=codec.encode((kept,)),
            settled_at=now,
            kind="accepted",
        )
    )


async def _afterwards(connection: AsyncConnection, report_id: str, number: int, now: datetime) -> HandedOff:
    after = await states.load(connection, report_id)
    return _answer(after, await handoff_rows.one(connection, report_id, number, now), now)


def _answer(state: ReportState, handoff: Handoff, now: datetime) -> HandedOff:
    return HandedOff(
        report_id=ReportId(state.report_id), etag=state.etag_at(now), stage=state.stage_at(now), handoff=handoff
    )


def _accepted_at(wanted: AcceptRequest, handoff: Handoff, now: datetime) -> datetime:
    """When the other side took it on; raises Refusal (422) for a time that cannot be."""
    if wanted.at is None:
        return now
    if wanted.at.tzinfo is None:
        raise invalid("/at", "must say its offset from UTC")
    if not handoff.at - _CLOCKS_APART <= wanted.at <= now + _CLOCKS_APART:
        raise invalid("/at", "must lie between the handing-over and now")
    return wanted.at.astimezone(UTC)
