"""Where one report stands at the gateway: its row and its current lease, read together and changed in one place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, insert, select, text, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.database import PUBLISHED
from triage.gateway.problems import Refusal
from triage.models import codec
from triage.models.ids import LeaseId, ReportId
from triage.models.queue import Summary
from triage.models.stage import Stage

UNDER_LEASE = frozenset({Stage.CLAIMED, Stage.IN_TRIAGE})
"""Stages that last no longer than the lease; expiry gives such a report back to the queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentLease:
    """The newest grant of a report; ``ended`` when it was given back, taken away or used up."""

    lease_id: LeaseId
    fence: int
    subject: str
    first_granted_at: datetime
    granted_at: datetime
    expires_at: datetime
    ended: bool
    ended_by: str

    def live(self, now: datetime) -> bool:
        return not self.ended and now < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportState:
    """A report as it stands. ``stage`` is what is stored; `stage_at` knows that a lease may have run out since."""

    report_id: ReportId
    submission_id: str
    version: int
    stage: Stage
    rank: int
    due_at: datetime
    summary: bytes
    fence: int
    delivery_count: int
    begins: int
    begun_at: datetime | None
    closed_at: datetime | None
    left_feed: bool
    lease: CurrentLease | None

    def stage_at(self, now: datetime) -> Stage:
        if self.stage in UNDER_LEASE and not (self.lease and self.lease.live(now)):
            return Stage.INCOMING
        return self.stage

    def etag_at(self, now: datetime) -> str:
        return etag_for(self.report_id, self.version, self.stage_at(now), self.fence, self.begins)

    def holder_at(self, now: datetime) -> str:
        """Who holds it: by a live lease, or by having begun it."""
        if self.lease is None or self.lease.ended:
            return ""
        return self.lease.subject if self.lease.live(now) or self.stage is Stage.BEGUN else ""


def etag_for(report_id: str, version: int, stage: Stage, fence: int, begins: int) -> str:
    """The mark of a report's state. It follows from the state itself, so a lease that lapsed and was renewed by its
    own holder leads back to the very mark that the holder decided against.
    """
    words = f"{report_id}|{version}|{stage}|{fence}|{begins}"
    return f"v{version}-{hashlib.sha256(words.encode()).hexdigest()[:20]}"


def selection() -> Select[Any]:
    """Reports with their current lease (the one that carries the report's newest fence)."""
    reports, leases = tables.reports, tables.leases
    held = and_(leases.c.report_id == reports.c.report_id, leases.c.fence == reports.c.fence)
    lease_columns = [
        leases.c[name].label(f"lease_{name}")
        for name in (
            "lease_id", "fence", "subject", "first_granted_at", "granted_at", "expires_at", "ended_at", "ended_by",
        )
    ]  # fmt: skip
    return select(*(column for column in reports.c if column.name != "assessment"), *lease_columns).select_from(
        reports.outerjoin(leases, held)
    )


def from_row(row: RowMapping) -> ReportState:
    lease = None
    if row["lease_lease_id"] is not None:
        lease = CurrentLease(
            lease_id=LeaseId(row["lease_lease_id"]),
            fence=row["lease_fence"],
            subject=row["lease_subject"],
            first_granted_at=row["lease_first_granted_at"],
            granted_at=row["lease_granted_at"],
            expires_at=row["lease_expires_at"],
            ended=row["lease_ended_at"] is not None,
            ended_by=row["lease_ended_by"],
        )
    return ReportState(
        report_id=ReportId(row["report_id"]),
        submission_id=row["submission_id"],
        version=row["version"],
        stage=Stage(row["stage"]),
        rank=row["rank"],
        due_at=row["due_at"],
        summary=row["summary"],
        fence=row["fence"],
        delivery_count=row["delivery_count"],
        begins=row["begins"],
        begun_at=row["begun_at"],
        closed_at=row["closed_at"],
        left_feed=row["left_feed"],
        lease=lease,
    )


async def load(connection: AsyncConnection, report_id: str, *, lock: bool = False) -> ReportState:
    """The report's state; ``lock`` keeps others from changing it until this transaction ends.

    Raises:
        Refusal: unknown-report.
    """
    this = tables.reports.c.report_id == report_id
    if lock:
        # Alone, then read: a statement that waits for a lock would join the new report row with old leases.
        await connection.execute(select(tables.reports.c.report_id).where(this).with_for_update())
    row = (await connection.execute(selection().where(this))).mappings().first()
    if row is None:
        raise Refusal("unknown-report")
    return from_row(row)


async def publish(connection: AsyncConnection, report_id: str, word: str, at: datetime, **values: Any) -> None:
    """Change a report's row and move it to the end of the feed. ``word`` says why ("claimed", "version", …)."""
    stage = values.get("stage")
    if stage is None:
        stage = await connection.scalar(select(tables.reports.c.stage).where(tables.reports.c.report_id == report_id))
    embedded = connection.dialect.name == "sqlite"
    number = 0 if embedded else await connection.scalar(text("SELECT pg_current_xact_id()::text::bigint"))
    added = await connection.execute(
        insert(tables.changes)
        .values(tx=number, report_id=report_id, word=word, stage=str(stage), at=at)
        .returning(tables.changes.c.seq)
    )
    seq = added.scalar_one()
    changed = {name: str(value) if isinstance(value, Stage) else value for name, value in values.items()}
    await connection.execute(
        update(tables.reports).where(tables.reports.c.report_id == report_id).values(tx=number, seq=seq, **changed)
    )
    connection.info[PUBLISHED] = True


def summary_at(state: ReportState, now: datetime) -> Summary:
    """The queue line: what intake worked out, with where the report stands now laid over it."""
    holder = state.holder_at(now)
    return replace(
        codec.decode(Summary, state.summary),
        etag=state.etag_at(now),
        version=state.version,
        stage=state.stage_at(now),
        held_by=holder,
        lease_expires_at=state.lease.expires_at if holder and state.lease else None,
        delivery_count=state.delivery_count,
    )
