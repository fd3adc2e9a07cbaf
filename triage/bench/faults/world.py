"""A small force under a run: each step is taken, and every promise held against what is there after it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from triage.bench.faults.acts import LOSING, OF_HANDLERS, OF_HELD, OF_THE_WORLD, deal_with
from triage.bench.faults.ending import check_end, check_noted
from triage.bench.faults.filed import Filed
from triage.bench.faults.force import Force, Handler
from triage.bench.faults.network import RECORDS_HOST, Killed, Network
from triage.bench.faults.outside import HANDLERS, Outside
from triage.bench.faults.promises import Broken, Promises
from triage.bench.faults.step import Step
from triage.bench.faults.workstation import Workstation
from triage.models.clock import ManualClock
from triage.models.errors import KnownError
from triage.models.ids import ReportId

START = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
ROUNDS = 12
"""So often everybody works on what is left once nothing is in the way; what is not done then is lost."""
UNDO = 11
"""Seconds: a decision can be undone for ten."""
BETWEEN = 400
"""Seconds between these rounds: longer than any pause of the outbox."""


class World(Force):
    """The same, taken through steps."""

    async def take(self, step: Step) -> None:
        """Do it, bring back desktops that ended, and hold every promise against what is there.

        Raises:
            Broken: one was not kept.
        """
        ann = self.handlers.get(step.who)
        if ann is not None:
            during = step.meanwhile
            happens = None if during is None else lambda: self._act(during)
            ann.station.line.set_weather(step.weather, happens, after=step.after)
            self.network.files.extend(step.files)
            ann.station.store.left = step.number if step.act not in _USES_NUMBER and step.number else None
        await self._act(step)
        self.network.files.clear()
        if self.network.crashed:
            await self.outside.restart()
        if self.wrong:
            raise Broken(self.wrong[0])
        for one in self.handlers.values():
            one.station.line.set_weather(())
            one.station.store.left = None
            if one.station.dead:
                await one.station.end()
                await one.station.open()
            await one.promises.check(self.outside)

    async def _act(self, step: Step) -> None:
        report = _chosen(self.acknowledged, step)
        if step.act in OF_THE_WORLD:
            await OF_THE_WORLD[step.act](self, None, step.number, report)
            return
        ann = self.handlers[step.who]
        try:
            if step.act in OF_HELD:
                report = _chosen(await ann.in_hand(), step) or report
            await OF_HANDLERS[step.act](self, ann, step.number, report)
        except KnownError:
            return
        except Killed:
            if step.act in LOSING and report is not None:
                ann.promises.maybe.add(report)

    async def finish(self) -> None:
        """Nothing is in the way any more: everybody works until all is done, then everything is counted.

        Raises:
            Broken: something is lost, doubled or stuck.
        """
        while self.network.late:
            await self.take(Step(act="late"))
        for who in self.handlers:
            await self.take(Step(act="plug", who=who))
        for _ in range(ROUNDS):
            for ann in self.handlers.values():
                await self._work(ann)
            await self.outside.tidy()
            await self.advance(BETWEEN)
            if not await check_end(self.filed, tuple(self.acknowledged), self._stations()):
                await check_noted(self.outside, self.noted)
                return
        left = await check_end(self.filed, tuple(self.acknowledged), self._stations())
        raise Broken(f"after everything was mended, this is still not done: {left}")

    async def _work(self, ann: Handler) -> None:
        for act in ("probe", "pull", "reconcile", "renew", "upload", "push", "claim_next", "claim_next"):
            await self._act(Step(act=act, who=ann.who))
        await ann.promises.check(self.outside)
        for report_id in await ann.in_hand():
            await deal_with(self, ann, report_id)
        await ann.promises.check(self.outside)
        await self.advance(UNDO)
        await self.take(Step(act="push", who=ann.who))

    def _stations(self) -> tuple[Workstation, ...]:
        return tuple(one.station for one in self.handlers.values())


def _chosen(reports: list[ReportId], step: Step) -> ReportId | None:
    return reports[step.report % len(reports)] if reports else None


_USES_NUMBER = frozenset({"unplug", "jump", *OF_THE_WORLD})


@asynccontextmanager
async def world(
    folder: Path, *, careful: bool, relayed: bool = False, ready: Path | None = None
) -> AsyncIterator[World]:
    """Everything open, every desktop at work; all of it closed at the end. ``ready`` as `Outside.open` takes it."""
    clock = ManualClock(START)
    network = Network(clock, frozenset() if careful else frozenset({RECORDS_HOST}))
    outside = Outside(folder, clock, network, careful=careful, relayed=relayed)
    await outside.open(ready)
    handlers = {}
    try:
        for who in HANDLERS:
            station = Workstation(who, folder, ManualClock(START), network)
            await station.open()
            handlers[who] = Handler(station, Promises(station))
        made = World(outside, network, clock, Filed(outside), handlers)
        network.served.append(made.watch)
        yield made
    finally:
        for ann in handlers.values():
            with contextlib.suppress(Killed):
                await ann.station.end()
        await outside.aclose()
