"""What the stand-in keeps: SQLite, written with full synchronisation before anything is answered.

All access is by one thread of its own, so the order of writes is the order of calls.
"""

from __future__ import annotations

import asyncio
import sqlite3
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from triage.models import codec
from triage.models.clock import Clock
from triage.training.records_standin.answers import GivenReference, RecordReceipt
from triage.training.records_standin.numbers import reference_for

T = TypeVar("T")
_TABLES = """
CREATE TABLE IF NOT EXISTS records (
    seq INTEGER PRIMARY KEY,
    system TEXT NOT NULL,
    record_id TEXT NOT NULL UNIQUE,
    external_reference TEXT NOT NULL,
    created_at TEXT NOT NULL,
    document TEXT NOT NULL,
    receipt TEXT NOT NULL,
    UNIQUE (system, external_reference)
);
CREATE TABLE IF NOT EXISTS keys (
    system TEXT NOT NULL,
    key TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    receipt TEXT NOT NULL,
    PRIMARY KEY (system, key)
);
CREATE TABLE IF NOT EXISTS supplements (
    seq INTEGER PRIMARY KEY,
    system TEXT NOT NULL,
    record_id TEXT NOT NULL,
    document TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS attachments (
    seq INTEGER PRIMARY KEY,
    record_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    UNIQUE (record_id, sha256)
);
CREATE TABLE IF NOT EXISTS series (
    system TEXT NOT NULL,
    name TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (system, name)
);
"""


class How(StrEnum):
    """What became of a create."""

    MADE = "made"
    REPLAYED = "replayed"
    EXISTS = "exists"
    KEY_REUSED = "key_reused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The result of a create; ``receipt`` is that of the record made, replayed or in the way."""

    how: How
    receipt: RecordReceipt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecord:
    record_id: str
    external_reference: str
    created_at: str
    document: dict[str, Any]
    receipt: RecordReceipt


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file of a record: what its bytes are and what it was called to be. ``size`` in bytes."""

    sha256: str
    media_type: str
    size: int


class RecordsStore:
    """The records of all systems in one file (":memory:" keeps them for the life of the process)."""

    def __init__(self, path: Path | str, clock: Clock) -> None:
        self._clock = clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records-standin")
        self._path = str(path)
        self._connection: sqlite3.Connection | None = None

    async def open(self) -> None:
        await self._call(self._connect)

    async def aclose(self) -> None:
        await self._call(self._disconnect)
        self._thread.shutdown()

    async def create(self, system: str, key: str, body: bytes, document: dict[str, Any]) -> Kept:
        """Keep a checked document under its idempotency key; committed when this returns."""
        return await self._call(lambda: self._create(system, key, body, document))

    async def find(self, system: str, external_reference: str) -> tuple[RecordReceipt, ...]:
        rows = await self.rows(
            "SELECT receipt FROM records WHERE system = ? AND external_reference = ?", system, external_reference
        )
        return tuple(codec.decode(RecordReceipt, row[0]) for row in rows)

    async def find_reference(self, system: str, reference: str) -> tuple[RecordReceipt, ...]:
        """Records one of whose references is this, however it is spaced or written."""
        rows = await self.rows("SELECT receipt FROM records WHERE system = ? ORDER BY seq DESC", system)
        wanted = _plain(reference)
        found = [codec.decode(RecordReceipt, row[0]) for row in rows]
        return tuple(one for one in found if any(_plain(entry.reference) == wanted for entry in one.references))[:20]

    async def supplement(self, system: str, record_id: str, key: str, body: bytes) -> Kept | None:
        """Add a document to a record, once per key; None when there is no such record."""
        return await self._call(lambda: self._supplement(system, record_id, key, body))

    async def attach(self, system: str, record_id: str, file: KeptFile) -> bool | None:
        """Note a file of a record; False when it has it already, None when there is no such record. The bytes are
        looked at and thrown away: this is a stand-in."""
        return await self._call(lambda: self._attach(system, record_id, file))

    async def attachments(self, system: str, record_id: str) -> tuple[KeptFile, ...] | None:
        """The files of a record in the order they came; None when there is no such record."""
        if await self.get(system, record_id) is None:
            return None
        rows = await self.rows(
            "SELECT sha256, media_type, size FROM attachments WHERE record_id = ? ORDER BY seq", record_id
        )
        return tuple(KeptFile(sha256=sha256, media_type=media, size=size) for sha256, media, size in rows)

    async def receipts(self, system: str, limit: int, offset: int) -> tuple[RecordReceipt, ...]:
        """In the order they were made."""
        rows = await self.rows(
            "SELECT receipt FROM records WHERE system = ? ORDER BY seq LIMIT ? OFFSET ?", system, limit, offset
        )
        return tuple(codec.decode(RecordReceipt, row[0]) for row in rows)

    async def get(self, system: str, record_id: str) -> StoredRecord | None:
        rows = await self.rows(
            "SELECT record_id, external_reference, created_at, document, receipt FROM records"
            " WHERE system = ? AND record_id = ?",
            system,
            record_id,
        )
        return _stored(rows[0]) if rows else None

    async def counts(self) -> dict[str, int]:
        """Records held, by system."""
        rows = await self.rows("SELECT system, count(*) FROM records GROUP BY system ORDER BY system")
        return {str(system): int(held) for system, held in rows}

    async def rows(self, statement: str, *values: str | int) -> list[tuple[Any, ...]]:
        """The rows of a reading statement."""
        return await self._call(lambda: self._open.execute(statement, values).fetchall())

    async def _call(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    @property
    def _open(self) -> sqlite3.Connection:
        assert self._connection is not None, "the store is not open"
        return self._connection

    def _connect(self) -> None:
        connection = sqlite3.connect(self._path, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.executescript(_TABLES)
        self._connection = connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _create(self, system: str, key: str, body: bytes, document: dict[str, Any]) -> Kept:
        self._open.execute("BEGIN IMMEDIATE")
        try:
            kept = self._kept_before(system, key, body, document) or self._make(system, key, body, document)
        except BaseException:
            self._open.execute("ROLLBACK")
            raise
        self._open.execute("COMMIT")
        return kept

    def _kept_before(self, system: str, key: str, body: bytes, document: dict[str, Any]) -> Kept | None:
        used = self._used(system, key, body)
        if used:
            return used
        there = self._open.execute(
            "SELECT receipt FROM records WHERE system = ? AND external_reference = ?",
            (system, document["external_reference"]),
        ).fetchone()
        return Kept(how=How.EXISTS, receipt=codec.decode(RecordReceipt, there[0])) if there else None

    def _make(self, system: str, key: str, body: bytes, document: dict[str, Any]) -> Kept:
        now = self._clock.now()
        references = tuple(
            GivenReference(
                deliverable=entry["key"],
                reference=reference_for(
                    entry["kind"], document["force"], now, lambda series: self._next(system, series)
                ),
            )
            for entry in document["deliverables"]
        )
        receipt = RecordReceipt(record_id=str(uuid.uuid4()), references=references)
        told = codec.encode(receipt).decode()
        self._open.execute(
            "INSERT INTO records (system, record_id, external_reference, created_at, document, receipt)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (system, receipt.record_id, document["external_reference"], now.isoformat(), body.decode(), told),
        )
        self._open.execute("INSERT INTO keys VALUES (?, ?, ?, ?)", (system, key, codec.sha256(body), told))
        return Kept(how=How.MADE, receipt=receipt)

    def _supplement(self, system: str, record_id: str, key: str, body: bytes) -> Kept | None:
        self._open.execute("BEGIN IMMEDIATE")
        try:
            kept = self._used(system, key, body) or self._add(system, record_id, key, body)
        except BaseException:
            self._open.execute("ROLLBACK")
            raise
        self._open.execute("COMMIT")
        return kept

    def _attach(self, system: str, record_id: str, file: KeptFile) -> bool | None:
        asked = "SELECT 1 FROM records WHERE system = ? AND record_id = ?"
        if self._open.execute(asked, (system, record_id)).fetchone() is None:
            return None
        values = (record_id, file.sha256, file.media_type, file.size)
        kept = self._open.execute(
            "INSERT INTO attachments (record_id, sha256, media_type, size) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            values,
        )
        return kept.rowcount == 1

    def _used(self, system: str, key: str, body: bytes) -> Kept | None:
        """What this key was used for before."""
        used = self._open.execute(
            "SELECT body_sha256, receipt FROM keys WHERE system = ? AND key = ?", (system, key)
        ).fetchone()
        if used and used[0] != codec.sha256(body):
            return Kept(how=How.KEY_REUSED)
        return Kept(how=How.REPLAYED, receipt=codec.decode(RecordReceipt, used[1])) if used else None

    def _add(self, system: str, record_id: str, key: str, body: bytes) -> Kept | None:
        row = self._open.execute(
            "SELECT receipt FROM records WHERE system = ? AND record_id = ?", (system, record_id)
        ).fetchone()
        if row is None:
            return None
        first = codec.decode(RecordReceipt, row[0]).references[0].reference
        made = GivenReference(deliverable="supplement", reference=first)
        receipt = RecordReceipt(record_id=record_id, references=(made,))
        told = codec.encode(receipt).decode()
        statement = "INSERT INTO supplements (system, record_id, document) VALUES (?, ?, ?)"
        self._open.execute(statement, (system, record_id, body.decode()))
        self._open.execute("INSERT INTO keys VALUES (?, ?, ?, ?)", (system, key, codec.sha256(body), told))
        return Kept(how=How.MADE, receipt=receipt)

    def _next(self, system: str, series: str) -> int:
        row = self._open.execute(
            "INSERT INTO series VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
            (system, series),
        ).fetchone()
        return int(row[0])


def _plain(reference: str) -> str:
    return "".join(reference.upper().split())


def _stored(row: tuple[Any, ...]) -> StoredRecord:
    return StoredRecord(
        record_id=row[0],
        external_reference=row[1],
        created_at=row[2],
        document=codec.decode(dict[str, Any], row[3]),
        receipt=codec.decode(RecordReceipt, row[4]),
    )
