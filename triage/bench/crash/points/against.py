"""Rows: work against work: both drafts side by side, proposals, letting go; and what a supervisor does."""

from __future__ import annotations

from triage.bench.crash.points.row import Row
from triage.bench.crash.points.scene import ANN, MINE, SUE, THEIRS, Scene
from triage.models.conflict import Keep
from triage.models.proposal import Proposal
from triage.models.taking_over import HeldWork
from triage.services.conflicts import Conflict

WHY = "Her computer stands still."


async def _held_by_ann(there: Scene) -> None:
    await there.hold(ANN)
    await there.write(ANN, MINE)
    await (await there.desk(ANN)).loops.uploader.upload()
    await there.pull(SUE)


async def _held(there: Scene) -> HeldWork | None:
    found = (await (await there.desk(SUE)).taking_over.held()).items
    return next((one for one in found if one.report_id == there.report and one.holder != SUE), None)


async def _take_over(there: Scene) -> None:
    desk, held = await there.desk(SUE), await _held(there)
    if held is not None:  # the gateway gave it before: the next start takes it in
        await desk.taking_over.take(held, await desk.taking_over.look(held), WHY)


async def _is_sues(there: Scene) -> bool:
    desk = await there.desk(SUE)
    return (await desk.drafts.load(there.report)).rationale == MINE and (await there.row(SUE)).mine


async def _lost(there: Scene) -> None:
    """Ann wrote what the gateway never heard of, and Sue took the report and wrote something else."""
    await there.hold(ANN)
    await there.write(ANN, MINE)
    await there.pull(SUE)
    await _take_over(there)
    sue = await there.desk(SUE)
    await sue.triage.open(there.report)
    await there.write(SUE, THEIRS)
    await sue.loops.uploader.upload()


async def _lost_and_known(there: Scene) -> None:
    await _lost(there)
    await _notice(there)


async def _notice(there: Scene) -> None:
    await (await there.desk()).loops.renewals.renew(there.report)


async def _kept_beside(there: Scene) -> bool:
    """Ann's words stand beside Sue's."""
    desk = await there.desk()
    return await desk.conflicts.waiting() == (there.report,) and (await _conflict(there)).mine.rationale == MINE


async def _conflict(there: Scene) -> Conflict:
    return await (await there.desk()).conflicts.open(there.report)


async def _choose(there: Scene) -> None:
    await (await there.desk()).conflicts.keep(there.report, {"rationale": Keep.THEIRS})


async def _chosen(there: Scene) -> bool:
    return (await _conflict(there)).choices == {"rationale": Keep.THEIRS}


async def _propose(there: Scene) -> None:
    found = await _conflict(there)
    await (await there.desk()).conflicts.propose(found, {one.key: Keep.MINE for one in found.differences}, WHY)


async def _proposed(there: Scene) -> bool:
    """It waits here, with Ann's words, or Sue has it."""
    return await there.noted(WHY) or bool(await _proposals(there))


async def _ask(there: Scene) -> None:
    await (await there.desk()).conflicts.ask_supervisor(there.report, WHY)


async def _discard(there: Scene) -> None:
    await (await there.desk()).conflicts.discard(there.report, "Sue has all of it.")


async def _discarded(there: Scene) -> bool:
    return not await (await there.desk()).conflicts.waiting()


async def _was_discarded(there: Scene) -> None:
    await _lost_and_known(there)
    await _discard(there)


async def _undo(there: Scene) -> None:
    await (await there.desk()).conflicts.undo_discard(there.report)


async def _discarded_long_ago(there: Scene) -> None:
    await _was_discarded(there)
    there.clock.advance(seconds=31)


async def _end(there: Scene) -> None:
    await (await there.desk()).conflicts.end_discards()


async def _erased(there: Scene) -> bool:
    """Nothing of Ann's is here; Sue's words are."""
    ann = await (await there.desk()).drafts.load(there.report)
    sue = await (await there.desk(SUE)).drafts.load(there.report)
    return not ann.rationale and sue.rationale == THEIRS


async def _let_go(there: Scene) -> None:
    await (await there.desk()).claims.let_go(there.report)


async def _proposed_to_sue(there: Scene) -> None:
    await _lost_and_known(there)
    await _propose(there)
    await there.push(ANN)


async def _proposals(there: Scene) -> tuple[Proposal, ...]:
    """As the gateway has them."""
    return (await (await there.desk(SUE)).fetch(there.report)).proposals


async def _hear_of_it(there: Scene) -> None:
    await (await there.desk(SUE)).proposed.refresh(there.report)


async def _heard_of_it(there: Scene) -> bool:
    body = (await there.detail(SUE)).body
    return body is not None and [one.why for one in body.proposals] == [WHY]


async def _sue_heard_of_a_proposal(there: Scene) -> None:
    await _proposed_to_sue(there)
    await _hear_of_it(there)


async def _end_proposal(there: Scene) -> None:
    desk, body = await there.desk(SUE), (await there.detail(SUE)).body
    for one in body.proposals if body else ():
        await desk.proposed.end(one)


async def _end_again(there: Scene) -> None:
    """What the gateway knows to be dealt with is not offered any more once it was asked, as each opening asks."""
    await _hear_of_it(there)
    await _end_proposal(there)


async def _dealt_with(there: Scene) -> bool:
    await _hear_of_it(there)
    body = (await there.detail(SUE)).body
    return body is not None and not body.proposals and not await _proposals(there)


async def _waits(there: Scene) -> None:
    await there.desk(SUE)
    await there.arrive()
    await there.pull(SUE)


async def _pin(there: Scene) -> None:
    await (await there.desk(SUE)).supervising.pin(there.report, "The press rang.")


async def _pinned(there: Scene) -> bool:
    await there.pull(SUE)
    return (await there.row(SUE)).summary.pinned


ROWS = (
    Row(point="renewals.Renewals._lost", before=_lost, act=_notice, holds=_kept_beside, by_itself=True),
    Row(point="conflicts.Conflicts.keep", before=_lost_and_known, act=_choose, holds=_chosen),
    Row(point="conflicts.Conflicts.propose", before=_lost_and_known, act=_propose, holds=_proposed, after=Scene.push),
    Row(point="conflicts.Conflicts.ask_supervisor", before=_held_by_ann, act=_ask, holds=_proposed, after=Scene.push),
    Row(point="conflicts.Conflicts.discard", before=_lost_and_known, act=_discard, holds=_discarded),
    Row(point="conflicts.Conflicts.undo_discard", before=_was_discarded, act=_undo, holds=_kept_beside),
    Row(point="conflicts.Conflicts.end_discards", before=_discarded_long_ago, act=_end, holds=_erased, by_itself=True),
    Row(point="claims.Claims.let_go", before=_lost_and_known, act=_let_go, holds=_erased),
    Row(point="proposals.ProposedHere.refresh", who=SUE, before=_proposed_to_sue, act=_hear_of_it, holds=_heard_of_it),
    Row(
        point="proposals.ProposedHere.end",
        who=SUE,
        before=_sue_heard_of_a_proposal,
        act=_end_proposal,
        again=_end_again,
        holds=_dealt_with,
    ),
    Row(point="taking_over.TakingOver.take", who=SUE, before=_held_by_ann, act=_take_over, holds=_is_sues),
    Row(point="supervising.Supervising._line", who=SUE, before=_waits, act=_pin, holds=_pinned),
)
