"""The encrypted local store: SQLCipher with a raw key, one writing and one reading thread (architecture §4, §7).

A function given to `Store.write` is one transaction: it commits as a whole when the function returns and is rolled
back as a whole when it raises. What it returns must be plain data (rule R2).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, create_engine, event, exc
from sqlalchemy.pool import NullPool

from triage.models.errors import BugError, KnownError
from triage.services.migrate import migrate
from triage.services.schema import MIGRATIONS

log = logging.getLogger("triage.store")
T = TypeVar("T")
KEY_BYTES = 32
BUSY_MS = 5000
CACHE_KB = 32 * 1024


def _connect(path: Path, key: bytes) -> Any:
    # check_same_thread: opened on its executor's one thread, closed there too.
    raw = sqlcipher.connect(str(path), check_same_thread=False, isolation_level=None, cached_statements=256)
    try:
        # The key comes first: nothing of an encrypted file can be read before it. It is hex, so it needs no quoting.
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        raw.execute("PRAGMA cipher_log_level = NONE")
        raw.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("PRAGMA secure_delete = ON")
        raw.execute("PRAGMA temp_store = MEMORY")
        # Each page read from the file is decrypted anew; the list's index of 100,000 reports fits in here.
        raw.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    except BaseException:
        raw.close()
        raise
    return raw


def _sqlalchemy(raw: Any, *, begin: str) -> Connection:
    """One SQLAlchemy connection for ever over one DB-API connection."""
    # Without parameters: the text of an error may reach a log, and what was to be stored is personal data.
    engine = create_engine("sqlite://", creator=lambda: raw, module=sqlcipher, poolclass=NullPool, hide_parameters=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # The driver is in autocommit mode, so that DDL and reads stand in exactly the transaction we ask for.
        connection.exec_driver_sql(begin)

    return engine.connect()


def known(error: BaseException) -> KnownError | None:
    """The words for a person when SQLite says something that can happen to one; None for anything else."""
    text = str(getattr(error, "orig", None) or error).lower()
    if "not a database" in text or "malformed" in text or "hmac check failed" in text or "file is encrypted" in text:
        return KnownError(
            "The local store cannot be read: its key does not fit, or the file is damaged.",
            "Nothing was changed. Ask support before you move or delete the file: unsent work may be in it.",
        )
    if "is full" in text or "disk i/o error" in text:
        return KnownError("The disk is full or failing, so this was not saved.", "Free some space; then do it again.")
    if "locked" in text or "busy" in text:
        return KnownError("Another program holds the local store.", "Close the other Triage; then do it again.")
    if "unable to open" in text or "readonly" in text:
        return KnownError("The local store cannot be opened for writing.", "Check the rights of its folder.")
    return None


class Store:
    """The two connections and their threads. Made by `Store.open`, ended by `close`."""

    def __init__(self, path: Path, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise BugError(f"a store key has {KEY_BYTES} bytes")
        self._path = path
        self._key = key
        self._writer = ThreadPoolExecutor(1, "db-write")
        self._reader = ThreadPoolExecutor(1, "db-read")
        self._write: Connection | None = None
        self._read: Connection | None = None

    @classmethod
    async def open(cls, path: Path, key: bytes) -> Store:
        """Open or make the store and bring it up to date.

        Raises:
            KnownError: the key does not fit or the file is damaged, it is newer than this program, the disk is full.
        """
        store = cls(path, key)
        try:
            await store._submit(store._writer, store._open_writer)
            await store._submit(store._reader, store._open_reader)
        except BaseException:
            await store.close()
            raise
        return store

    async def write(self, fn: Callable[[Connection], T]) -> T:
        """Run ``fn`` in one BEGIN IMMEDIATE transaction on the writing thread.

        Once asked for it runs to its end even when the caller is cancelled meanwhile.
        """
        return await self._submit(self._writer, lambda: self._transact(self._write, fn))

    async def read(self, fn: Callable[[Connection], T]) -> T:
        """Run ``fn`` over one consistent snapshot on the reading thread, which cannot write."""
        return await self._submit(self._reader, lambda: self._transact(self._read, fn))

    async def close(self) -> None:
        """Finish what was asked for, then close both connections and end both threads. Twice is fine."""
        for executor, name in ((self._reader, "_read"), (self._writer, "_write")):
            with contextlib.suppress(RuntimeError):  # shut down already
                await self._submit(executor, lambda name=name: self._close_one(name))  # type: ignore[misc]
            executor.shutdown(wait=True)

    def _open_writer(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        raw = _connect(self._path, self._key)
        try:
            migrate(raw, self._path, MIGRATIONS)
        except BaseException:
            raw.close()
            raise
        self._write = _sqlalchemy(raw, begin="BEGIN IMMEDIATE")

    def _open_reader(self) -> None:
        raw = _connect(self._path, self._key)
        raw.execute("PRAGMA query_only = ON")
        self._read = _sqlalchemy(raw, begin="BEGIN")

    def _close_one(self, name: str) -> None:
        connection: Connection | None = getattr(self, name)
        if connection is not None:
            setattr(self, name, None)
            connection.close()

    @staticmethod
    def _transact(connection: Connection | None, fn: Callable[[Connection], T]) -> T:
        if connection is None:
            raise BugError("the store is closed")
        with connection.begin():
            return fn(connection)

    async def _submit(self, executor: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        future = asyncio.get_running_loop().run_in_executor(executor, work)
        future.add_done_callback(_retrieved)
        try:
            # Shielded: a cancelled caller must not leave a user action half wanted.
            return await asyncio.shield(future)
        except (sqlcipher.Error, exc.DBAPIError, OSError) as error:
            words = known(error)
            if words is None:
                raise
            raise words from error


def _retrieved(future: asyncio.Future[Any]) -> None:
    """Log what nobody awaits any more (its caller was cancelled)."""
    if not future.cancelled() and (error := future.exception()) is not None:
        log.debug("a store call ended with %s", type(error).__name__)
