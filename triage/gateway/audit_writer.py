"""Audit lines of reads, many in one transaction: nothing is shown before its line is kept, and a thousand readers do
not cost a thousand commits.

Whoever comes while lines are being written waits for the next transaction and shares it with all who came meanwhile.
There is no task behind it and nothing to stop: one of the callers writes for all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert

from triage.gateway import tables
from triage.gateway.audit import Scalar, line
from triage.gateway.credentials import Subject
from triage.gateway.database import Database, DatabaseDown
from triage.models.clock import Clock


@dataclass(slots=True)
class _Batch:
    lines: list[dict[str, Any]] = field(default_factory=list)
    written: bool = False
    failed: bool = False


class AuditWriter:
    """Writes lines that belong to no other transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._next = _Batch()
        self._writing = asyncio.Lock()

    async def record(
        self,
        who: Subject | str,
        action: str,
        *,
        report_id: str = "",
        request_id: str = "",
        details: Mapping[str, Scalar] | None = None,
    ) -> None:
        """Keep one line; when this returns it is committed.

        Raises:
            DatabaseDown: it could not be kept; do not show what was read.
        """
        batch = self._next
        batch.lines.append(
            line(self._clock.now(), who, action, report_id=report_id, request_id=request_id, details=details)
        )
        async with self._writing:
            # Nobody writes now: the batch was written by another who waited with us, or it is ours to write.
            if not batch.written and not batch.failed:
                self._next = _Batch()
                await self._write(batch)
        if batch.failed:
            raise DatabaseDown

    async def _write(self, batch: _Batch) -> None:
        try:
            async with self._database.write() as connection:
                await connection.execute(insert(tables.audit), batch.lines)
        except DatabaseDown:
            batch.failed = True
            raise
        batch.written = True
