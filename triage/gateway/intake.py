"""From the hub's bytes to a stored report: read beside the loop, store in one transaction, then say yes.

The same content again is the same report (the hub re-sends up to six times); other content under the same
submissionId is a new version of it; a closed report that gets one is opened again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway import state as states
from triage.gateway.database import Database
from triage.gateway.problems import Refusal
from triage.gateway.reading import Reading, read_payload
from triage.gateway.state import ReportState
from triage.models.clock import Clock
from triage.models.profile import Profile
from triage.models.stage import Stage, StageEvent, step

RACES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What the hub sent. ``header_names`` without values: headers hold the secret."""

    raw: bytes
    content_type: str
    header_names: Sequence[str]
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Stored for good. ``word``: "new", "version" or "resent"."""

    report_id: str
    submission_id: str
    version: int
    received_at: datetime
    word: str


class Intake:
    """Takes payloads in. ``pool`` is where the reading is done."""

    def __init__(self, database: Database, profile: Profile, clock: Clock, pool: ThreadPoolExecutor) -> None:
        self._database = database
        self._profile = profile
        self._clock = clock
        self._pool = pool

    async def accept(self, sent: Delivered) -> Accepted:
        """Store the payload, or find that it is stored.

        Raises:
            InputError: it cannot be read; nothing was stored.
            DatabaseDown: it could not be stored.
        """
        now = self._clock.now()
        # Nearly every report is new: read as the first version, and again only when the database knows better.
        reading = await self._read(sent.raw, 1, now)
        for _ in range(RACES):
            try:
                async with self._database.write() as connection:
                    found = await self._store(connection, reading, sent, now)
            except IntegrityError:
                continue  # another post of this report was quicker: look again
            if isinstance(found, Accepted):
                return found
            reading = await self._read(sent.raw, found, now)
        raise Refusal("in-progress", "Several versions of this report are arriving at once.")

    async def _read(self, raw: bytes, version: int, now: datetime) -> Reading:
        work = partial(read_payload, raw, profile=self._profile, version=version, received_at=now)
        return await asyncio.get_running_loop().run_in_executor(self._pool, work)

    async def _store(
        self, connection: AsyncConnection, reading: Reading, sent: Delivered, now: datetime
    ) -> Accepted | int:
        """A number: the payload is that version of its report, not the one it was read as; nothing was stored."""
        report = reading.report
        await self._database.serialise(connection, f"intake {report.report_id}")
        known = await _known_version(connection, reading)
        word = "resent"
        if known is None:
            word = "new" if report.version == 1 else "version"
            reports = tables.reports
            newest = await connection.scalar(select(reports.c.version).where(reports.c.report_id == report.report_id))
            if report.version != (newest or 0) + 1:
                return (newest or 0) + 1
            await self._add(connection, reading, sent, now)
        await audit.record(
            connection,
            now,
            "hub",
            f"intake.{word}",
            report_id=report.report_id,
            request_id=sent.request_id,
            details={"version": known or report.version, "bytes": len(sent.raw)},
        )
        return Accepted(
            report_id=report.report_id,
            submission_id=report.submission.submission_id,
            version=known or report.version,
            received_at=now,
            word=word,
        )

    async def _add(self, connection: AsyncConnection, reading: Reading, sent: Delivered, now: datetime) -> None:
        report = reading.report
        summed = {
            "version": report.version,
            "rank": reading.summary.rank,
            "due_at": reading.summary.due_at,
            "summary": reading.summary_json,
            "assessment": reading.assessment_json,
        }
        if report.version == 1:
            await connection.execute(
                insert(tables.reports).values(
                    report_id=report.report_id,
                    submission_id=report.submission.submission_id,
                    stage=Stage.INCOMING.value,
                    received_at=now,
                    **summed,
                )
            )
            await states.publish(connection, report.report_id, "new", now, stage=Stage.INCOMING)
        else:
            state = await states.load(connection, report.report_id, lock=True)
            stage = _stage_after_version(state)
            closed_at = state.closed_at if stage is Stage.CLOSED else None
            await states.publish(
                connection,
                report.report_id,
                "version",
                now,
                stage=stage,
                closed_at=closed_at,
                left_feed=False,
                **summed,
            )
        await self._add_version(connection, reading, sent, now)

    async def _add_version(self, connection: AsyncConnection, reading: Reading, sent: Delivered, now: datetime) -> None:
        report = reading.report
        this = {"report_id": report.report_id, "version": report.version}
        await connection.execute(
            insert(tables.submissions).values(
                **this,
                content_sha256=reading.content_sha256,
                raw_sha256=reading.raw_sha256,
                raw=sent.raw,
                content_type=sent.content_type,
                header_names=list(sent.header_names),
                received_at=now,
            )
        )
        await connection.execute(insert(tables.versions).values(**this, report=reading.report_json, received_at=now))
        for entry in report.attachments:
            await connection.execute(
                insert(tables.attachments).values(
                    **this,
                    number=entry.number,
                    name=entry.name,
                    media_type=entry.media_type,
                    size=entry.size,
                    sha256=entry.sha256,
                    state=entry.state,
                )
            )


async def _known_version(connection: AsyncConnection, reading: Reading) -> int | None:
    submissions = tables.submissions
    found = await connection.scalar(
        select(submissions.c.version).where(
            submissions.c.report_id == reading.report.report_id,
            submissions.c.content_sha256 == reading.content_sha256,
        )
    )
    return None if found is None else int(found)


def _stage_after_version(state: ReportState) -> Stage:
    """A new version leaves the stage as it is; only a closed report comes back into the queue."""
    return step(state.stage, StageEvent.REOPEN) if state.stage is Stage.CLOSED else state.stage
