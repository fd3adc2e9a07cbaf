"""Rows: decisions taken back, mended, tried again, looked up by a person, sent for approval, worked again."""

from __future__ import annotations

from triage.bench.crash.points.row import Row
from triage.bench.crash.points.scene import FILED, MINE, PLAIN, TOM, UNDO, Scene
from triage.bench.faults.step import Fault
from triage.models.delivery import Delivery, HeldBecause
from triage.models.operation import OpKind
from triage.models.stage import Stage
from triage.records.connector import Can
from triage.records.rest import RestRecords
from triage.services.outbox import BY_HAND

OPEN = (Stage.CLAIMED, Stage.IN_TRIAGE)


async def _recall(there: Scene) -> None:
    await (await there.desk()).triage.recall(there.report)


async def _to_decide(there: Scene) -> bool:
    """As it was before the decision, with every word."""
    detail = await there.detail()
    return detail.stage is Stage.IN_TRIAGE and detail.draft.rationale == MINE and not await there.operations()


async def _refuse(there: Scene) -> None:
    """Send it to a gateway that refuses the begin and names a field."""
    there.clock.advance(seconds=UNDO)
    there.station("ann").line.set_weather((Fault.REFUSED,))
    await there.push()


async def _was_refused(there: Scene) -> None:
    await there.decide()
    await _refuse(there)


async def _needs_fixing(there: Scene) -> bool:
    return await there.lines(Delivery.REJECTED) == 1


async def _mend(there: Scene) -> None:
    await (await there.desk()).triage.mend(there.report)


async def _retry(there: Scene) -> None:
    desk = await there.desk()
    there.station("ann").line.set_weather(())
    for op in await there.operations():
        if op.status in (Delivery.REJECTED, Delivery.HELD):
            await desk.outbox.retry(op.op_id)


async def _goes_on(there: Scene) -> bool:
    return await there.lines(Delivery.REJECTED) == 0


async def _newer(there: Scene) -> None:
    await there.hold()
    await there.write()
    await there.arrive(PLAIN, told=1)
    await there.pull()


async def _take_newer(there: Scene) -> None:
    await (await there.desk()).triage.take_new_version(there.report)


async def _newer_taken(there: Scene) -> bool:
    """On the newer version, with every word."""
    detail = await there.detail()
    newer = detail.body is not None and detail.body.report.version == detail.draft.base_version == 2
    return newer and not detail.new_version and detail.draft.rationale == MINE


async def _held_back(there: Scene) -> None:
    """A file that its record refuses waits for a person."""
    await there.decide(number=FILED)
    there.clock.advance(seconds=UNDO)
    there.network.files.append(Fault.TOO_LARGE)
    await there.push()


async def _leave_out(there: Scene) -> None:
    desk = await there.desk()
    for op in await there.operations():
        if op.kind is OpKind.ATTACH and op.held is HeldBecause.PERSON:
            await desk.by_hand.leave_out(op.op_id, "It is on the record's own pages.")


async def _left_out(there: Scene) -> bool:
    return "file.left_out" in await there.audited()


async def _settled(there: Scene) -> None:
    there.clock.advance(seconds=400)
    await there.push()
    assert await there.at_gateway() is Stage.CLOSED


def _takes_no_additions() -> None:
    """From here on this process meets records systems that cannot add to a record."""
    RestRecords.can = property(lambda _self: Can(supplements=False))  # type: ignore[method-assign,assignment]


async def _to_add_by_hand(there: Scene) -> None:
    await there.close()
    await there.arrive(PLAIN, told=1)
    await there.pull()
    _takes_no_additions()
    await there.decide()
    there.clock.advance(seconds=UNDO)
    await there.push()
    assert all(op.last_code == BY_HAND for op in await there.operations() if op.status is Delivery.HELD)


async def _added(there: Scene) -> None:
    """The person added to the record there, and says so."""
    _takes_no_additions()
    await _retry(there)
    await there.push()


async def _addition_known(there: Scene) -> bool:
    kept = [op for op in await there.operations() if op.kind is OpKind.SUPPLEMENT and op.status is Delivery.DELIVERED]
    return bool(kept) or await there.at_gateway() is Stage.CLOSED


async def _all_added(there: Scene) -> None:
    for _ in range(2):  # one record after the other
        await _added(there)
    assert await there.at_gateway() is Stage.CLOSED


async def _signed(there: Scene) -> None:
    """A trainee signs while nobody here knows of the role."""
    await there.decide(TOM)
    there.clock.advance(seconds=UNDO)


async def _sent(there: Scene) -> None:
    there.clock.advance(seconds=60)
    await there.push(TOM)


async def _awaits_approval(there: Scene) -> bool:
    return await there.at_gateway() is Stage.AWAITING_APPROVAL


async def _to_give_back(there: Scene) -> None:
    desk = await there.hold()
    await there.write()
    await desk.loops.uploader.upload()


async def _give_back(there: Scene) -> None:
    await (await there.desk()).claims.release(there.report)


async def _let_go(there: Scene) -> None:
    """What the gateway took back before the kill is somebody else's by now: the person lets it go, or gives it back."""
    desk = await there.desk()
    if await desk.conflicts.waiting():
        await desk.claims.let_go(there.report)
    elif await there.stage() in OPEN:
        await _give_back(there)


async def _given_back(there: Scene) -> bool:
    """Nothing of it is here; the gateway has it in the queue, with our words."""
    desk = await there.desk()
    nothing = await there.stage() is Stage.INCOMING and not (await desk.drafts.load(there.report)).rationale
    kept = (await desk.fetch(there.report)).draft
    return nothing and await there.at_gateway() is Stage.INCOMING and kept is not None and kept.rationale == MINE


async def _reopen(there: Scene) -> None:
    await (await there.desk()).handovers.reopen(there.report, "The driver rang back.")


async def _worked_again(there: Scene) -> bool:
    return await there.stage() is Stage.INCOMING


ROWS = (
    Row(point="triage.Triage.recall", before=Scene.decide, act=_recall, holds=_to_decide),
    Row(point="marks.Marks._mark", before=Scene.decide, act=_refuse, holds=_needs_fixing, by_itself=True),
    Row(point="triage.Triage.mend", before=_was_refused, act=_mend, holds=_to_decide),
    Row(point="outbox.Outbox.retry", before=_was_refused, act=_retry, holds=_goes_on, after=Scene.push),
    Row(point="triage.Triage.take_new_version", before=_newer, act=_take_newer, holds=_newer_taken),
    Row(point="by_hand.ByHand._do", before=_held_back, act=_leave_out, holds=_left_out, after=_settled),
    Row(
        point="records_courier.RecordsCourier._by_hand",
        before=_to_add_by_hand,
        act=_added,
        holds=_addition_known,
        by_itself=True,
        after=_all_added,
    ),
    Row(
        point="gateway_courier.GatewayCourier._sent_for_approval",
        who=TOM,
        before=_signed,
        act=_sent,
        holds=_awaits_approval,
        by_itself=True,
    ),
    Row(point="claims.Claims.give_back", before=_to_give_back, act=_give_back, again=_let_go, holds=_given_back),
    Row(point="handoffs.Handovers.reopen", before=Scene.close, act=_reopen, holds=_worked_again),
)
