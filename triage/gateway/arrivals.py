"""Stores what arrived: the bytes, whose they are, and that they wait to be read, in one transaction.

On PostgreSQL that is one statement and so one round trip; on SQLite, where nothing travels, a few plain ones. What
arrives while others are being stored is stored with them (`triage.gateway.gathering`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway.database import Database, lock_number
from triage.gateway.gathering import Gathering
from triage.gateway.identity import Recognised

ROUNDS = 10
"""Attempts; every one but the last to lose a race gets in, and from the second on they queue up by the report."""
MOST_GATHERED = 64 * 1024
"""Bytes; a larger one is stored by itself, so that the others do not wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What came in. ``header_names`` without values: headers hold the secret. ``by``: the program that took it in,
    for the audit ("hub", "mailbox").
    """

    raw: bytes
    content_type: str
    header_names: Sequence[str]
    request_id: str
    by: str = "hub"


@dataclass(frozen=True, slots=True)
class Stored:
    """Which version it is, and whether it was there before."""

    version: int
    before: bool

    @property
    def word(self) -> str:
        """ "new", "version" or "resent"."""
        if self.before:
            return "resent"
        return "new" if self.version == 1 else "version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One that is to be stored."""

    who: Recognised
    sent: Delivered
    at: datetime


class Arrivals:
    """The submissions and the list of the unread. Those that arrive while others are being stored are stored together:
    the commits, which cost most, are shared.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        together = self._stepwise if database.embedded else self._many
        self._gathering: Gathering[Arrival, Stored | Literal[False]] = Gathering(
            together, self._alone, key=lambda one: one.who.report_id
        )

    async def store(self, who: Recognised, sent: Delivered, now: datetime) -> Stored | None:
        """Keep it for good; None when too many versions of this report arrived at once, and nothing was kept.

        Raises:
            DatabaseDown: nothing was kept.
        """
        arrival = Arrival(who=who, sent=sent, at=now)
        large = len(sent.raw) > MOST_GATHERED
        return (await (self._alone(arrival) if large else self._gathering.store(arrival))) or None

    async def _alone(self, one: Arrival) -> Stored | Literal[False]:
        """False: as `store` says None."""
        if self._database.embedded:
            return (await self._stepwise([one]))[0]
        values = _values(one)
        async with self._database.lent() as connection:
            found = await _store_at_once(connection, values)
            for _ in range(ROUNDS - 1):
                if found is not None:
                    break
                async with connection.transaction():
                    lock = lock_number(f"intake {one.who.report_id}")
                    await connection.execute("SELECT pg_advisory_xact_lock($1)", lock)
                    found = await _store_at_once(connection, values)
        return found or False

    async def _many(self, arrivals: Sequence[Arrival]) -> Sequence[Stored | None]:
        """Each of another report. None: it lost a race."""
        columns = [list(column) for column in zip(*(_values(one) for one in arrivals), strict=True)]
        async with self._database.lent() as connection:
            rows = await connection.fetch(STORE_MANY, *columns)
        found = {row["report_id"]: Stored(row["version"], row["word"] == "resent") for row in rows}
        return [found.get(one.who.report_id) for one in arrivals]

    async def _stepwise(self, arrivals: Sequence[Arrival]) -> Sequence[Stored]:
        async with self._database.write() as connection:
            return [await _store_stepwise(connection, one.who, one.sent, one.at) for one in arrivals]


def _values(one: Arrival) -> tuple[object, ...]:
    """The parameters of STORE."""
    who, sent = one.who, one.sent
    return (
        who.report_id,
        who.content_sha256,
        who.raw_sha256,
        sent.raw,
        sent.content_type,
        json.dumps(list(sent.header_names)),
        one.at,
        who.submission_id,
        len(sent.raw),
        sent.request_id,
        sent.by,
    )


STORE = """
WITH before AS (
    SELECT version FROM submissions WHERE report_id = $1::text AND content_sha256 = $2::text
), kept AS (
    INSERT INTO submissions
        (report_id, version, content_sha256, raw_sha256, raw, content_type, header_names, received_at)
    SELECT $1::text, 1 + coalesce((SELECT max(version) FROM submissions WHERE report_id = $1::text), 0),
        $2::text, $3::text, $4::bytea, $5::text, $6::json, $7::timestamptz
    WHERE NOT EXISTS (SELECT FROM before)
    ON CONFLICT DO NOTHING
    RETURNING id, version
), waiting AS (
    INSERT INTO unread (id, report_id, submission_id, version, bytes, received_at)
    SELECT id, $1::text, $8::text, version, $9::bigint, $7::timestamptz FROM kept
), stored AS (
    SELECT version, 'resent' AS word FROM before
    UNION ALL SELECT version, CASE version WHEN 1 THEN 'new' ELSE 'version' END FROM kept
), logged AS (
    INSERT INTO audit (at, subject, role, action, report_id, request_id, details)
    SELECT $7::timestamptz, $11::text, 'program', 'intake.' || word, $1::text, $10::text,
        json_build_object('version', version, 'bytes', $9::bigint)
    FROM stored
)
SELECT version, word FROM stored
"""
"""A race of two (same content, or two versions) makes the slower one wait for the other's end and keep nothing: no
row comes back, and the next attempt sees what the other kept."""


STORE_MANY = """
WITH sent AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::timestamptz[],
        $8::text[], $9::bigint[], $10::text[], $11::text[])
    AS one (report_id, content_sha256, raw_sha256, raw, content_type, header_names, at, submission_id, bytes,
        request_id, by)
), before AS (
    SELECT report_id, (
        SELECT version FROM submissions kept
        WHERE kept.report_id = sent.report_id AND kept.content_sha256 = sent.content_sha256
    ) AS version FROM sent
), kept AS (
    INSERT INTO submissions
        (report_id, version, content_sha256, raw_sha256, raw, content_type, header_names, received_at)
    SELECT report_id, 1 + coalesce(
            (SELECT max(version) FROM submissions kept WHERE kept.report_id = sent.report_id), 0),
        content_sha256, raw_sha256, raw, content_type, header_names::json, at
    FROM sent JOIN before USING (report_id) WHERE before.version IS NULL
    ORDER BY report_id
    ON CONFLICT DO NOTHING
    RETURNING id, report_id, version
), waiting AS (
    INSERT INTO unread (id, report_id, submission_id, version, bytes, received_at)
    SELECT id, report_id, submission_id, version, bytes, at FROM kept JOIN sent USING (report_id)
), stored AS (
    SELECT report_id, version, 'resent' AS word FROM before WHERE version IS NOT NULL
    UNION ALL SELECT report_id, version, CASE version WHEN 1 THEN 'new' ELSE 'version' END FROM kept
), logged AS (
    INSERT INTO audit (at, subject, role, action, report_id, request_id, details)
    SELECT at, by, 'program', 'intake.' || word, report_id, request_id,
        json_build_object('version', version, 'bytes', bytes)
    FROM stored JOIN sent USING (report_id)
)
SELECT report_id, version, word FROM stored
"""
"""STORE for several reports at once, in one order for all gateways, so that two of them never wait for each other.
Those that are stored together were all on their way at the same time: none of them came before another."""


async def _store_at_once(connection: Any, values: tuple[object, ...]) -> Stored | None:
    row = await connection.fetchrow(STORE, *values)
    return None if row is None else Stored(row["version"], row["word"] == "resent")


async def _store_stepwise(connection: AsyncConnection, who: Recognised, sent: Delivered, now: datetime) -> Stored:
    """SQLite has one writer at a time: what was looked up cannot change before it is written."""
    submissions = tables.submissions
    this = submissions.c.report_id == who.report_id
    known = await connection.scalar(
        select(submissions.c.version).where(this, submissions.c.content_sha256 == who.content_sha256)
    )
    if known is not None:
        stored = Stored(int(known), True)
    else:
        newest = await connection.scalar(select(func.max(submissions.c.version)).where(this))
        stored = Stored((newest or 0) + 1, False)
        kept = await connection.execute(
            insert(submissions)
            .values(
                report_id=who.report_id,
                version=stored.version,
                content_sha256=who.content_sha256,
                raw_sha256=who.raw_sha256,
                raw=sent.raw,
                content_type=sent.content_type,
                header_names=list(sent.header_names),
                received_at=now,
            )
            .returning(submissions.c.id)
        )
        await connection.execute(
            insert(tables.unread).values(
                id=kept.scalar_one(),
                report_id=who.report_id,
                submission_id=who.submission_id,
                version=stored.version,
                bytes=len(sent.raw),
                received_at=now,
            )
        )
    await audit.record(
        connection,
        now,
        sent.by,
        f"intake.{stored.word}",
        report_id=who.report_id,
        request_id=sent.request_id,
        details={"version": stored.version, "bytes": len(sent.raw)},
    )
    return stored
