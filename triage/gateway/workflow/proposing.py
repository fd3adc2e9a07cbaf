"""Decisions that somebody proposes: for approval, or kept because the lease was lost before they could be begun.

A proposal is never sent by itself and never dropped: whoever holds the report, and every supervisor, is shown it until
its author withdraws it or a supervisor deals with it.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, insert, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.credentials import Role, Subject
from triage.gateway.leases import Leases, lost, own_lease
from triage.gateway.problems import Refusal, invalid
from triage.gateway.state import ReportState
from triage.gateway.workflow.saying import FLAGS, say
from triage.gateway.workflow.words import log, reason, remark
from triage.models import codec
from triage.models.decision import Decision
from triage.models.ids import ReportId
from triage.models.proposal import (
    WAITS,
    Proposal,
    ProposalEnd,
    ProposalKind,
    ProposalRequest,
    Proposals,
    ProposalState,
    Proposed,
)
from triage.models.stage import Stage, StageEvent, step
from triage.models.supervising import SaidKind

APPROVER = "a supervisor"
FLAG = "proposed"
MOST_PROPOSALS = 1_000_000
_PLAIN = tuple(field.name for field in fields(Proposal) if field.name not in ("report_id", "kind", "state", "decision"))


class Proposing:
    """Every method is called inside a write transaction."""

    def __init__(self, leases: Leases) -> None:
        self._leases = leases

    async def propose(
        self, connection: AsyncConnection, report_id: str, who: Subject, wanted: ProposalRequest, now: datetime
    ) -> Proposed:
        """Keep the decision. For approval the lease ends and the report waits; the same proposal again finds it kept.

        Raises:
            Refusal: unknown-report, erased, lease-lost, begun, never-held; 422 for another's decision, or another
                report's.
        """
        why = (reason if wanted.kind is ProposalKind.STUCK else remark)(wanted.why)
        _check_decision(wanted.decision, report_id, who)
        state = await states.load(connection, report_id, lock=True)
        if not state.summary:
            raise Refusal("erased")
        if not 1 <= wanted.decision.report_version <= state.version:
            raise invalid("/decision/report_version", f"must be from 1 to {state.version}")
        sha256 = codec.sha256(codec.canonical(wanted.decision))
        again = await _same(connection, report_id, who, wanted.kind, sha256)
        if again is None:
            approval = wanted.kind is ProposalKind.APPROVAL
            await (self._check_lease if approval else self._check_held)(connection, state, who, wanted, now)
            again = await keep(connection, state, wanted.kind, wanted.decision, why=why, who=who, now=now)
            values: dict[str, Any] = {"open_proposals": state.open_proposals + 1}
            if not approval:
                values["flags"] = {**state.flags, FLAG: WAITS}
            else:
                values |= {
                    "flags": {kind: text for kind, text in state.flags.items() if kind not in FLAGS},
                    "stage": step(state.stage, StageEvent.REQUEST_APPROVAL),
                    "waiting_why": why,
                    "waiting_for": APPROVER,
                }
                await self._leases.end(connection, str(wanted.lease_id), "proposed", now)
            await states.publish(connection, report_id, "proposed", now, **values)
            await log(connection, report_id, who.id, f"proposed {wanted.kind.value}", why, now)
        return await answer(connection, report_id, again, now)

    async def withdraw(
        self, connection: AsyncConnection, report_id: str, number: int, who: Subject, now: datetime
    ) -> Proposed:
        """The author takes the proposal back; what waited for approval goes back into the queue.

        Raises:
            Refusal: unknown-report, unknown-proposal, forbidden (another's), not-open.
        """
        state = await states.load(connection, report_id, lock=True)
        proposal = await one(connection, report_id, number)
        if proposal.author != who.id:
            raise Refusal("forbidden", "Only its author withdraws a proposal.")
        if proposal.state is ProposalState.WITHDRAWN:
            return await answer(connection, report_id, number, now)
        if proposal.state is not ProposalState.OPEN:
            raise Refusal("not-open", f"It was {proposal.state.value}.")
        await close(connection, proposal, ProposalState.WITHDRAWN, who, "", now)
        values: dict[str, Any] = one_less(state)
        if proposal.kind is ProposalKind.APPROVAL and state.stage is Stage.AWAITING_APPROVAL:
            values["stage"] = step(state.stage, StageEvent.TAKE_BACK)
        await states.publish(connection, report_id, "proposal-withdrawn", now, **values)
        await log(connection, report_id, who.id, "proposal withdrawn", "", now)
        return await answer(connection, report_id, number, now)

    async def end(
        self,
        connection: AsyncConnection,
        report_id: str,
        number: int,
        who: Subject,
        wanted: ProposalEnd,
        now: datetime,
    ) -> Proposed:
        """Whoever holds the report, or a supervisor, is done with a proposal that asks for no approval.

        Raises:
            Refusal: unknown-report, unknown-proposal, not-holder, forbidden (it asks for approval), not-open; 422 for
                another state, a refusal without a reason, or no answer for whoever is stuck.
        """
        if wanted.state not in (ProposalState.TAKEN_IN, ProposalState.REFUSED):
            raise invalid("/state", "must be “taken_in” or “refused”")
        state = await states.load(connection, report_id, lock=True)
        proposal = await one(connection, report_id, number)
        needed = wanted.state is ProposalState.REFUSED or proposal.kind is ProposalKind.STUCK
        why = (reason if needed else remark)(wanted.why)
        if proposal.kind is ProposalKind.APPROVAL:
            raise Refusal("forbidden", "What was sent for approval is approved or refused.")
        if who.role is not Role.SUPERVISOR and state.holder_at(now) != who.id:
            raise Refusal("not-holder", held_by=state.holder_at(now))
        if proposal.state is wanted.state:
            return await answer(connection, report_id, number, now)
        if proposal.state is not ProposalState.OPEN:
            raise Refusal("not-open", f"It was {proposal.state.value.replace('_', ' ')}.")
        await close(connection, proposal, wanted.state, who, why, now)
        await say(connection, report_id, _told(proposal, wanted), to=proposal.author, by=who.id, words=why, now=now)
        await states.publish(connection, report_id, "proposal-ended", now, **one_less(state))
        await log(connection, report_id, who.id, f"proposal {wanted.state.value.replace('_', ' ')}", why, now)
        return await answer(connection, report_id, number, now)

    async def _check_lease(
        self, _connection: AsyncConnection, state: ReportState, who: Subject, wanted: ProposalRequest, now: datetime
    ) -> None:
        if wanted.lease_id is None:
            raise invalid("/lease_id", "is needed for an approval")
        lease = own_lease(state, wanted.lease_id, who.id, now)
        if lease.fence != wanted.fence:
            raise lost(state, now)
        if state.stage is Stage.BEGUN:
            raise Refusal("begun")
        if not lease.live(now):
            raise Refusal("lease-lost", "The lease has run out: renew it, then ask for approval.")

    async def _check_held(
        self, connection: AsyncConnection, state: ReportState, who: Subject, _wanted: ProposalRequest, _now: datetime
    ) -> None:
        leases = tables.leases
        held = exists().where(leases.c.report_id == state.report_id, leases.c.subject == who.id)
        if not await connection.scalar(select(held)):
            raise Refusal("never-held")


async def keep(
    connection: AsyncConnection,
    state: ReportState,
    kind: ProposalKind,
    decision: Decision,
    *,
    why: str,
    who: Subject,
    now: datetime,
) -> int:
    """Store a proposal and give its number; the report's row is the caller's to change."""
    proposals = tables.proposals
    newest = await connection.scalar(
        select(func.max(proposals.c.number)).where(proposals.c.report_id == state.report_id)
    )
    number = int(newest or 0) + 1
    canonical = codec.canonical(decision)
    await connection.execute(
        insert(proposals).values(
            report_id=state.report_id,
            number=number,
            kind=kind.value,
            state=ProposalState.OPEN.value,
            author=who.id,
            at=now,
            why=why,
            decision=canonical,
            decision_sha256=codec.sha256(canonical),
        )
    )
    return number


async def one(connection: AsyncConnection, report_id: str, number: int) -> Proposal:
    """Raises Refusal unknown-proposal."""
    proposals = tables.proposals
    query = select(proposals).where(proposals.c.report_id == report_id, proposals.c.number == number)
    row = (await connection.execute(query)).mappings().first()
    if row is None:
        raise Refusal("unknown-proposal")
    return _from_row(row)


async def of_report(connection: AsyncConnection, report_id: str, *, open_only: bool = False) -> tuple[Proposal, ...]:
    """The report's proposals, the first one first."""
    proposals = tables.proposals
    query = select(proposals).where(proposals.c.report_id == report_id).order_by(proposals.c.number)
    if open_only:
        query = query.where(proposals.c.state == ProposalState.OPEN.value)
    return tuple(_from_row(row) for row in (await connection.execute(query)).mappings().all())


async def listed(
    connection: AsyncConnection,
    *,
    state: ProposalState | None,
    before: int | None,
    limit: int,
    seen: ColumnElement[bool],
) -> Proposals:
    """The newest first; ``seen`` is what the caller may see of reports, ``before`` where the last page ended."""
    proposals, reports = tables.proposals, tables.reports
    query: Select[Any] = select(proposals).join(reports, reports.c.report_id == proposals.c.report_id).where(seen)
    if state is not None:
        query = query.where(proposals.c.state == state.value)
    if before is not None:
        query = query.where(proposals.c.id < before)
    rows = (await connection.execute(query.order_by(proposals.c.id.desc()).limit(limit + 1))).mappings().all()
    more = len(rows) > limit
    return Proposals(
        items=tuple(_from_row(row) for row in rows[:limit]), next=str(rows[limit - 1]["id"]) if more else None
    )


async def approved_decisions(connection: AsyncConnection, report_id: str) -> tuple[Decision, ...]:
    """Decisions on this report that a supervisor approved."""
    proposals = tables.proposals
    query = select(proposals.c.decision).where(
        proposals.c.report_id == report_id,
        proposals.c.kind == ProposalKind.APPROVAL.value,
        proposals.c.state == ProposalState.APPROVED.value,
    )
    return tuple(codec.decode(Decision, bytes(row)) for row in (await connection.scalars(query)).all())


def _told(proposal: Proposal, wanted: ProposalEnd) -> SaidKind:
    """What its author is told became of it."""
    if proposal.kind is ProposalKind.STUCK:
        return SaidKind.ANSWERED
    return SaidKind.DECLINED if wanted.state is ProposalState.REFUSED else SaidKind.TAKEN_IN


def one_less(state: ReportState) -> dict[str, Any]:
    """The report's row when a proposal is dealt with; the mark goes with the last one."""
    left = max(0, state.open_proposals - 1)
    flags = {kind: text for kind, text in state.flags.items() if left or kind != FLAG}
    return {"open_proposals": left, "flags": flags}


async def close(
    connection: AsyncConnection, proposal: Proposal, state: ProposalState, who: Subject, why: str, now: datetime
) -> None:
    """Nobody needs to deal with it any more; the report's row is the caller's to change (`one_less`)."""
    proposals = tables.proposals
    await connection.execute(
        update(proposals)
        .where(proposals.c.report_id == proposal.report_id, proposals.c.number == proposal.number)
        .values(state=state.value, ended_by=who.id, ended_at=now, ended_why=why)
    )


def _from_row(row: RowMapping) -> Proposal:
    return Proposal(
        report_id=ReportId(row["report_id"]),
        kind=ProposalKind(row["kind"]),
        state=ProposalState(row["state"]),
        decision=codec.decode(Decision, bytes(row["decision"])),
        **{name: row[name] for name in _PLAIN},
    )


def _check_decision(decision: Decision, report_id: str, who: Subject) -> None:
    if decision.report_id != report_id:
        raise invalid("/decision/report_id", "must be the report of the address")
    if decision.author != who.id:
        raise invalid("/decision/author", "must be you: a decision is its author's own act")


async def _same(
    connection: AsyncConnection, report_id: str, who: Subject, kind: ProposalKind, sha256: str
) -> int | None:
    proposals = tables.proposals
    found = await connection.scalar(
        select(proposals.c.number).where(
            proposals.c.report_id == report_id,
            proposals.c.author == who.id,
            proposals.c.kind == kind.value,
            proposals.c.state == ProposalState.OPEN.value,
            proposals.c.decision_sha256 == sha256,
        )
    )
    return None if found is None else int(found)


async def answer(connection: AsyncConnection, report_id: str, number: int, now: datetime) -> Proposed:
    state = await states.load(connection, report_id)
    return Proposed(
        report_id=ReportId(report_id),
        etag=state.etag_at(now),
        stage=state.stage_at(now),
        proposal=await one(connection, report_id, number),
    )
