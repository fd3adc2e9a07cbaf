"""Rows: what a report meets from the hub's call until it is settled and erased."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from triage.bench.crash.gateway.around import Around
from triage.bench.crash.gateway.asked import held_by
from triage.bench.crash.gateway.row import POSTGRESQL, SQLITE, Row, sent
from triage.bench.crash.gateway.settings import BOB, RETENTION_DAYS
from triage.bench.crash.points import table as of_desks
from triage.bench.crash.points.scene import ANN, FILED, MINE, SUE, UNDO
from triage.gateway import tables
from triage.models.stage import Stage

LEASE = 901
"""Seconds after which a lease has run out."""


async def _post(there: Around) -> None:
    await there.post()


async def _stored(there: Around) -> bool:
    return bool(await there.count(tables.submissions))


async def _finish_what_came(there: Around) -> None:
    await there.read_all()
    await there.finish()


async def _newer(there: Around) -> None:
    await there.arrive(told=1)


async def _has_two(there: Around) -> bool:
    return int(await there.scalar(select(func.max(tables.reports.c.version)))) > 1


async def _waits(there: Around) -> None:
    await there.arrive()
    await there.pull(ANN)


async def _left_by_bob(there: Around) -> None:
    """Bob's lease has run out, and nobody has noticed."""
    await there.arrive()
    await held_by(there, BOB)
    await there.pull(ANN)
    there.clock.advance(seconds=LEASE)


async def _next(there: Around) -> None:
    await (await there.desk(ANN)).claims.claim_next()


async def _taken_in_or_next(there: Around) -> None:
    """The same where another held it before."""
    desk = await there.desk(ANN)
    await desk.claims.reconcile()
    await there.pull(ANN)
    if not (await there.row(ANN)).mine:
        await _next(there)


async def _claim(there: Around) -> None:
    await (await there.desk(ANN)).claims.claim(there.report)


async def _taken_in(there: Around) -> None:
    """The desk asks what became of its wish."""
    desk = await there.desk(ANN)
    await desk.claims.reconcile()
    await there.pull(ANN)
    if await there.stage(ANN) is Stage.INCOMING:
        await _next(there)


async def _is_anns(there: Around) -> bool:
    claimed = await there.at_gateway() is Stage.CLAIMED
    return claimed and await there.stage(ANN) is Stage.CLAIMED and (await there.row(ANN)).mine


async def _half_over(there: Around) -> None:
    await there.hold()
    there.clock.advance(seconds=400)


async def _renew(there: Around) -> None:
    await (await there.desk(ANN)).loops.renewals.round()


async def _renewed(there: Around) -> bool:
    lease = (await there.detail(ANN)).lease
    return lease is not None and lease.expires_at - there.clock.now() > timedelta(seconds=800)


async def _written(there: Around) -> None:
    await there.hold()
    await there.write()


async def _upload(there: Around) -> None:
    await (await there.desk(ANN)).loops.uploader.upload()


async def _uploaded(there: Around) -> bool:
    kept = (await (await there.desk(ANN)).fetch(there.report)).draft
    return kept is not None and kept.rationale == MINE


async def decided(there: Around) -> None:
    """Ann has decided a report; it is about to be sent."""
    await there.decide()
    there.clock.advance(seconds=UNDO)


async def decided_with_files(there: Around) -> None:
    """The same of one with files."""
    await there.decide(number=FILED)
    there.clock.advance(seconds=UNDO)


async def is_closed(there: Around) -> bool:
    """Whether the gateway has all of it."""
    return await there.at_gateway() is Stage.CLOSED


async def _is_free(there: Around) -> bool:
    return await there.at_gateway() is Stage.INCOMING


async def _given_back(there: Around) -> bool:
    return await _is_free(there) and await there.stage(ANN) is Stage.INCOMING


async def _run_out(there: Around) -> None:
    await _written(there)
    await _upload(there)
    there.clock.advance(seconds=LEASE)


async def _swept(there: Around) -> None:
    await there.until(lambda _connection: _is_free(there))


async def _long_closed(there: Around) -> None:
    await there.close(number=FILED)
    there.clock.advance(days=RETENTION_DAYS, hours=1)


async def _erase(there: Around) -> None:
    await there.until(lambda _connection: _erased(there))


async def _erased(there: Around) -> bool:
    """Its words are gone, and there is a row that says so."""
    rows = await there.count(tables.erasures)
    words = await there.scalar(select(func.sum(func.length(tables.submissions.c.raw))))
    return bool(rows) and not words


async def _take_over(there: Around) -> None:
    """With what her screen shows, however often she has to press."""
    desk = await there.desk(SUE)
    if there.held is None:
        there.held = next(one for one in (await desk.taking_over.held()).items if one.report_id == there.report)
    await desk.taking_over.take(there.held, await desk.taking_over.look(there.held), "Her computer stands still.")


async def _taken_over(there: Around) -> None:
    """Sue, whose report it is now, gives it back, so that Ann can end it."""
    desk = await there.desk(SUE)
    await desk.claims.release(there.report)
    ann = await there.desk(ANN)
    await ann.loops.renewals.round(everything=True)
    if await ann.conflicts.waiting():
        await ann.claims.let_go(there.report)
    await there.finish()


async def _is_gone(there: Around) -> None:
    """Nobody has anything left to do."""
    await there.pull(ANN)


_BACK = of_desks.ROWS["claims.Claims.give_back"]
_OVER = of_desks.ROWS["taking_over.TakingOver.take"]
ROWS = (
    Row(point="arrivals.Arrivals._stepwise", act=_post, holds=_stored, after=_finish_what_came, only=SQLITE),
    Row(point="arrivals.Arrivals._alone", act=_post, holds=_stored, after=_finish_what_came, only=POSTGRESQL),
    Row(point="reader.Reader._publish", before=_waits, act=_newer, holds=_has_two),
    Row(point="claims.Claims._by_steps", before=_waits, act=_next, again=_taken_in, holds=_is_anns, only=SQLITE),
    Row(point="claims.Claims._call", before=_waits, act=_next, again=_taken_in, holds=_is_anns, only=POSTGRESQL),
    Row(
        point="claims.Claims._by_function",
        before=_left_by_bob,
        act=_next,
        again=_taken_in_or_next,
        holds=_is_anns,
        only=POSTGRESQL,
    ),
    Row(point="routes.queue.QueueRoutes.claim_one", before=_waits, act=_claim, again=_taken_in, holds=_is_anns),
    Row(point="routes.queue.QueueRoutes.renew", before=_half_over, act=_renew, holds=_renewed),
    Row(point="routes.deciding.DecidingRoutes.draft", before=_written, act=_upload, holds=_uploaded),
    sent("routes.deciding.DecidingRoutes.begin", decided, is_closed),
    sent("routes.deciding.DecidingRoutes.settle", decided_with_files, is_closed),
    Row(
        point="routes.deciding.DecidingRoutes.release",
        before=_BACK.before,
        act=_BACK.act,
        again=_BACK.again,
        holds=_given_back,
    ),
    Row(
        point="routes.taking_over.TakingOverRoutes.take_over",
        before=_OVER.before,
        act=_take_over,
        holds=_OVER.holds,
        after=_taken_over,
    ),
    Row(point="sweeper.sweep", before=_run_out, act=_swept, holds=_is_free),
    Row(point="retention.erase_due", before=_long_closed, act=_erase, holds=_erased, after=_is_gone),
)
