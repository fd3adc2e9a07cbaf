"""One way to SQLite and PostgreSQL: `write` is one transaction that is committed or leaves nothing, `read` another.

SQLite: WAL, synchronous=FULL, one writer at a time (a lock in front of the one write connection, BEGIN IMMEDIATE),
readers beside it. PostgreSQL: a pool; row locks and advisory locks do what the single writer does on SQLite.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from triage.gateway.wake import Wake
from triage.models.errors import InputError, KnownError

BUSY_SECONDS = 5
READERS = 4
PUBLISHED = "triage.published"
_SYSTEM_CLASSES = ("08", "28", "3D", "40", "53", "55", "57", "58")
"""SQLSTATE classes that are the system's trouble (connection, sign-in, no such database, conflict, resources, state,
operator, disk), not a mistake in our SQL."""


class DatabaseDown(KnownError):
    """The database cannot be reached or written now; nothing of the call was kept."""

    def __init__(self) -> None:
        super().__init__("The gateway's database cannot be used just now.", "Try again shortly.")


def database_url(given: str) -> URL:
    """``sqlite:///path`` or ``postgresql://…`` with the asynchronous driver filled in.

    Raises:
        InputError: another kind of database, or a SQLite database without a file.
    """
    try:
        url = make_url(given)
    except ArgumentError as error:
        raise InputError("This is not a database URL. Allowed: sqlite:///path or postgresql://host/name.") from error
    backend = url.get_backend_name()
    if backend == "sqlite":
        if not url.database or url.database == ":memory:":
            raise InputError("The SQLite database needs a file: sqlite:///path (four slashes for an absolute path).")
        return url.set(drivername="sqlite+aiosqlite")
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+asyncpg")
    raise InputError(f"“{backend}” databases are not supported. Allowed: sqlite:///path or postgresql://host/name.")


class Database:
    """The gateway's store. ``busy_seconds``: how long a write waits for another process's lock (SQLite)."""

    def __init__(self, url: URL, wake: Wake, *, busy_seconds: float = BUSY_SECONDS) -> None:
        self._wake = wake
        self.embedded = url.get_backend_name() == "sqlite"
        self._lock = asyncio.Lock()
        if self.embedded:
            self._writer = _sqlite(url, size=1, busy_seconds=busy_seconds, begin="BEGIN IMMEDIATE", query_only=False)
            self._reader = _sqlite(url, size=READERS, busy_seconds=busy_seconds, begin="BEGIN", query_only=True)
        else:
            self._writer = create_async_engine(
                url, pool_size=10, max_overflow=10, pool_timeout=10, pool_pre_ping=True, hide_parameters=True
            )
            self._reader = self._writer

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction; wakes long polls after its commit when it published a change.

        Raises:
            DatabaseDown: the database is unreachable, locked or full; nothing was kept.
        """
        published = False
        with _as_known():
            if self.embedded:
                async with self._lock, self._writer.begin() as connection:
                    yield connection
                    published = bool(connection.info.pop(PUBLISHED, False))
            else:
                async with self._writer.begin() as connection:
                    yield connection
                    published = bool(connection.info.pop(PUBLISHED, False))
        if published:
            self._wake.changed()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that only looks; raises DatabaseDown as `write` does."""
        with _as_known():
            async with self._reader.connect() as connection:
                yield connection

    async def serialise(self, connection: AsyncConnection, name: str) -> None:
        """Let one transaction at a time do what ``name`` says (SQLite's single writer does that anyway)."""
        if not self.embedded:
            number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
            await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})

    async def ask(self) -> None:
        """A question to the database itself, for readiness; raises DatabaseDown."""
        async with self.read() as connection:
            await connection.execute(text("SELECT count(*) FROM meta"))

    async def close(self) -> None:
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


class _as_known:  # noqa: N801 - read as a phrase: "with _as_known()"
    """Turn what drivers raise when a database is away into DatabaseDown; constraint errors are the caller's."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if error is None or isinstance(error, IntegrityError):
            return
        if isinstance(error, (DBAPIError, OSError, PoolTimeout)) and _is_down(error):
            raise DatabaseDown from error


def _is_down(error: BaseException) -> bool:
    if not isinstance(error, DBAPIError):
        return True
    if error.connection_invalidated or type(error).__name__ in ("OperationalError", "InterfaceError"):
        return True
    return code_of(error).startswith(_SYSTEM_CLASSES)


def code_of(error: BaseException | None) -> str:
    """What the database calls the error (SQLSTATE, SQLITE_BUSY …), for the log; "" when it has no name."""
    original = getattr(error, "orig", None)
    name = getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None)
    return str(name or "")


def _sqlite(url: URL, *, size: int, busy_seconds: float, begin: str, query_only: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"timeout": busy_seconds},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver's own transaction handling would begin too late; we begin by hand below.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"query_only={int(query_only)}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin_now(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
