"""One handler's desktop as the program makes it, its loops stepped by hand, and ended at any moment."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import httpx
from sqlalchemy import Connection

from triage.bench.faults.network import GATEWAY_HOST, Killed, Line, Network
from triage.bench.faults.outside import ADDRESSES, token_of
from triage.models.clock import ManualClock
from triage.models.errors import KnownError
from triage.services.cipher import saving
from triage.services.desk import Desk
from triage.services.hub import Hub, Notice
from triage.services.store import Store
from triage.settings import DeskSettings

T = TypeVar("T")
KEY = bytes(range(32))
SENDING = "send "
"""How the pusher names what it starts."""


class InlineStore(Store):
    """The store without its threads: the same seed gives the same order of everything.

    ``left``: after so many more commits the desktop ends; None: it does not. ``closing``: only its files are left to
    be let go.
    """

    left: int | None = None
    dead = False
    closing = False

    async def write(self, fn: Callable[[Connection], T]) -> T:
        self._check()
        done = await super().write(fn)
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                self.dead = True
                raise Killed
        return done

    async def read(self, fn: Callable[[Connection], T]) -> T:
        self._check()
        return await super().read(fn)

    def _check(self) -> None:
        if self.closing:
            raise KnownError("This desktop has ended.")
        if self.dead:
            raise Killed

    async def _submit(self, _executor: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return saving(work)


class HeldKey:
    """The key of a run's store: nothing in it is worth a key of its own."""

    def load(self, *, may_make: bool = True) -> bytes:  # noqa: ARG002 - there is nothing to make
        return KEY


class Workstation:
    """``bugs`` gathers what the desk called a mistake of its own: a run in which one was told has failed."""

    def __init__(self, who: str, folder: Path, clock: ManualClock, network: Network) -> None:
        self.who = who
        self.clock = clock
        self.bugs: list[str] = []
        self.kind_of_store: type[InlineStore] = InlineStore
        self._folder = folder
        self._network = network
        self._number = 0
        self._sending: set[asyncio.Task[Any]] = set()
        self._stores: list[InlineStore] = []
        self.line = Line(network, who)
        self._desk: Desk | None = None
        self._wire: httpx.AsyncClient | None = None

    @property
    def desk(self) -> Desk:
        assert self._desk is not None, "the desktop is not open"
        return self._desk

    @property
    def store(self) -> InlineStore:
        return self._stores[-1]

    @property
    def dead(self) -> bool:
        return self.line.dead or self.store.dead

    async def open(self) -> None:
        """Start the program: what the last one left is taken in as `Desk.start` does it."""
        self._number += 1
        self.line = Line(self._network, self.who, down=self.line.down)
        hub = Hub()
        hub.subscribe(Notice, self._told)
        self._wire = httpx.AsyncClient(transport=self.line, trust_env=False)
        self._desk = await Desk.open(
            self._settings(),
            key=HeldKey(),
            hub=hub,
            clock=self.clock,
            rng=random.Random(f"{self.who} {self._number}"),
            wire=self._wire,
            open_store=self._open_store,
        )
        await self.desk.outbox.recover()

    async def end(self) -> None:
        """The program is gone: nothing of it is stored or sent any more."""
        self.line.dead = True
        self.store.dead = True
        await self._sent()
        self.store.closing = True
        await self.desk.stop()
        assert self._wire is not None
        await self._wire.aclose()

    async def push(self) -> int:
        """One turn of the outbox, to the end of what it started; how much that was."""
        before = asyncio.all_tasks()
        started = await self.desk.loops.pusher.turn()
        self._sending |= {task for task in asyncio.all_tasks() - before if task.get_name().startswith(SENDING)}
        await self._sent()
        return started

    async def _sent(self) -> None:
        """Wait for what is being sent; what ended a sending is the pusher's to tell."""
        sending, self._sending = self._sending, set()
        await asyncio.gather(*sending, return_exceptions=True)

    async def pull(self) -> None:
        """Read the feed to its end."""
        while await self.desk.loops.puller.pull():
            continue

    async def _open_store(self, path: Path, key: bytes) -> Store:
        store = await self.kind_of_store.open(path, key)
        assert isinstance(store, InlineStore)
        self._stores[:] = [store]
        return store

    def _told(self, notice: Notice) -> None:
        if notice.key.startswith("bug:") and Killed.__name__ not in notice.key:
            self.bugs.append(notice.key)

    def _settings(self) -> DeskSettings:
        return DeskSettings(
            mode="live",
            home=self._folder / self.who,
            gateway_url=f"https://{GATEWAY_HOST}",
            token=token_of(self.who),
            handler_id=self.who,
            handler_name=self.who.title(),
            key_source="training-file",
            records=ADDRESSES,
        )
