"""A supervisor says yes or no to a decision: before it is carried out (a trainee's), or after it was recorded.

Approved before: the report is kept for its author, who sends just that decision. Approved after: it is closed. Refused:
it comes back for its author with the supervisor's words; what was recorded stays with it, and what is decided anew is
added to those records.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.credentials import Role, Subject
from triage.gateway.problems import Refusal, invalid
from triage.gateway.state import ReportState
from triage.gateway.workflow import proposing
from triage.gateway.workflow.saying import FLAGS, say
from triage.gateway.workflow.taking_over import leave_draft
from triage.gateway.workflow.words import log, reason, remark
from triage.models.approval import covers
from triage.models.caller import name_words
from triage.models.draft import Draft
from triage.models.proposal import Proposal, ProposalKind, ProposalState, Proposed, against_approval
from triage.models.stage import Stage, StageEvent, step
from triage.models.supervising import ApproveRequest, SaidKind

KEPT_FOR = timedelta(hours=4)
"""How long a report that comes back is kept for its author; then it is everybody's, with all that was said."""


class Approving:
    """Every method is called inside a write transaction; that the caller is a supervisor is the route's to check."""

    async def approve(
        self, connection: AsyncConnection, report_id: str, who: Subject, wanted: ApproveRequest, now: datetime
    ) -> Proposed:
        """Say yes or no; the same answer again finds it given.

        Raises:
            Refusal: unknown-report, unknown-proposal, forbidden (one's own, or none for approval), not-open; 422 for a
                refusal without a reason.
        """
        why = (remark if wanted.approved else reason)(wanted.why)
        if not 0 < wanted.number <= proposing.MOST_PROPOSALS:
            raise invalid("/number", "must be the number of a proposal")
        state = await states.load(connection, report_id, lock=True)
        proposal = await proposing.one(connection, report_id, wanted.number)
        answer = ProposalState.APPROVED if wanted.approved else ProposalState.REFUSED
        if proposal.kind is ProposalKind.APPROVAL and proposal.state is answer:
            return await proposing.answer(connection, report_id, wanted.number, now)
        against = against_approval(proposal, who.id, supervisor=who.role is Role.SUPERVISOR)
        if against:
            open_ = proposal.state is ProposalState.OPEN
            raise Refusal("forbidden" if open_ else "not-open", against)
        await proposing.close(connection, proposal, answer, who, why, now)
        values: dict[str, Any] = proposing.one_less(state)
        if state.stage is Stage.AWAITING_APPROVAL:
            recorded = await _recorded(connection, proposal)
            marks = values["flags"]
            values |= await self._move(
                connection, state, proposal, who, now, approved=wanted.approved, recorded=recorded, flags=marks
            )
        word = "approved" if wanted.approved else "approval-refused"
        await states.publish(connection, report_id, word, now, **values)
        if values.get("stage") is Stage.CLOSED and state.version > proposal.decision.report_version:
            reopened = step(Stage.CLOSED, StageEvent.REOPEN)
            await states.publish(connection, report_id, "reopened", now, stage=reopened, closed_at=None)
        await log(connection, report_id, who.id, word.replace("-", " "), why, now)
        kind = SaidKind.APPROVED if wanted.approved else SaidKind.REFUSED
        await say(connection, report_id, kind, to=proposal.author, by=who.id, words=why, now=now)
        return await proposing.answer(connection, report_id, wanted.number, now)

    async def _move(
        self,
        connection: AsyncConnection,
        state: ReportState,
        proposal: Proposal,
        who: Subject,
        now: datetime,
        *,
        approved: bool,
        recorded: bool,
        flags: Mapping[str, str],
    ) -> dict[str, Any]:
        """Where the report goes: closed when all is done, else back into the queue, kept for its author."""
        flags = {kind: text for kind, text in flags.items() if kind not in FLAGS}
        if approved and recorded:
            late = {kind: text for kind, text in flags.items() if kind == states.LATE}
            stage = step(state.stage, StageEvent.SETTLE)
            return {"stage": stage, "closed_at": now, "flags": late, "waiting_why": "", "waiting_for": ""}
        await leave_draft(connection, state.report_id, proposal.author, state.fence, proposal.decision.draft, now)
        by = name_words(who.id)
        mark = {"approved": f"Approved by {by}: send it"} if approved else {"refused": f"Refused by {by}"}
        return {
            "stage": step(state.stage, StageEvent.APPROVE if approved else StageEvent.REFUSE_APPROVAL),
            "flags": {**flags, **mark},
            "waiting_why": "",
            "waiting_for": "",
            "assigned_to": proposal.author,
            "assigned_until": now + KEPT_FOR,
        }


async def is_approved(connection: AsyncConnection, report_id: str, draft: Draft, report_version: int) -> bool:
    """Whether a supervisor approved just this decision of this version of the report."""
    return covers(await proposing.approved_decisions(connection, report_id), draft, report_version)


async def check_trainee(
    connection: AsyncConnection, report_id: str, who: Subject, draft: Draft | None, report_version: int
) -> None:
    """Nothing that a trainee decided leaves before a supervisor approved it; raises Refusal needs-approval."""
    if who.role is not Role.TRAINEE:
        return
    if draft is None or not await is_approved(connection, report_id, draft, report_version):
        raise Refusal("needs-approval", "Send it for approval first.")


async def _recorded(connection: AsyncConnection, proposal: Proposal) -> bool:
    """Whether this very decision was begun and settled: then records have what it makes."""
    decisions, settlements = tables.decisions, tables.settlements
    this = and_(
        settlements.c.report_id == decisions.c.report_id,
        settlements.c.decision_number == decisions.c.number,
        settlements.c.kind == "settled",
    )
    query = (
        select(decisions.c.number)
        .join(settlements, this)
        .where(
            decisions.c.report_id == proposal.report_id,
            decisions.c.decision_sha256 == proposal.decision_sha256,
        )
    )
    return await connection.scalar(query.limit(1)) is not None
