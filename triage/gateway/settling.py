"""The end of a begun decision: what records gave is kept, and the report goes where its outcome leads.

Nothing that records gave is ever lost: references that come when the begin was taken back, or was settled by somebody
else, are kept as late ones and shown on the report.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import leaving_out, tables
from triage.gateway import state as states
from triage.gateway.credentials import Role, Subject
from triage.gateway.leases import Leases
from triage.gateway.problems import Refusal
from triage.gateway.state import ReportState
from triage.gateway.workflow import proposing
from triage.gateway.workflow.approving import is_approved
from triage.gateway.workflow.handoffs import HandingOff
from triage.models import codec
from triage.models.decision import Decision, Reference
from triage.models.ids import ReportId
from triage.models.profile import Outcome, Profile
from triage.models.proposal import ProposalKind
from triage.models.queue import Settled, SettleRequest
from triage.models.stage import Stage, StageEvent, step
from triage.models.workflow import PackageWish

LOWERED = "A lowered grade"
"""Why a report that is recorded waits for approval, where its outcome alone would have closed it."""
_LEADS_TO = {
    Stage.CLOSED.value: StageEvent.SETTLE,
    Stage.AWAITING_REPORTER.value: StageEvent.ASK_REPORTER,
    Stage.AWAITING_APPROVAL.value: StageEvent.REQUEST_APPROVAL,
    Stage.AWAITING_ACCEPTANCE.value: StageEvent.HAND_OFF,
}
"""An outcome's ``then`` → the step that leads there (contracts E)."""


_TAKEN_UP_AGAIN = {Stage.CLOSED: StageEvent.REOPEN, Stage.AWAITING_REPORTER: StageEvent.ANSWERED}
"""Where a version that came while the report was being sent brings it back into the queue."""


class Settling:
    """Every method is called inside a write transaction."""

    def __init__(self, leases: Leases, handing_off: HandingOff, profile: Callable[[], Profile]) -> None:
        self._leases = leases
        self._handing_off = handing_off
        self._profile = profile

    async def settle(
        self, connection: AsyncConnection, report_id: str, who: Subject, wanted: SettleRequest, now: datetime
    ) -> Settled:
        """Store the references and move the report on. A version that came meanwhile opens it again as follow-up work.

        Raises:
            Refusal: unknown-report, not-begun, begun-elsewhere.
        """
        state = await states.load(connection, report_id, lock=True)
        begun = state.stage is Stage.BEGUN and state.lease is not None
        if not begun or state.fence != wanted.fence:
            return await self._late(connection, state, who, wanted, now)
        check_author(state, who, now)
        await _keep(connection, state, who, wanted, now, number=state.begins, kind="settled")
        await leaving_out.keep(connection, report_id, wanted.left_out)
        assert state.lease is not None
        await self._leases.end(connection, state.lease.lease_id, "settled", now)
        decided = await _decided(connection, report_id, state.begins)
        stage = await self._lead_on(connection, state, who, wanted, decided, now)
        if state.version > decided.report_version and stage in _TAKEN_UP_AGAIN:
            reopened = step(stage, _TAKEN_UP_AGAIN[stage])
            await states.publish(connection, report_id, "reopened", now, stage=reopened, closed_at=None)
        after = await states.load(connection, report_id)
        return Settled(report_id=ReportId(report_id), etag=after.etag_at(now), stage=stage, settled_at=now)

    async def _lead_on(
        self,
        connection: AsyncConnection,
        state: ReportState,
        who: Subject,
        wanted: SettleRequest,
        decided: Row[Any, Any],
        now: datetime,
    ) -> Stage:
        """Where the decision's outcome leads; an outcome that the profile does not know closes the report."""
        decision = codec.decode(Decision, bytes(decided.decision))
        outcome = self._profile().outcome(decision.draft.outcome or wanted.outcome)
        event = _LEADS_TO[outcome.then] if outcome else StageEvent.SETTLE
        if decision.approval and event is StageEvent.SETTLE:
            event = StageEvent.REQUEST_APPROVAL  # recorded already: a downgrade waits for its approval afterwards
        if event is StageEvent.REQUEST_APPROVAL and await is_approved(
            connection, state.report_id, decision.draft, decision.report_version
        ):
            event = StageEvent.SETTLE  # a trainee's, which was approved before it was recorded
        stage = step(state.stage, event)
        values: dict[str, Any] = {"waiting_why": outcome.name if outcome else "", "waiting_for": ""}
        if stage is Stage.CLOSED:
            lasting = {kind: text for kind, text in state.flags.items() if kind in states.LASTING}
            values = {"closed_at": now, "flags": lasting, "waiting_why": "", "waiting_for": ""}
        elif stage is Stage.AWAITING_ACCEPTANCE:
            assert outcome is not None
            values["waiting_for"] = await self._hand_off(connection, state, who, outcome, decision, now)
        elif stage is Stage.AWAITING_APPROVAL:
            await proposing.keep(
                connection,
                state,
                ProposalKind.APPROVAL,
                decision,
                why=decision.approval or decision.draft.rationale,
                who=who,
                now=now,
            )
            values |= {"open_proposals": state.open_proposals + 1, "waiting_for": proposing.APPROVER}
            if decision.approval:
                values["waiting_why"] = LOWERED
        await states.publish(connection, state.report_id, "settled", now, stage=stage, begun_at=None, **values)
        return stage

    async def _hand_off(
        self,
        connection: AsyncConnection,
        state: ReportState,
        who: Subject,
        outcome: Outcome,
        decision: Decision,
        now: datetime,
    ) -> str:
        receiver = self._handing_off.receiver_of_team(outcome.to)
        wish = PackageWish(draft=decision.draft, decision=decision)
        await self._handing_off.give(connection, state, who, receiver, why=outcome.name, wish=wish, now=now)
        return receiver.name

    async def _late(
        self, connection: AsyncConnection, state: ReportState, who: Subject, wanted: SettleRequest, now: datetime
    ) -> Settled:
        """References for a begin that was taken back, or that somebody else settled; the report stays as it is."""
        known_fence = 0 <= wanted.fence <= state.fence
        mine = await _decision_under(connection, state.report_id, wanted.fence) if known_fence else None
        if mine is None or (mine.subject != who.id and who.role is not Role.SUPERVISOR):
            if state.stage is Stage.BEGUN:
                raise Refusal("begun-elsewhere", held_by=state.holder_at(now))
            raise Refusal("not-begun", f"It is {state.stage_at(now).value.replace('_', ' ')}.")
        known = await _kept_references(connection, state.report_id)
        fresh = tuple(reference for reference in wanted.references if reference not in known)
        if fresh:
            await _keep(connection, state, who, wanted, now, number=mine.number, kind=states.LATE, references=fresh)
            flags = {**state.flags, states.LATE: "References came late: do not record it again"}
            await states.publish(connection, state.report_id, "late-references", now, flags=flags)
        after = await states.load(connection, state.report_id)
        return Settled(
            report_id=ReportId(state.report_id),
            etag=after.etag_at(now),
            stage=after.stage_at(now),
            settled_at=now,
            late=True,
        )


def check_author(state: ReportState, who: Subject, now: datetime) -> None:
    """Only whoever began, or a supervisor, ends a begin; raises Refusal begun-elsewhere."""
    if state.lease is None or (state.lease.subject != who.id and who.role is not Role.SUPERVISOR):
        raise Refusal("begun-elsewhere", held_by=state.holder_at(now))


async def _keep(
    connection: AsyncConnection,
    state: ReportState,
    who: Subject,
    wanted: SettleRequest,
    now: datetime,
    *,
    number: int,
    kind: str,
    references: tuple[Reference, ...] | None = None,
) -> None:
    await connection.execute(
        insert(tables.settlements).values(
            report_id=state.report_id,
            decision_number=number,
            fence=wanted.fence,
            subject=who.id,
            outcome=wanted.outcome,
            references=codec.encode(wanted.references if references is None else references),
            settled_at=now,
            kind=kind,
        )
    )


async def _decided(connection: AsyncConnection, report_id: str, number: int) -> Row[Any, Any]:
    decisions = tables.decisions
    query = select(decisions.c.report_version, decisions.c.decision).where(
        decisions.c.report_id == report_id, decisions.c.number == number
    )
    return (await connection.execute(query)).one()


async def _decision_under(connection: AsyncConnection, report_id: str, fence: int) -> Row[Any, Any] | None:
    """The last decision that was begun under this fence."""
    decisions = tables.decisions
    query = (
        select(decisions.c.number, decisions.c.subject)
        .where(decisions.c.report_id == report_id, decisions.c.fence == fence)
        .order_by(decisions.c.number.desc())
        .limit(1)
    )
    return (await connection.execute(query)).first()


async def _kept_references(connection: AsyncConnection, report_id: str) -> set[Reference]:
    settlements = tables.settlements
    rows = await connection.scalars(select(settlements.c.references).where(settlements.c.report_id == report_id))
    return {reference for row in rows for reference in codec.decode(tuple[Reference, ...], bytes(row))}
