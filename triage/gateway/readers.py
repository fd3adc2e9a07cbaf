"""Where payloads are read: in threads of the gateway, or in processes of their own that do not hold up its calls."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import TypeVar

from triage.gateway.logs import places, say
from triage.gateway.reading import Arrival, Reading, read_payload, unreadable, urgency_of
from triage.insight.risk.pack import Pack, read_pack, shipped_pack
from triage.models import codec
from triage.models.profile import Profile

T = TypeVar("T")
THREADS = 2
PATIENCE = 60.0
"""Seconds that one payload may take; a real one takes milliseconds, the largest allowed a few seconds."""
STARTS_WITHIN = 600.0
"""Seconds that a new process may take until it reads: on a machine that many want, longer than any payload, and that is
no payload's fault."""
KINDER = 10
"""How much reading steps back behind answering (nice), where the system knows that."""
GLANCE_PATIENCE = 5.0
"""The same for a glance: what takes longer waits for its turn."""
Work = Callable[[bytes, Arrival, Profile, Pack], T]
Read = Work[Reading]


class BrokenError(Exception):
    """The pool broke under a piece of work, or was replaced before its turn came."""


class GivenUpError(Exception):
    """A piece of work failed. ``args``: why, and where."""


class Readers:
    """Reads payloads. ``processes`` 0: threads. A payload that cannot be read, that kills its process or that outlasts
    our patience comes back as `unreadable`; the others of its round are not touched by that. ``pack``: the rules that
    risk is sensed by; None: the shipped ones.
    """

    def __init__(
        self, processes: int, *, pack: Pack | None = None, patience: float = PATIENCE, read: Read = read_payload
    ) -> None:
        self._processes = processes
        self._pack = pack or shipped_pack()
        self._patience = patience
        self._read = read
        self._pool: Executor | None = None
        self._up: Future[int] | None = None
        self._profile: Profile | None = None

    @property
    def width(self) -> int:
        """How many are read side by side."""
        return self._processes or THREADS

    def warm(self, profile: Profile) -> None:
        """Start the processes before the first payload comes: that takes longer than reading it."""
        if self._processes and self._pool is None:
            self._profile = profile
            self._pool = self._open()

    async def read(self, payloads: Sequence[tuple[Arrival, bytes]], profile: Profile) -> list[tuple[Arrival, Reading]]:
        """Every payload read, in the order given."""
        self._know(profile)
        found: dict[int, Reading] = {}
        broken: list[tuple[Arrival, bytes]] = []
        sent = [(arrival, raw, self._send(self._read, raw, arrival)) for arrival, raw in payloads]
        for arrival, raw, future in sent:
            reading = await self._reading(future, arrival)
            if reading is None:
                broken.append((arrival, raw))
            else:
                found[arrival.id] = reading
        for arrival, raw in broken:
            # One of them ended its process, and the others with it: each gets another try by itself.
            reading = await self._reading(self._send(self._read, raw, arrival), arrival)
            found[arrival.id] = reading or self._given_up(arrival, "process-died")
        return [(arrival, found[arrival.id]) for arrival, _ in payloads]

    async def glance(self, payloads: Sequence[tuple[Arrival, bytes]], profile: Profile) -> dict[int, int]:
        """How urgent each seems (`urgency_of`), by its id; what a glance cannot tell is left out and waits its turn."""
        self._know(profile)
        sent = [(arrival, self._send(urgency_of, raw, arrival)) for arrival, raw in payloads]
        found: dict[int, int] = {}
        for arrival, future in sent:
            with contextlib.suppress(BrokenError, GivenUpError):
                found[arrival.id] = await self._result(future, GLANCE_PATIENCE)
        return found

    def _know(self, profile: Profile) -> None:
        if self._processes and profile is not self._profile:
            self._replace()  # the processes know the profile that they were started with
        self._profile = profile

    def close(self) -> None:
        """Let what is being read end, and drop the rest: it waits in the database for the next start."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def _send(self, work: Work[T], raw: bytes, arrival: Arrival) -> Future[T] | None:
        if self._pool is None:
            self._pool = self._open()
        try:
            if self._processes:
                return self._pool.submit(_work_here, work, raw, arrival)
            assert self._profile is not None
            return self._pool.submit(work, raw, arrival, self._profile, self._pack)
        except BrokenExecutor:
            return None

    async def _reading(self, future: Future[Reading] | None, arrival: Arrival) -> Reading | None:
        """None: the pool broke under it."""
        try:
            return await self._result(future, self._patience)
        except BrokenError:
            return None
        except GivenUpError as error:
            return self._given_up(arrival, *error.args)

    async def _result(self, future: Future[T] | None, patience: float) -> T:
        """Raises BrokenError and GivenUpError."""
        if future is None:
            self._replace()
            raise BrokenError
        await self._started()
        try:
            async with asyncio.timeout(patience):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            self._replace()
            raise GivenUpError("too-slow", ()) from None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            raise BrokenError from None  # its pool was replaced before its turn came
        except BrokenExecutor:
            self._replace()
            raise BrokenError from None
        except Exception as error:
            raise GivenUpError(type(error).__name__, places(error.__traceback__)) from error

    async def _started(self) -> None:
        if self._up is not None and not self._up.done():
            done, _ = await asyncio.wait([asyncio.wrap_future(self._up)], timeout=STARTS_WITHIN)
            for one in done:
                _ = one.cancelled() or one.exception()  # what waits for the pool meets the same by itself

    def _given_up(self, arrival: Arrival, why: str, where: Sequence[str] = ()) -> Reading:
        say(
            "unreadable", logging.ERROR, report_id=arrival.report_id, version=arrival.version, error=why,
            where=" < ".join(reversed(where)),
        )  # fmt: skip
        assert self._profile is not None
        return unreadable(arrival, self._profile)

    def _replace(self) -> None:
        """A new pool for what comes next. Processes of the old one are ended, threads cannot be and run out."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        # Asked first: shutting down forgets them, and what hangs would go on hanging.
        processes = list((pool._processes or {}).values()) if isinstance(pool, ProcessPoolExecutor) else []
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()

    def _open(self) -> Executor:
        if not self._processes:
            return ThreadPoolExecutor(THREADS, thread_name_prefix="reader")
        pool = ProcessPoolExecutor(
            self._processes,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_begin,
            initargs=(codec.encode(self._profile), self._pack.content),
        )
        self._up = pool.submit(os.getpid)
        return pool


_HERE: list[tuple[Profile, Pack]] = []
"""In a reading process: the profile and the rules it was started with (what an initialiser can leave behind)."""


def _begin(profile: bytes, pack: str) -> None:
    """What a reading process does first: it leaves signals to the gateway, ends when that ends, and steps back."""
    for number in (signal.SIGINT, signal.SIGTERM):  # a service manager may tell all processes at once
        signal.signal(number, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def end_with_parent() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=end_with_parent, daemon=True, name="parent").start()
    if hasattr(os, "nice"):
        os.nice(KINDER)
    _HERE[:] = [(codec.decode(Profile, profile), read_pack(pack))]


def _work_here(work: Work[T], raw: bytes, arrival: Arrival) -> T:
    return work(raw, arrival, *_HERE[0])
