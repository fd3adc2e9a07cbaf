"""Rows: what supervisors do, proposals between desks, views, and notes to the next shift."""

from __future__ import annotations

from sqlalchemy import select

from triage.bench.crash.gateway.around import Around
from triage.bench.crash.gateway.asked import Call, arrived
from triage.bench.crash.gateway.row import Row
from triage.bench.crash.points import table as of_desks
from triage.bench.crash.points.scene import ANN, SUE, TOM, UNDO
from triage.gateway import tables
from triage.models.query import ListQuery
from triage.models.stage import Stage

WHY = "The press rang."
NOTE = {"words": "The dog is at number 4."}


async def _waits(there: Around) -> None:
    await there.arrive()
    await there.pull(SUE)


async def _pin(there: Around) -> None:
    await (await there.desk(SUE)).supervising.pin(there.report, WHY)


async def _unpin(there: Around) -> None:
    await (await there.desk(SUE)).supervising.unpin(there.report)


async def _pinned(there: Around) -> bool:
    return bool(await there.scalar(select(tables.reports.c.pinned_by)))


async def _not_pinned(there: Around) -> bool:
    return not await _pinned(there)


async def _was_pinned(there: Around) -> None:
    await _waits(there)
    await _pin(there)


async def _ann_is_here(there: Around) -> None:
    """The gateway has heard of her."""
    await _waits(there)
    await there.pull(ANN)
    await there.until(lambda _connection: _heard(there))


async def _heard(there: Around) -> bool:
    return await there.count(tables.present, tables.present.c.subject == ANN) == 1


async def _assign(there: Around) -> None:
    await there.pull(SUE)
    await (await there.desk(SUE)).supervising.assign((await there.row(SUE)).summary, ANN, WHY)


async def _is_anns_to_be(there: Around) -> bool:
    return str(await there.scalar(select(tables.reports.c.assigned_to))) == ANN


async def held_by_ann(there: Around) -> None:
    """Ann holds the report, and Sue sees it."""
    await there.hold(ANN)
    await there.pull(SUE)


async def unlock(there: Around) -> None:
    """Sue takes the report from Ann."""
    await there.pull(SUE)
    await (await there.desk(SUE)).supervising.take_back((await there.row(SUE)).summary, WHY)


async def _is_free(there: Around) -> bool:
    return await there.at_gateway() is Stage.INCOMING


async def told(there: Around) -> None:
    """Ann is told that it was taken from her, and goes on."""
    ann = await there.desk(ANN)
    await ann.loops.renewals.round(everything=True)
    await there.finish()


async def _signed(there: Around) -> None:
    """A trainee's decision waits for approval."""
    await there.decide(TOM)
    there.clock.advance(seconds=UNDO)
    for _ in range(2):
        await there.push(TOM)
        there.clock.advance(seconds=60)
    assert await there.at_gateway() is Stage.AWAITING_APPROVAL
    await there.pull(SUE)


async def _approve(there: Around) -> None:
    sue = await there.desk(SUE)
    for proposal in (await sue.fetch(there.report)).proposals:
        await sue.supervising.approve(proposal, approved=True)


async def _approved(there: Around) -> bool:
    return await there.at_gateway() is not Stage.AWAITING_APPROVAL


async def _goes_on(there: Around) -> None:
    """What was approved is sent by its author."""
    for _ in range(3):
        await there.pull(TOM)
        await (await there.desk(TOM)).loops.renewals.round(everything=True)
        await (await there.desk(TOM)).claims.reconcile()
        there.clock.advance(seconds=60)
        await there.push(TOM)
    await there.finish()


async def _proposed(there: Around) -> bool:
    return await there.count(tables.proposals) == 1


async def _propose_again(there: Around) -> None:
    await there.push_later(ANN)


async def to_the_end(there: Around) -> None:
    """Sue, whose report it is, gives it back, so that Ann can end it."""
    sue = await there.desk(SUE)
    if await there.stage(SUE) in (Stage.CLAIMED, Stage.IN_TRIAGE):
        await sue.claims.release(there.report)
    ann = await there.desk(ANN)
    if await ann.conflicts.waiting():
        await ann.claims.let_go(there.report)
    await there.finish()


async def _keep_view(there: Around) -> None:
    await (await there.desk(ANN)).lists.views.keep("Night shift", ListQuery(), shared=False)


async def _view_kept(there: Around) -> bool:
    return await there.count(tables.saved_views) == 1


async def _has_a_view(there: Around) -> None:
    await there.arrive()
    await _keep_view(there)


async def _delete_view(there: Around) -> None:
    desk = await there.desk(ANN)
    await desk.lists.views.refresh()
    for view in await desk.lists.views.known():
        await desk.lists.views.delete(view)


async def _no_view(there: Around) -> bool:
    return not await _view_kept(there)


async def _state(there: Around) -> None:
    await (await there.desk(ANN)).statements.tell()


async def _stated(there: Around) -> bool:
    return bool(await there.count(tables.statements))


async def _noted(there: Around) -> bool:
    return await there.count(tables.shift_notes) == 1


_LOST = of_desks.ROWS["conflicts.Conflicts.propose"]
_ENDS = of_desks.ROWS["proposals.ProposedHere.end"]


async def to_propose(there: Around) -> None:
    """Ann's words wait at her desk to be proposed to Sue, who has the report now."""
    await _LOST.before(there)
    await _LOST.act(there)


ROWS = (
    Row(point="routes.supervising.SupervisingRoutes.pin", before=_waits, act=_pin, holds=_pinned),
    Row(point="routes.supervising.SupervisingRoutes.unpin", before=_was_pinned, act=_unpin, holds=_not_pinned),
    Row(point="routes.supervising.SupervisingRoutes.assign", before=_ann_is_here, act=_assign, holds=_is_anns_to_be),
    Row(
        point="routes.supervising.SupervisingRoutes.unlock",
        before=held_by_ann,
        act=unlock,
        holds=_is_free,
        after=told,
    ),
    Row(
        point="routes.supervising.SupervisingRoutes.approve",
        before=_signed,
        act=_approve,
        holds=_approved,
        after=_goes_on,
    ),
    Row(
        point="routes.proposals.ProposalRoutes.propose",
        before=to_propose,
        act=Around.push,
        again=_propose_again,
        holds=_proposed,
        after=to_the_end,
    ),
    Row(
        point="routes.proposals.ProposalRoutes.end",
        before=_ENDS.before,
        act=_ENDS.act,
        again=_ENDS.again,
        holds=_ENDS.holds,
        after=to_the_end,
    ),
    Row(point="routes.views.ViewRoutes.put", before=arrived, act=_keep_view, holds=_view_kept),
    Row(point="routes.views.ViewRoutes.delete", before=_has_a_view, act=_delete_view, holds=_no_view),
    Row(point="routes.accounting.AccountingRoutes.state", before=arrived, act=_state, holds=_stated),
    Row(
        point="routes.handover.HandoverRoutes.note",
        before=arrived,
        act=Call(method="POST", path="/v1/handover/notes", action="handover.note", body=NOTE).ask,
        holds=_noted,
    ),
)
