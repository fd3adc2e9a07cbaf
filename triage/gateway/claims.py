"""Claims by priority: the next reports, taken and answered with all that a desktop needs.

On PostgreSQL a claim is one call of a function that is one transaction (`migrations.claim_function`): a lease, a fence,
a change, an audit line and the stored JSON of the report in one round trip. On SQLite the same is done step by step by
the one writer. The answer is put together from stored JSON; only the queue line is read, because where the report
stands is laid over it. A claim within a saved view, which is rare, goes step by step on both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, bodies, tables
from triage.gateway.claim_wishes import Wanted
from triage.gateway.credentials import Subject
from triage.gateway.database import Database, DatabaseDown, lock_number
from triage.gateway.leases import Leases, too_many_held
from triage.gateway.sight import Sight
from triage.gateway.state import CurrentLease, ReportState, summary_at
from triage.models import codec
from triage.models.clock import Clock
from triage.models.ids import LeaseId, ReportId
from triage.models.query import LIFTED_RANK
from triage.models.queue import ReportBody, Summary
from triage.models.stage import Stage

FUNCTION = "claim_next_4"
"""The one of this release (`triage.gateway.migrations.claim_function`)."""
_ARGUMENTS = ", ".join(f"${at}" for at in range(1, 16))
CALL = f"SELECT * FROM {FUNCTION}({_ARGUMENTS})"  # noqa: S608 - our own name and place marks


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    """`ReportBody` as its stored parts."""

    report: msgspec.Raw
    summary: Summary
    assessment: msgspec.Raw
    draft: msgspec.Raw | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Granted:
    """`Claimed` on the wire."""

    report_id: str
    report: _Body | ReportBody
    lease_id: str
    fence: int
    granted_at: datetime
    lease_expires_at: datetime
    delivery_count: int
    etag: str


class Claims:
    """Takes the next reports for a person, each call in a transaction of its own."""

    def __init__(self, database: Database, leases: Leases, clock: Clock) -> None:
        self._database = database
        self._leases = leases
        self._clock = clock

    async def next(self, who: Subject, wanted: Wanted, sight: Sight, request_id: str) -> bytes:
        """The granted claims as JSON (an array of `Claimed`), most urgent first; b"" when there is nothing to take.

        Raises:
            Refusal: too-many-held.
            DatabaseDown: nothing was taken.
        """
        if self._database.embedded or wanted.view:
            granted = await self._by_steps(who, wanted, sight, request_id)
        else:
            granted = await self._by_function(who, wanted, sight, request_id)
        return codec.encode(granted) if granted else b""

    async def _by_function(self, who: Subject, wanted: Wanted, sight: Sight, request_id: str) -> list[_Granted]:
        rows, now = await self._call(who, wanted, sight, request_id, expire=True)
        if rows and rows[0]["word"] == "expired":
            async with self._database.write() as connection:
                await self._leases.expire(connection, self._clock.now())
            # What could not be given back just now is somebody else's at work: this call does not wait for it.
            rows, now = await self._call(who, wanted, sight, request_id, expire=False)
        if rows and rows[0]["word"] == "held":
            raise too_many_held(rows[0]["held"], self._leases.most_held)
        if rows:
            self._database.changed()
        states_ = [(row, _state(row, who.id)) for row in rows]
        rich = [state for _, state in states_ if _has_story(state)]
        whole = await self._whole(rich, now) if rich else {}
        return [_granted(state, whole.get(state.report_id) or _body(row, state, now)) for row, state in states_]

    async def _call(
        self, who: Subject, wanted: Wanted, sight: Sight, request_id: str, *, expire: bool
    ) -> tuple[list[Any], datetime]:
        """The function's rows and the time it was given: looked up when a connection is at hand, not before waiting."""
        async with self._database.lent() as connection:
            now = self._clock.now()
            values = self._values(who, wanted, sight, request_id, now, expire=expire)
            return await connection.fetch(CALL, *values), now

    def _values(
        self, who: Subject, wanted: Wanted, sight: Sight, request_id: str, now: datetime, *, expire: bool
    ) -> tuple[object, ...]:
        return (
            who.id,
            who.role.value,
            request_id,
            lock_number(f"claims of {who.id}"),
            wanted.most,
            self._leases.most_held,
            now,
            wanted.length,
            self._leases.lift_at(now),
            LIFTED_RANK,
            wanted.high_only,
            sight.whole,
            ["", *sight.allowed],
            list(sight.known) if sight.supervises else None,
            expire,
        )

    async def _whole(self, rich: list[ReportState], now: datetime) -> dict[str, ReportBody]:
        """Reports with a longer story (references, proposals) are read whole; they are few."""
        try:
            async with self._database.read() as connection:
                return {state.report_id: await bodies.body_of(connection, state, now) for state in rich}
        except DatabaseDown:
            return {}  # they are taken: an answer with less is better than a lease that nobody knows of

    async def _by_steps(self, who: Subject, wanted: Wanted, sight: Sight, request_id: str) -> list[_Granted]:
        async with self._database.write() as connection:
            now = self._clock.now()
            taken = await self._leases.claim_next(connection, who.id, wanted, sight, now)
            answer = []
            for state in taken:
                await audit.record(
                    connection, now, who, "claim", report_id=state.report_id, request_id=request_id,
                    details={"fence": state.fence},
                )  # fmt: skip
                body = await (bodies.body_of if _has_story(state) else _stored)(connection, state, now)
                answer.append(_granted(state, body))
        return answer


def _has_story(state: ReportState) -> bool:
    """More than its stored parts belongs to it: references, proposals, what was said of earlier work."""
    return bool(state.begins or state.open_proposals or state.flags)


async def _stored(connection: AsyncConnection, state: ReportState, now: datetime) -> _Body:
    reports, versions, drafts = tables.reports, tables.versions, tables.drafts
    this = and_(versions.c.report_id == reports.c.report_id, versions.c.version == reports.c.version)
    query = (
        select(versions.c.report, reports.c.assessment, drafts.c.draft)
        .select_from(reports.join(versions, this).outerjoin(drafts, drafts.c.report_id == reports.c.report_id))
        .where(reports.c.report_id == state.report_id)
    )
    return _body((await connection.execute(query)).mappings().one(), state, now)


def _body(row: Any, state: ReportState, now: datetime) -> _Body:
    return _Body(
        report=msgspec.Raw(row["report"]),
        summary=summary_at(state, now),
        assessment=msgspec.Raw(row["assessment"]),
        draft=None if row["draft"] is None else msgspec.Raw(row["draft"]),
    )


def _granted(state: ReportState, body: _Body | ReportBody) -> _Granted:
    assert state.lease is not None
    return _Granted(
        report_id=state.report_id,
        report=body,
        lease_id=state.lease.lease_id,
        fence=state.fence,
        granted_at=state.lease.granted_at,
        lease_expires_at=state.lease.expires_at,
        delivery_count=state.delivery_count,
        etag=body.summary.etag,
    )


def _state(row: Any, subject: str) -> ReportState:
    """Where a report stands that the function has just granted."""
    lease = CurrentLease(
        lease_id=LeaseId(row["lease_id"]),
        fence=row["fence"],
        subject=subject,
        first_granted_at=row["granted_at"],
        granted_at=row["granted_at"],
        expires_at=row["expires_at"],
        ended=False,
        ended_by="",
    )
    return ReportState(
        report_id=ReportId(row["report_id"]),
        submission_id=row["submission_id"],
        version=row["version"],
        stage=Stage.CLAIMED,
        rank=row["rank"],
        due_at=row["due_at"],
        summary=row["summary"],
        fence=row["fence"],
        delivery_count=row["delivery_count"],
        begins=row["begins"],
        begun_at=None,
        closed_at=None,
        left_feed=False,
        lease=lease,
        flags=codec.decode(dict[str, str], row["flags"]),
        open_proposals=row["open_proposals"],
        restricted=row["restricted"],
        pinned_by=row["pinned_by"],
        pin_why=row["pin_why"],
    )
