"""The scripted handler that is killed: real services over a real store, one life for each order.

It begins each life by looking whether every draft that it was told is saved is there, then goes on with what it holds.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
from dataclasses import replace
from pathlib import Path

from triage.bench.crash.orders import Acks, Order
from triage.bench.crash.watched import Watch, watching
from triage.bench.handler import fill
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.query import ListQuery, View
from triage.models.stage import Stage
from triage.services.desk import Desk
from triage.services.hub import OutboxChanged, ReportsChanged
from triage.settings import DeskSettings, load_settings

WORDS = 3
"""Drafts saved for each report, each longer than the one before."""
AT_ONCE = 2
"""Operations on their way above which the handler waits before the next report."""
ROOM = 24 * 1024
"""Bytes that a disk still takes once it is called full."""
EDITABLE = (Stage.CLAIMED, Stage.IN_TRIAGE)


def live(order: Order, environment: dict[str, str], home: Path) -> None:
    """One life, in a process of its own; returns only when it is not killed."""
    acks = Acks(home)
    asyncio.run(_live(order, load_settings(environment), acks))


async def _live(order: Order, settings: DeskSettings, acks: Acks) -> None:
    async with asyncio.TaskGroup() as group:
        full = group.create_task(_full(order, settings.store_path))
        desk = await _opened(settings, dying(order, acks))
        handler = ScriptedHandler(desk, acks)
        try:
            await handler.compare()
            await desk.start()
            await handler.work(order.reports)
        finally:
            full.cancel()
            await desk.stop()
    acks.tell("ended")


async def _opened(settings: DeskSettings, watch: Watch) -> Desk:
    """As the window does: what cannot be opened now (the disk is full) is tried again."""
    while True:
        try:
            return await Desk.open(settings, open_store=watching(watch))
        except KnownError:
            await asyncio.sleep(0.1)


def dying(order: Order, acks: Acks) -> Watch:
    """Kills this very process at the ordered commit."""
    met = 0

    def watch(name: str, moment: str) -> None:
        nonlocal met
        if (name, moment) == (order.point, order.moment):
            met += 1
            if met == order.nth:
                acks.tell("dying", point=name, moment=moment)
                os.kill(os.getpid(), signal.SIGKILL)

    return watch


async def _full(order: Order, path: Path) -> None:
    """The disk takes no more than a few pages for a while: the kernel refuses to make any file longer."""
    if not order.full_for:
        return
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    await asyncio.sleep(order.full_from)
    log = path.with_name(f"{path.name}-wal")
    there = log.stat().st_size if log.exists() else 0
    resource.setrlimit(resource.RLIMIT_FSIZE, (there + ROOM, most))
    try:
        await asyncio.sleep(order.full_for)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


class ScriptedHandler:
    """Claims, writes, decides and goes on; whatever a person could see fail is tried again a moment later."""

    def __init__(self, desk: Desk, acks: Acks) -> None:
        self._desk = desk
        self._acks = acks
        self._decided = 0

    async def compare(self) -> None:
        """Tell each draft that was acknowledged and is not there, in the store as the last life left it."""
        for name, saved in self._acks.last_saved().items():
            detail = await self._desk.reports.detail(ReportId(name))
            if detail is None or detail.stage not in EDITABLE or detail.body is None:
                continue  # decided: the decision keeps it, and the accounts at the end compare that
            draft = detail.draft
            same = draft.revision == saved["revision"]
            if draft.revision < saved["revision"] or (same and draft.rationale != saved["words"]):
                self._acks.tell("draft lost", report=name, acknowledged=saved, found=draft.revision)

    async def work(self, reports: int) -> None:
        """See `Order.reports`."""
        await self._desk.synced()
        while True:
            try:
                await self._desk.claims.reconcile(starting=True)
                await self._finish_mine()
                done = 0 <= reports <= self._decided
                none = not done and (await self._claim()) is None
                done = done or (none and reports < 0)
                await self._sent(0 if done else AT_ONCE)
                if done and not await self._mine():
                    return
                if none and not done:  # one that was given when the disk took no more is told by the feed
                    await asyncio.sleep(0.05)
            except KnownError:
                await asyncio.sleep(0.05)

    async def _claim(self) -> ReportId | None:
        report_id = await self._desk.claims.claim_next()
        if report_id is not None:
            self._acks.tell("claimed", report=report_id)
        return report_id

    async def _mine(self) -> tuple[ReportId, ...]:
        return tuple(await self._desk.reports.ids(ListQuery(view=View.MINE, me=self._desk.me.id)))

    async def _finish_mine(self) -> None:
        for report_id in await self._mine():
            detail = await self._desk.reports.detail(report_id)
            if detail is not None and detail.body is not None and detail.stage in EDITABLE:
                await self._decide(report_id)

    async def _decide(self, report_id: ReportId) -> None:
        desk = self._desk
        await desk.triage.open(report_id)
        detail = await desk.reports.detail(report_id)
        assert detail is not None
        assert detail.body is not None
        told = {"assessment": detail.body.assessment, "by": desk.me.id, "now": desk.clock.now()}
        draft = fill(detail.body.report, detail.draft, desk.profile, **told)  # type: ignore[arg-type]
        for number in range(1, WORDS + 1):
            words = "Typed on. " * number
            saved = await desk.drafts.save(replace(draft, rationale=words))
            self._acks.tell("saved", report=report_id, revision=saved.revision, words=words)
        await desk.triage.decide(report_id)
        self._decided += 1
        self._acks.tell("decided", report=report_id)

    async def _sent(self, most: int) -> None:
        """Until no more than ``most`` operations are on their way."""
        changed = asyncio.Event()
        kinds = (OutboxChanged, ReportsChanged)
        ends = [self._desk.hub.subscribe(kind, lambda _event: changed.set()) for kind in kinds]
        try:
            while (await self._desk.outbox.figures()).waiting > most:
                await changed.wait()
                changed.clear()
        finally:
            for end in ends:
                end()
