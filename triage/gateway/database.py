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

import asyncpg
from sqlalchemy import event, text
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, InvalidatePoolError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from triage.gateway.config import DatabaseConfig
from triage.gateway.wake import Wake
from triage.models.errors import InputError, KnownError

BUSY_SECONDS = 5
READERS = 4
CLOSING_SECONDS = 0.1
PUBLISHED = "triage.published"
UNCOMPILED = "SET jit = off"
"""PostgreSQL compiles a question that it thinks dear, anew in each call: it took 180 ms for a claim of 2 ms, and no
question of the gateway is long enough to win that back. Said on each new connection, because a pooler in between
refuses start-up parameters that it does not know, or drops them."""
_BROKEN = (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""After these a connection of the driver is not used again; the last one is a server's farewell met in mid-question."""
_DRIVER = (asyncpg.PostgresError, *_BROKEN, AsyncAdapt_asyncpg_dbapi.Error)
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

    def __init__(
        self, url: URL, wake: Wake, *, busy_seconds: float = BUSY_SECONDS, server: DatabaseConfig | None = None
    ) -> None:
        self._wake = wake
        self.embedded = url.get_backend_name() == "sqlite"
        self._lock = asyncio.Lock()
        if self.embedded:
            self._writer = _sqlite(url, size=1, busy_seconds=busy_seconds, begin="BEGIN IMMEDIATE", query_only=False)
            self._reader = _sqlite(url, size=READERS, busy_seconds=busy_seconds, begin="BEGIN", query_only=True)
        else:
            config = server or DatabaseConfig()
            self._connect_seconds, self._answer_seconds = config.connect_seconds, config.answer_seconds
            self._writer = _postgresql(url, config)
            self._reader = self._writer
        self._single = self._reader if self.embedded else self._reader.execution_options(isolation_level="AUTOCOMMIT")

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

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[AsyncConnection]:
        """To look without a transaction around the statements where that saves round trips; raises DatabaseDown."""
        with _as_known():
            async with self._single.connect() as connection:
                yield connection

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Any]:
        """PostgreSQL only: a connection of the pool as the driver has it, each statement a transaction by itself.

        Raises:
            DatabaseDown: as `write` does.
        """
        with _as_known():
            pooled = await self._writer.raw_connection()
            try:
                yield pooled.driver_connection
            except _BROKEN as error:
                pooled.invalidate(error)
                raise
            finally:
                pooled.close()

    def changed(self) -> None:
        """Wake long polls: something was published over a `lent` connection."""
        self._wake.changed()

    async def connect_apart(self) -> Any:
        """PostgreSQL only: a connection of the driver that is not of the pool and that the caller closes. A statement
        has as long as in the pool.

        Raises:
            OSError, TimeoutError, asyncpg.PostgresError: as the driver says it.
        """
        _, told = self._writer.dialect.create_connect_args(self._writer.url)
        connection = await asyncpg.connect(**told, timeout=self._connect_seconds, command_timeout=self._answer_seconds)
        try:
            await connection.execute(UNCOMPILED)
        except BaseException:
            connection.terminate()
            raise
        return connection

    async def serialise(self, connection: AsyncConnection, name: str) -> None:
        """Let one transaction at a time do what ``name`` says (SQLite's single writer does that anyway)."""
        if not self.embedded:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": lock_number(name)})

    async def close(self) -> None:
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()
        # A connection whose call was cancelled, and cancelled again while it closed, has been closed by force; the task
        # of SQLAlchemy's own that was closing it waits for ever (connectors.asyncio, AsyncAdapt_terminate).
        while closing := {task for task in asyncio.all_tasks() if _closes_a_connection(task)}:
            for task in closing:
                task.cancel()  # more than once: it waits for its thread's end as well
            await asyncio.wait(closing, timeout=CLOSING_SECONDS)


def _closes_a_connection(task: asyncio.Task[Any]) -> bool:
    return getattr(task.get_coro(), "__name__", "") == "_terminate_graceful_close"


def lock_number(name: str) -> int:
    """The advisory lock of that name."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


class _as_known:  # noqa: N801 - read as a phrase: "with _as_known()"
    """Turn what drivers raise when a database is away into DatabaseDown; constraint errors are the caller's."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if error is None or isinstance(error, IntegrityError):
            return
        if isinstance(error, (DBAPIError, OSError, PoolTimeout, *_DRIVER)) and _is_down(error):
            raise DatabaseDown from error


def _is_down(error: BaseException) -> bool:
    if isinstance(error, (asyncpg.PostgresError, AsyncAdapt_asyncpg_dbapi.Error)) and code_of(error):
        return code_of(error).startswith(_SYSTEM_CLASSES)
    if not isinstance(error, DBAPIError):
        return True
    if error.connection_invalidated or type(error).__name__ in ("OperationalError", "InterfaceError"):
        return True
    return code_of(error).startswith(_SYSTEM_CLASSES)


def is_unreachable(error: DatabaseDown) -> bool:
    """Whether nobody answered at all, so that the next attempt would fare no better."""
    return isinstance(error.__cause__, (OSError, PoolTimeout))


def code_of(error: BaseException | None) -> str:
    """What the database calls the error (SQLSTATE, SQLITE_BUSY …), for the log; "" when it has no name."""
    original = getattr(error, "orig", error)
    name = getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None)
    return str(name or "")


def _postgresql(url: URL, config: DatabaseConfig) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=config.connections,
        max_overflow=0,
        pool_timeout=2 * config.connect_seconds,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={"timeout": config.connect_seconds, "command_timeout": config.answer_seconds},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.run_async(lambda driver: driver.execute(UNCOMPILED))

    @event.listens_for(engine.sync_engine, "checkout")
    def still_open(connection: Any, _record: Any, _proxy: Any) -> None:
        # A server that stopped has closed its connections, and the driver has seen that: no question is needed.
        if connection.driver_connection.is_closed():
            raise InvalidatePoolError

    return engine


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
        # SQLite's own lower() knows ASCII alone.
        connection.create_function("casefold", 1, str.casefold, deterministic=True)

    @event.listens_for(engine.sync_engine, "begin")
    def begin_now(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine
