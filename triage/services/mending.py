"""A store that turns out damaged while people work: replaced by what can be read of it, without closing the window.

What the new store lacks is fetched from the gateway; what became of each thing is told until the person has read it.
"""

from __future__ import annotations

import asyncio
import importlib
from dataclasses import replace

from sqlalchemy import Connection

from triage.models import codec
from triage.models.errors import InputError, KnownError
from triage.models.salvage import KEPT_DAYS, Fate, Salvage, Salvaged
from triage.services import snapshot, state, work
from triage.services.claims import Claims
from triage.services.hub import Notice, OutboxChanged, ReportsChanged, StoreMended
from triage.services.puller import Puller
from triage.services.workplace import Workplace

CHECK_EVERY = 4 * 3600.0
"""Seconds from one reading of the whole file to the next."""
AGAIN = 5.0
"""Seconds until a replacement that failed (the disk is full) is tried again."""


class Mending:
    def __init__(self, place: Workplace, claims: Claims, puller: Puller) -> None:
        self._store = place.store
        self._hub = place.hub
        self._clock = place.clock
        self._audit = place.audit
        self._claims = claims
        self._puller = puller

    async def run(self) -> None:
        """Until cancelled: fetch what a salvage left to be fetched, and mend whenever the store says it is damaged."""
        await self._fetch()
        while True:
            self._store.has_mender = True
            try:
                await self._store.damaged.wait()
                await self._mend()
            finally:
                self._store.has_mender = False  # what follows must not wait for itself
            await self._fetch()

    async def check(self) -> None:
        """Read the whole file once the queue is complete, and again every few hours."""
        await self._puller.caught_up.wait()
        while True:
            await self._store.check()
            await self.tidy()
            await asyncio.sleep(CHECK_EVERY)

    async def tidy(self) -> int:
        """Erase damaged files that were put aside more than `KEPT_DAYS` ago, unless what became of their work has not
        been read yet; gives how many. The person is told, and the audit says which."""
        if await self.told() is not None:
            return 0
        exchange = importlib.import_module("triage.services.salvage.exchange")
        old = await asyncio.to_thread(exchange.expired, self._store.path, self._clock.now())
        if not old:
            return 0

        def write(conn: Connection) -> None:
            for aside in old:
                self._audit.line(conn, "salvage.erased", file=aside.name)

        await self._store.write(write)
        for aside in old:
            await asyncio.to_thread(exchange.remove, aside)
        what = f"A damaged file of more than {KEPT_DAYS} days ago was erased."
        self._hub.publish(Notice("info", what, "What was saved from it is where it was.", key="salvage"))
        return len(old)

    async def told(self) -> Salvage | None:
        """What became of the work in a damaged store; None when nothing is to be read."""
        return await self._store.read(_told)

    async def noted(self) -> None:
        """The person has read it."""
        await self._store.write(lambda conn: state.drop(conn, state.SALVAGE))

    async def _mend(self) -> None:
        rescue = importlib.import_module("triage.services.salvage.rescue").rescue
        now = self._clock.now()
        while True:
            try:
                await self._store.replace_file(lambda path, key: rescue(path, key, now))
            except KnownError as error:
                self._hub.publish(Notice("error", error.what, error.do, key="store"))
                await asyncio.sleep(AGAIN)
            else:
                break
        self._puller.start_over()
        self._hub.publish(ReportsChanged(None))
        self._hub.publish(OutboxChanged(frozenset()))
        self._hub.publish(StoreMended())

    async def _fetch(self) -> None:
        """Take in from the gateway what it holds for us; then say of each thing whether it came."""
        told = await self.told()
        if told is None or not told.of(Fate.FETCH):
            return
        await self._puller.caught_up.wait()
        await self._claims.reconcile(starting=True)

        def write(conn: Connection) -> None:
            things = tuple(_fetched(conn, thing) for thing in told.things)
            state.put(conn, state.SALVAGE, codec.encode(replace(told, things=things)).decode())

        await self._store.write(write)
        self._hub.publish(StoreMended())


def _told(conn: Connection) -> Salvage | None:
    text = state.get(conn, state.SALVAGE)
    try:
        return codec.decode(Salvage, text) if text else None
    except InputError:  # written by another version
        return None


def _fetched(conn: Connection, thing: Salvaged) -> Salvaged:
    """With its fate as it is now; what is not here yet may still come."""
    if thing.fate is not Fate.FETCH or thing.report_id is None or work.work_of(conn, thing.report_id) is None:
        return thing
    summary = snapshot.summary_of(conn, thing.report_id)
    name = thing.name or (f"{summary.title}, {summary.customer_reference}" if summary else "")
    there = thing.what != "draft" or work.draft_of(conn, thing.report_id) is not None
    return replace(thing, name=name, fate=Fate.FETCHED if there else Fate.LOST)
