"""The encrypted local store: SQLCipher with a raw key, one writing and one reading thread (architecture §4, §7).

A function given to `Store.write` is one transaction: it commits as a whole when the function returns and is rolled
back as a whole when it raises. What it returns must be plain data (rule R2).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, exc

from triage.models.errors import BugError
from triage.services.cipher import KEY_BYTES, DamagedStore, StoreTrouble, connect, known, over, saving, sound
from triage.services.migrate import migrate
from triage.services.salvage import exchange
from triage.services.salvage.checking import check_log, check_work, damaged_pages
from triage.services.salvage.head import SpareHead
from triage.services.schema import MIGRATIONS

log = logging.getLogger("triage.store")
T = TypeVar("T")
MEND_SECONDS = 60.0
"""How long a transaction waits for a damaged file to be replaced."""


class Store:
    """The two connections and their threads. Made by `Store.open`, ended by `close`.

    ``damaged`` is set once anything says that the file is, until `replace_file` puts another in its place. When
    ``has_mender`` somebody does that at once, and whoever asks for a transaction waits instead of being refused.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise BugError(f"a store key has {KEY_BYTES} bytes")
        self._path = path
        self._key = key
        self._writer = ThreadPoolExecutor(1, "db-write")
        self._reader = ThreadPoolExecutor(1, "db-read")
        self._write: Connection | None = None
        self._read: Connection | None = None
        self._head: SpareHead | None = None
        self.damaged = asyncio.Event()
        self.mended = asyncio.Event()
        self.has_mender = False
        self._trouble = False
        self._tell: Callable[[StoreTrouble | None], None] = lambda _trouble: None

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self._path

    @classmethod
    async def open(cls, path: Path, key: bytes) -> Store:
        """Open or make the store and bring it up to date.

        Raises:
            DamagedStore: the file is damaged, or its key does not fit.
            KnownError: it is newer than this program, the disk is full or read-only, another program holds it.
        """
        store = cls(path, key)
        try:
            await store._open_both()
        except BaseException:
            await store.close()
            raise
        return store

    def tell(self, heard: Callable[[StoreTrouble | None], None]) -> None:
        """``heard`` is called whenever a transaction could not be written, and with None once one could be again."""
        self._tell = heard

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Run ``fn`` in one BEGIN IMMEDIATE transaction on the writing thread.

        Once asked for it runs to its end even when the caller is cancelled meanwhile.
        """
        try:
            told = await self._patiently(lambda: self._submit(self._writer, lambda: self._commit(fn)))
        except StoreTrouble as trouble:
            self._trouble = True
            self._tell(trouble)
            raise
        if self._trouble:
            self._trouble = False
            self._tell(None)
        return told

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run ``fn`` over one consistent snapshot on the reading thread, which cannot write."""
        return await self._patiently(lambda: self._submit(self._reader, lambda: self._transact(self._read, fn)))

    async def replace_file(self, make: Callable[[Path, bytes], T]) -> T:
        """Close the file, let ``make(path, key)`` put another in its place, go on with that one.

        Whoever asks for a transaction meanwhile waits. When ``make`` raises, the store stays closed and damaged: every
        transaction is refused as such until this is tried again.
        """
        self._is_damaged()
        await self._submit(self._reader, self._close_reader)
        told = await self._submit(self._writer, lambda: self._made_anew(make))
        await self._submit(self._reader, self._open_reader)
        self.damaged.clear()
        self.mended.set()
        return told

    async def check(self) -> bool:
        """Read the whole file on a thread of its own (some 4 ms for each MB); False, and ``damaged``, when it is."""
        found = await asyncio.to_thread(saving, damaged_pages, self._path, self._key)
        if found:
            log.error("the store has %d damaged pages", len(found))
            self._is_damaged()
        return not found

    async def close(self) -> None:
        """Finish what was asked for, then close both connections and end both threads. Twice is fine."""
        for executor, ending in ((self._reader, self._close_reader), (self._writer, self._close_writer)):
            with contextlib.suppress(RuntimeError):  # shut down already
                await self._submit(executor, ending)
            executor.shutdown(wait=True)

    async def _open_both(self) -> None:
        await self._submit(self._writer, self._open_writer)
        await self._submit(self._reader, self._open_reader)

    def _made_anew(self, make: Callable[[Path, bytes], T]) -> T:
        self._close_writer()
        told = make(self._path, self._key)
        self._open_writer()
        return told

    def _open_writer(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        exchange.finish(self._path)
        if exchange.gone(self._path):
            raise DamagedStore
        logged = check_log(self._path)
        raw = connect(self._path, self._key)
        try:
            migrate(raw, self._path, MIGRATIONS)
            check_work(raw)
            self._head = SpareHead(self._path, stale=logged)
            self._head.keep()
        except BaseException:
            raw.close()
            self._close_head()
            raise
        self._write = over(raw, begin="BEGIN IMMEDIATE")

    def _open_reader(self) -> None:
        raw = connect(self._path, self._key)
        raw.execute("PRAGMA query_only = ON")
        self._read = over(raw, begin="BEGIN")

    def _close_writer(self) -> None:
        connection, self._write = self._write, None
        if connection is not None:
            connection.close()
        self._close_head()

    def _close_head(self) -> None:
        head, self._head = self._head, None
        if head is not None:
            head.keep()  # what closing has written into the file
            head.close()

    def _close_reader(self) -> None:
        connection, self._read = self._read, None
        if connection is not None:
            connection.close()

    def _commit(self, fn: Callable[[Connection], T]) -> T:
        told = self._transact(self._write, fn)
        if self._head is not None:
            self._head.keep()
        return told

    def _transact(self, connection: Connection | None, fn: Callable[[Connection], T]) -> T:
        if connection is None:
            raise DamagedStore if self.damaged.is_set() else BugError("the store is closed")
        raw = connection.connection.driver_connection
        with connection.begin():
            try:
                told = fn(connection)
            except Exception as error:
                if not sound(raw):
                    raise DamagedStore from error
                raise
            if not sound(raw):
                raise DamagedStore  # what was read may be zeros
            return told

    def _is_damaged(self) -> None:
        self.mended.clear()
        self.damaged.set()

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        """What a damaged file broke off left nothing behind, so it is asked anew of the file in its place."""
        try:
            return await ask()
        except DamagedStore:
            if not self.has_mender:
                raise
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(MEND_SECONDS):
                    await self.mended.wait()
            return await ask()

    async def _submit(self, executor: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        future = asyncio.get_running_loop().run_in_executor(executor, work)
        future.add_done_callback(_retrieved)
        try:
            # Shielded: a cancelled caller must not leave a user action half wanted.
            return await asyncio.shield(future)
        except DamagedStore:
            self._is_damaged()
            raise
        except (sqlcipher.Error, exc.DBAPIError, OSError) as error:
            words = known(error)
            if words is None:
                raise
            if isinstance(words, DamagedStore):
                self._is_damaged()
            raise words from error


def _retrieved(future: asyncio.Future[Any]) -> None:
    """Log what nobody awaits any more (its caller was cancelled)."""
    if not future.cancelled() and (error := future.exception()) is not None:
        log.debug("a store call ended with %s", type(error).__name__)
