"""Rows: a report is put off, set aside, handed over, answered and opened again, by a colleague somewhere else."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from triage.bench.crash.gateway.around import Around
from triage.bench.crash.gateway.asked import Call, arrived, done, held_by
from triage.bench.crash.gateway.row import Row, sent
from triage.bench.crash.gateway.settings import BOB
from triage.bench.crash.points import table as of_desks
from triage.bench.crash.points.scene import ANN
from triage.gateway import tables
from triage.models.messages import ContactRequest
from triage.models.stage import Stage
from triage.models.withdrawal import Freedom, WithdrawalRequest
from triage.models.workflow import AcceptRequest, DeferRequest, HandoffRequest, HandoffTo, HoldRequest, ReturnRequest

WHY = "A collision."
WORDS = "Rang twice, nobody there."
TERM = 200
"""Hours after which a handover that nobody took on is chased."""
REPORT = "/v1/reports/{report}"


async def _defer(there: Around) -> None:
    if there.claimed is None:
        there.claimed = await held_by(there, BOB)
    lease = there.claimed
    until = there.clock.now() + timedelta(minutes=30)
    told = DeferRequest(until=until, why="The shop opens at seven.", lease_id=lease.lease_id, fence=lease.fence)
    await Call(method="POST", path=f"{REPORT}/defer", action="defer", who=BOB, body=told).ask(there)


async def _deferred(there: Around) -> bool:
    return await there.scalar(select(tables.reports.c.deferred_until)) is not None


async def _back(there: Around) -> None:
    there.clock.advance(minutes=31)
    await there.finish()


async def _was_deferred(there: Around) -> None:
    await there.arrive()
    await _defer(there)
    there.clock.advance(minutes=31)


async def _come_back(there: Around) -> None:
    await there.until(lambda _connection: _is_back(there))


async def _is_back(there: Around) -> bool:
    return not await _deferred(there)


async def _hand_off(there: Around) -> None:
    if there.claimed is None:
        there.claimed = await held_by(there, BOB)
    lease = there.claimed
    told = HandoffRequest(to_kind=HandoffTo.TEAM, to="roads", why=WHY, lease_id=lease.lease_id, fence=lease.fence)
    await Call(method="POST", path=f"{REPORT}/handoffs", action="handoff", who=BOB, body=told).ask(there)


async def handed_over(there: Around) -> None:
    """A colleague handed the report to another team."""
    await there.arrive()
    await _hand_off(there)


async def _is_offered(there: Around) -> bool:
    once = await there.count(tables.handoffs) == 1
    return once and await there.at_gateway() is Stage.AWAITING_ACCEPTANCE


async def _long_unanswered(there: Around) -> None:
    await handed_over(there)
    there.clock.advance(hours=TERM)


async def _chase(there: Around) -> None:
    await there.until(lambda _connection: _chased(there))


async def _chased(there: Around) -> bool:
    return bool(await there.scalar(select(func.sum(tables.handoffs.c.chases))))


async def _waits(there: Around) -> None:
    await there.arrive()
    await there.pull(ANN)


async def _noting(there: Around) -> None:
    """A line for the contact log waits at the desk."""
    await _waits(there)
    await (await there.desk(ANN)).messages.note(there.report, ContactRequest(outcome="no_answer", note=WORDS))


async def _withdrawing(there: Around) -> None:
    await _waits(there)
    told = WithdrawalRequest(freedom=Freedom.FREELY, words=WORDS)
    await (await there.desk(ANN)).messages.withdraws(there.report, told)


async def _withdrawn_by_mistake(there: Around) -> None:
    await _withdrawing(there)
    await there.push()
    desk = await there.desk(ANN)
    number = next(one.number for one in (await desk.messages.correspondence(there.report)).lines)
    await desk.messages.not_withdrawn(there.report, number, "It was the neighbour's.")


async def _logged(there: Around) -> bool:
    """One line, and nothing waits at the desk."""
    return await _lines(there) == 1


async def _taken_back(there: Around) -> bool:
    return await _lines(there) == 2


async def _lines(there: Around) -> int:
    waiting = (
        (await (await there.desk(ANN)).messages.correspondence(there.report)).waiting if ANN in there.opened else ()
    )
    lines = await there.count(tables.contact_lines)
    return lines if not waiting else 0


async def _reopened(there: Around) -> bool:
    return await there.at_gateway() is Stage.INCOMING


HOLD = Call(method="POST", path=f"{REPORT}/hold", action="hold", body=HoldRequest(why="A colleague knows him."))
UNHOLD = Call(method="POST", path=f"{REPORT}/unhold", action="unhold")
ACCEPT = Call(
    method="POST",
    path=f"{REPORT}/handoffs/1/accept",
    action="handoff.accept",
    body=AcceptRequest(acceptor="PS Okafor", reference="RP/17"),
)
RETURN = Call(method="POST", path=f"{REPORT}/handoffs/1/return", action="handoff.return", body=ReturnRequest(why=WHY))
_AGAIN = of_desks.ROWS["handoffs.Handovers.reopen"]


async def _held(there: Around) -> None:
    await there.arrive()
    await HOLD.ask(there)


async def _unheld(there: Around) -> None:
    await UNHOLD.ask(there)
    await there.finish()


ROWS = (
    Row(point="routes.workflow.WorkflowRoutes.defer", before=arrived, act=_defer, holds=_deferred, after=_back),
    Row(point="workflow.desk.Workflow.round", before=_was_deferred, act=_come_back, holds=_is_back),
    done("routes.workflow.WorkflowRoutes.hold", HOLD, arrived, after=_unheld),
    done("routes.workflow.WorkflowRoutes.unhold", UNHOLD, _held),
    Row(point="routes.workflow.WorkflowRoutes.reopen", before=Around.close, act=_AGAIN.act, holds=_reopened),
    Row(point="routes.handoffs.HandoffRoutes.hand_off", before=arrived, act=_hand_off, holds=_is_offered),
    done("routes.handoffs.HandoffRoutes.accept", ACCEPT, handed_over),
    done("routes.handoffs.HandoffRoutes.give_back", RETURN, handed_over),
    Row(point="workflow.chasing.Chasing.round", before=_long_unanswered, act=_chase, holds=_chased),
    sent("routes.messages.MessageRoutes.log", _noting, _logged),
    sent("routes.messages.MessageRoutes.withdrawal", _withdrawing, _logged),
    sent("routes.messages.MessageRoutes.not_withdrawn", _withdrawn_by_mistake, _taken_back),
)
