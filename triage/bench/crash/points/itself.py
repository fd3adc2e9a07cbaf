"""Rows: what goes on by itself: the first start, the feed, leases, copies of drafts, wishes, a damaged store."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import func, select

from triage.bench.crash.points.damage import wreck
from triage.bench.crash.points.row import Row
from triage.bench.crash.points.scene import ANN, MINE, SUE, UNDO, Scene, gateway_away, gateway_back
from triage.bench.faults.step import Fault
from triage.models.errors import KnownError
from triage.models.salvage import KEPT_DAYS, Fate
from triage.models.stage import Stage
from triage.services import profiles, state, work
from triage.services.hub import StoreMended
from triage.services.learning import roles_of
from triage.services.tables import INTENTS

PATIENCE = 20.0
"""Seconds until something that does not come is taken for missing."""


async def _chain_made(there: Scene) -> bool:
    return ANN in there.opened and bool(await there.state(state.STORE_ID))


async def _profile_kept(there: Scene) -> bool:
    if ANN not in there.opened:
        return False
    kept = await profiles.cached((await there.desk()).store)
    return kept is not None and kept.version == there.outside.profile.version


async def _ask_roles(there: Scene) -> None:
    await (await there.desk()).roles.run()


async def _roles_kept(there: Scene) -> bool:
    return await (await there.desk()).store.read(lambda conn: roles_of(conn, ANN)) == {"handler"}


async def _comes(there: Scene) -> None:
    await there.desk()
    await there.arrive()


async def _in_the_queue(there: Scene) -> bool:
    return await there.stage() is not None and bool(await there.state(state.CURSOR))


async def _restored(there: Scene) -> None:
    """The gateway does not know our place in the feed any more."""
    desk = await there.desk()
    await there.arrive()
    await there.pull()
    await desk.store.write(lambda conn: state.put(conn, state.CURSOR, "of-another-database"))


async def _read_anew(there: Scene) -> bool:
    return await there.state(state.GENERATION) == "2" and await there.stage() is Stage.INCOMING


async def _nothing_to_take(there: Scene) -> None:
    assert await (await there.desk()).claims.claim_next() is None


async def _no_wish(there: Scene) -> bool:
    """The wish is over, and nothing of it is left."""
    count = select(func.count()).select_from(INTENTS)
    asked = "claim.asked" in await there.audited()
    return asked and not await (await there.desk()).store.read(lambda conn: conn.scalar(count))


async def _wish_ends(there: Scene) -> None:
    """After a lease's life it holds nothing any more."""
    there.clock.advance(seconds=901)
    await _reconcile(there)


async def _reconcile(there: Scene) -> None:
    await (await there.desk()).claims.reconcile()


async def _sue_has_it(there: Scene) -> None:
    await there.desk()
    await there.hold(SUE)
    await there.pull()


async def _claim(there: Scene) -> None:
    await (await there.desk()).claims.claim(there.report)


async def _refused_unheard(there: Scene) -> None:
    """The gateway refused, and the answer was lost."""
    await _sue_has_it(there)
    await _without_an_answer(there, Fault.DROPPED)


async def _asked_long_ago(there: Scene) -> None:
    await there.desk()
    there.station(ANN).line.set_weather((Fault.LOST,))
    try:
        await (await there.desk()).claims.claim_next()
    except KnownError:
        there.clock.advance(seconds=901)


async def _without_an_answer(there: Scene, fault: Fault) -> None:
    there.station(ANN).line.set_weather((fault,))
    try:
        await _claim(there)
    except KnownError:
        return
    raise AssertionError("the claim was answered")


async def _half_over(there: Scene) -> None:
    await there.hold()
    there.clock.advance(seconds=400)


async def _renew(there: Scene) -> None:
    await (await there.desk()).loops.renewals.round()


async def _renewed(there: Scene) -> bool:
    lease = (await there.detail()).lease
    return lease is not None and lease.expires_at - there.clock.now() > timedelta(seconds=800)


async def _written(there: Scene) -> None:
    await there.hold()
    await there.write()


async def _upload(there: Scene) -> None:
    await (await there.desk()).loops.uploader.upload()


async def _uploaded(there: Scene) -> bool:
    """The gateway has the words, and that is known here."""
    desk = await there.desk()
    kept = (await desk.fetch(there.report)).draft
    known = await desk.store.read(lambda conn: work.draft_is_uploaded(conn, there.report))
    return known and kept is not None and kept.rationale == MINE


async def _waits_for_link(there: Scene) -> None:
    await there.decide()
    there.clock.advance(seconds=UNDO)
    gateway_away(there)
    await there.push()


async def _link_is_back(there: Scene) -> None:
    gateway_back(there)
    await (await there.desk()).loops.probes.round()
    await there.push()


async def _went(there: Scene) -> bool:
    return await there.at_gateway() is Stage.CLOSED


async def _templates(there: Scene) -> None:
    await (await there.desk()).messages.templates()


async def _templates_kept(there: Scene) -> bool:
    return bool(await (await there.desk()).messages.kept_templates())


async def _wrecked(there: Scene) -> None:
    """A page with something that the gateway has too is damaged; another store stands in the place of that file."""
    await _written(there)
    await _upload(there)
    await there.end()
    await asyncio.to_thread(wreck, there.folder / ANN / "desk.db", there.clock.now())
    await there.desk()


async def _fetch(there: Scene) -> None:
    desk = await there.desk()
    told = await desk.mending.told()
    if told is None or not told.of(Fate.FETCH):
        return
    mended = asyncio.Event()
    desk.hub.subscribe(StoreMended, lambda _event: mended.set())
    desk.spawn("mend", desk.mending.run())
    async with asyncio.timeout(PATIENCE):
        await mended.wait()


async def _fetched(there: Scene) -> bool:
    desk = await there.desk()
    told = await desk.mending.told()
    words = (await desk.drafts.load(there.report)).rationale
    return told is not None and not told.of(Fate.FETCH, Fate.LOST) and words == MINE


async def _wrecked_and_fetched(there: Scene) -> None:
    await _wrecked(there)
    await _fetch(there)


async def _read(there: Scene) -> None:
    await (await there.desk()).mending.noted()


async def _is_read(there: Scene) -> bool:
    return not await there.state(state.SALVAGE)


async def _put_aside(there: Scene) -> None:
    """A damaged file of long ago, of which everything was read."""
    path, then = (await there.desk()).store.path, there.clock.now() - timedelta(days=KEPT_DAYS + 1)
    path.with_name(f"{path.name}.damaged-{then:%Y%m%d-%H%M%S}").write_bytes(b"sealed")


async def _tidy(there: Scene) -> None:
    await (await there.desk()).mending.tidy()


async def _erased(there: Scene) -> bool:
    """Gone, and the audit says so."""
    path = (await there.desk()).store.path
    return not list(path.parent.glob("*.damaged-*")) and "salvage.erased" in await there.audited()


ROWS = (
    Row(point="opening.open_parts", act=Scene.desk, holds=_chain_made, by_itself=True),
    Row(point="profiles.fetch", act=Scene.desk, holds=_profile_kept, by_itself=True),
    Row(point="roles.Roles._ask", before=Scene.desk, act=_ask_roles, holds=_roles_kept, by_itself=True),
    Row(point="reports.Reports.apply", before=_comes, act=Scene.pull, holds=_in_the_queue, by_itself=True),
    Row(point="reports.Reports.start_over", before=_restored, act=Scene.pull, holds=_read_anew, by_itself=True),
    Row(point="claims.Claims.claim_next", before=Scene.desk, act=_nothing_to_take, again=_wish_ends, holds=_no_wish),
    Row(point="claims.Claims._failed", before=_sue_has_it, act=_claim, again=_reconcile, holds=_no_wish),
    Row(point="claims.Claims.reconcile", before=_refused_unheard, act=_reconcile, holds=_no_wish, by_itself=True),
    Row(point="claims.Claims._drop_old", before=_asked_long_ago, act=_reconcile, holds=_no_wish, by_itself=True),
    Row(point="renewals.Renewals.renew", before=_half_over, act=_renew, holds=_renewed, by_itself=True),
    Row(point="uploader.Uploader.upload", before=_written, act=_upload, holds=_uploaded, by_itself=True),
    Row(point="outbox.Outbox.resume", before=_waits_for_link, act=_link_is_back, holds=_went, nth=2, by_itself=True),
    Row(point="messages.Messages.templates", before=Scene.desk, act=_templates, holds=_templates_kept, by_itself=True),
    Row(point="mending.Mending._fetch", before=_wrecked, act=_fetch, holds=_fetched, by_itself=True),
    Row(point="mending.Mending.noted", before=_wrecked_and_fetched, act=_read, holds=_is_read),
    Row(point="mending.Mending.tidy", before=_put_aside, act=_tidy, holds=_erased, by_itself=True),
)
