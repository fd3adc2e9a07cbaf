"""What was stored and nobody has read yet, as rows of the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.reading import Arrival

MOST_BYTES = 64 * 1024 * 1024
"""Payloads held in memory at once; a single one may be as large as the intake takes."""


def within_memory(rows: Iterable[Row[Any]]) -> list[Arrival]:
    """The first of these rows of ``unread`` whose payloads fit into memory together, and at least one."""
    taken: list[Arrival] = []
    room = MOST_BYTES
    for row in rows:
        room -= row.bytes
        if taken and room < 0:
            break
        taken.append(
            Arrival(
                id=row.id,
                report_id=row.report_id,
                submission_id=row.submission_id,
                version=row.version,
                received_at=row.received_at,
            )
        )
    return taken


async def payloads(connection: AsyncConnection, taken: Sequence[Arrival]) -> list[tuple[Arrival, bytes]]:
    """Each with the bytes that arrived, in the order given."""
    submissions = tables.submissions
    query = select(submissions.c.id, submissions.c.raw).where(submissions.c.id.in_([one.id for one in taken]))
    raws = {row.id: bytes(row.raw) for row in await connection.execute(query)}
    return [(arrival, raws[arrival.id]) for arrival in taken]
