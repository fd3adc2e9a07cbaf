"""Files in the database: taken up by one worker at a time, written part by part, whole or not at all.

No transaction lasts longer than one part needs, so a large file never keeps intake waiting (SQLite has one writer).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway import state as states
from triage.gateway.database import Database
from triage.gateway.media.files import File, file_from, row_of
from triage.models import codec
from triage.models.clock import Clock
from triage.models.files import INLINE
from triage.models.report import Report

PART = 1024 * 1024
WORD = "media"


class TakenOverError(Exception):
    """Another worker has this file now (or it was erased): what we did for it does not count."""


class MediaStore:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def files(self, report_id: str, version: int) -> tuple[File, ...]:
        """Every file of one version, by number."""
        async with self._database.read() as connection:
            return await find(connection, report_id, version)

    async def claim(self, seconds: float) -> tuple[File, ...]:
        """The file that waits longest, for ``seconds``; with it all others of its payload that need no fetching,
        because reading a payload once gives them all. Empty when nothing is due.
        """
        table = tables.attachments
        first = select(table.c.report_id, table.c.version, table.c.state).where(table.c.due_at <= self._clock.now())
        async with self._database.read() as connection:
            if (await connection.execute(first.limit(1))).first() is None:
                return ()
        async with self._database.write() as connection:
            row = (
                await connection.execute(
                    first.add_columns(table.c.number)
                    .order_by(table.c.due_at)
                    .limit(1)
                    .with_for_update(skip_locked=True)
                )
            ).first()
            if row is None:
                return ()
            if row.state == INLINE:
                return await self._claim_inline(connection, row.report_id, row.version, seconds)
            return await self._take(connection, row.report_id, row.version, [row.number], seconds)

    async def claim_inline(self, report_id: str, version: int, seconds: float) -> tuple[File, ...]:
        """What nobody has taken up yet of one payload."""
        async with self._database.write() as connection:
            return await self._claim_inline(connection, report_id, version, seconds)

    async def _claim_inline(
        self, connection: AsyncConnection, report_id: str, version: int, seconds: float
    ) -> tuple[File, ...]:
        table = tables.attachments
        numbers = await connection.scalars(
            select(table.c.number)
            .where(table.c.report_id == report_id, table.c.version == version, table.c.state == INLINE)
            .where(table.c.due_at <= self._clock.now())
            .order_by(table.c.number)
            .with_for_update(skip_locked=True)
        )
        return await self._take(connection, report_id, version, numbers.all(), seconds)

    async def _take(
        self, connection: AsyncConnection, report_id: str, version: int, numbers: Sequence[int], seconds: float
    ) -> tuple[File, ...]:
        """Count the take, and clear away what an earlier one left that did not end."""
        table, chunks = tables.attachments, tables.media_chunks
        if not numbers:
            return ()
        until = self._clock.now() + timedelta(seconds=seconds)
        rows = await connection.execute(
            update(table)
            .where(table.c.report_id == report_id, table.c.version == version, table.c.number.in_(numbers))
            .values(due_at=until, busy=True, take=table.c.take + 1)
            .returning(*table.c)
        )
        files = sorted((file_from(row) for row in rows.mappings()), key=lambda file: file.number)
        for file in files:
            if file.take > 1:
                await connection.execute(delete(chunks).where(_chunks_of(file), chunks.c.take != file.kept))
        return tuple(files)

    async def link(self, file: File) -> str:
        """Where the payload says that the file is; "" when it does not say."""
        versions = tables.versions
        async with self._database.read() as connection:
            report = await connection.scalar(
                select(versions.c.report).where(
                    versions.c.report_id == file.report_id, versions.c.version == file.version
                )
            )
        found = codec.decode(Report, report).attachments if report else ()
        return next((entry.source for entry in found if entry.number == file.number), "")

    async def payload(self, report_id: str, version: int) -> bytes:
        table = tables.submissions
        async with self._database.read() as connection:
            raw = await connection.scalar(
                select(table.c.raw).where(table.c.report_id == report_id, table.c.version == version)
            )
        return bytes(raw or b"")

    async def hold(self, file: File, seconds: float) -> None:
        """Keep the file for that much longer; raises TakenOverError."""
        async with self._database.write() as connection:
            await self._hold(connection, file, seconds)

    async def add(self, file: File, seq: int, content: bytes, seconds: float) -> None:
        """Write one part and keep the file for that much longer; raises TakenOverError."""
        async with self._database.write() as connection:
            await self._hold(connection, file, seconds)
            await _insert(connection, file, seq, content)

    async def _hold(self, connection: AsyncConnection, file: File, seconds: float) -> None:
        until = self._clock.now() + timedelta(seconds=seconds)
        await _change(connection, file, {"due_at": until})

    async def arrive(self, file: File, seq: int, tail: bytes, **values: Any) -> None:
        """The last part and what is known of the whole, together: from here on the bytes are the file's.

        Raises:
            TakenOverError: another worker has it.
        """
        async with self._database.write() as connection:
            await _change(connection, file, {"kept": file.take, **values})
            if tail:
                await _insert(connection, file, seq, tail)

    async def finish(self, file: File, *, publish: bool = True, **values: Any) -> None:
        """Nothing more is to be done for this file until somebody asks; told in the audit, and by the feed when
        ``publish``.

        Raises:
            TakenOverError: another worker has it.
        """
        now, reports = self._clock.now(), tables.reports
        async with self._database.write() as connection:
            # The report first, as everybody who changes one does: two who lock in turn would wait for each other.
            newest = await connection.scalar(
                select(reports.c.version).where(reports.c.report_id == file.report_id).with_for_update()
            )
            await _change(connection, file, {"due_at": None, "busy": False, **values})
            await audit.record(
                connection,
                now,
                "gateway",
                f"media.{values['state']}",
                report_id=file.report_id,
                details={"version": file.version, "number": file.number, "reason": values.get("reason", "")},
            )
            if publish and newest == file.version:
                await states.publish(connection, file.report_id, WORD, now)

    async def later(self, file: File, wait: float, **values: Any) -> None:
        """Give the file back, to be taken up in ``wait`` seconds; what this take wrote is gone unless it arrived."""
        chunks = tables.media_chunks
        due_at = self._clock.now() + timedelta(seconds=wait)
        async with self._database.write() as connection:
            await _change(connection, file, {"due_at": due_at, "busy": False, **values})
            kept = select(tables.attachments.c.kept).where(file.row).scalar_subquery()
            await connection.execute(delete(chunks).where(_chunks_of(file), chunks.c.take != kept))

    async def drop(self, file: File) -> None:
        """Take away what this take wrote for nothing."""
        chunks = tables.media_chunks
        async with self._database.write() as connection:
            await connection.execute(delete(chunks).where(_chunks_of(file), chunks.c.take == file.take))

    async def parts(self, file: File, first: int = 0) -> AsyncIterator[bytes]:
        """The file's bytes from part ``first`` on, one part in memory at a time."""
        seq = first
        while (content := await self._part(file, seq)) is not None:
            yield content
            seq += 1

    async def _part(self, file: File, seq: int) -> bytes | None:
        chunks = tables.media_chunks
        async with self._database.read() as connection:
            content = await connection.scalar(
                select(chunks.c.content).where(_chunks_of(file), chunks.c.take == file.kept, chunks.c.seq == seq)
            )
        return None if content is None else bytes(content)


async def find(connection: AsyncConnection, report_id: str, version: int) -> tuple[File, ...]:
    """Every file of one version, by number."""
    table = tables.attachments
    rows = await connection.execute(
        select(table).where(table.c.report_id == report_id, table.c.version == version).order_by(table.c.number)
    )
    return tuple(file_from(row) for row in rows.mappings())


async def find_one(connection: AsyncConnection, report_id: str, version: int, number: int) -> File | None:
    row = (await connection.execute(select(tables.attachments).where(row_of(report_id, version, number)))).mappings()
    found = row.first()
    return file_from(found) if found else None


def _chunks_of(file: File) -> Any:
    chunks = tables.media_chunks
    return (
        (chunks.c.report_id == file.report_id) & (chunks.c.version == file.version) & (chunks.c.number == file.number)
    )


async def _change(connection: AsyncConnection, file: File, values: dict[str, Any]) -> None:
    table = tables.attachments
    changed = await connection.execute(
        update(table).where(file.row, table.c.take == file.take).values(**values).returning(table.c.number)
    )
    if changed.first() is None:
        raise TakenOverError


async def _insert(connection: AsyncConnection, file: File, seq: int, content: bytes) -> None:
    await connection.execute(insert(tables.media_chunks).values(**file.key, take=file.take, seq=seq, content=content))
