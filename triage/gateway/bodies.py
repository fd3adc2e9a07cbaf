"""Whole reports, original bytes, attachments and drafts, as they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.leases import lost, own_lease
from triage.gateway.media.listing import listed
from triage.gateway.problems import Refusal, invalid
from triage.gateway.state import ReportState, summary_at
from triage.gateway.workflow import proposing, saying
from triage.models import codec
from triage.models.decision import Reference
from triage.models.draft import Draft
from triage.models.indicators import Assessment
from triage.models.queue import Claimed, DraftPut, ReportBody
from triage.models.report import Report

MOST_REVISIONS = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What the hub sent for one version of a report."""

    version: int
    raw: bytes
    raw_sha256: str
    content_type: str


async def body_of(connection: AsyncConnection, state: ReportState, now: datetime) -> ReportBody:
    """The report's newest version with all that belongs to it; raises Refusal erased."""
    versions, reports, drafts = tables.versions, tables.reports, tables.drafts
    this = state.report_id
    report = await connection.scalar(
        select(versions.c.report).where(versions.c.report_id == this, versions.c.version == state.version)
    )
    assessment = await connection.scalar(select(reports.c.assessment).where(reports.c.report_id == this))
    draft = await connection.scalar(select(drafts.c.draft).where(drafts.c.report_id == this))
    if not report or not assessment:
        raise Refusal("erased")
    whole, files = await listed(connection, codec.decode(Report, report))
    return ReportBody(
        report=whole,
        files=files,
        summary=summary_at(state, now),
        assessment=codec.decode(Assessment, assessment),
        draft=None if draft is None else codec.decode(Draft, draft),
        references=await _references(connection, this),
        proposals=await proposing.of_report(connection, this, open_only=True) if state.open_proposals else (),
        said=await saying.of_report(connection, this),
        approved=await proposing.approved_decisions(connection, this) if "approved" in state.flags else (),
    )


async def claimed(connection: AsyncConnection, state: ReportState, now: datetime) -> Claimed:
    """A grant with the report itself."""
    lease = state.lease
    assert lease is not None
    return Claimed(
        report_id=state.report_id,
        report=await body_of(connection, state, now),
        lease_id=lease.lease_id,
        fence=lease.fence,
        granted_at=lease.granted_at,
        lease_expires_at=lease.expires_at,
        delivery_count=state.delivery_count,
        etag=state.etag_at(now),
    )


async def original(connection: AsyncConnection, state: ReportState, version: int) -> Original:
    """The bytes of this version, which was published; raises Refusal erased."""
    submissions = tables.submissions
    row = (
        await connection.execute(
            select(submissions.c.raw, submissions.c.raw_sha256, submissions.c.content_type).where(
                submissions.c.report_id == state.report_id, submissions.c.version == version
            )
        )
    ).one()
    if not row.raw:
        raise Refusal("erased")
    return Original(version=version, raw=bytes(row.raw), raw_sha256=row.raw_sha256, content_type=row.content_type)


async def save_draft(
    connection: AsyncConnection, report_id: str, subject: str, wanted: DraftPut, now: datetime
) -> None:
    """Keep the holder's copy. An older revision that arrives late changes nothing.

    Raises:
        Refusal: unknown-report, lease-lost, 422 for another report's draft.
    """
    if wanted.draft.report_id != report_id:
        raise invalid("/draft/report_id", "must be the report of the address")
    if not 0 <= wanted.draft.revision <= MOST_REVISIONS:
        raise invalid("/draft/revision", f"must be from 0 to {MOST_REVISIONS}")
    state = await states.load(connection, report_id, lock=True)
    if own_lease(state, wanted.lease_id, subject, now).fence != wanted.fence:
        raise lost(state, now)
    drafts = tables.drafts
    values = {
        "author": subject,
        "fence": wanted.fence,
        "revision": wanted.draft.revision,
        "draft": codec.encode(wanted.draft),
        "saved_at": now,
    }
    kept = (
        await connection.execute(select(drafts.c.fence, drafts.c.revision).where(drafts.c.report_id == report_id))
    ).first()
    if kept is None:
        await connection.execute(insert(drafts).values(report_id=report_id, **values))
    elif (wanted.fence, wanted.draft.revision) >= (kept.fence, kept.revision):
        await connection.execute(update(drafts).where(drafts.c.report_id == report_id).values(**values))


async def _references(connection: AsyncConnection, report_id: str) -> tuple[Reference, ...]:
    settlements = tables.settlements
    rows = await connection.scalars(
        select(settlements.c.references).where(settlements.c.report_id == report_id).order_by(settlements.c.id)
    )
    # A later decision tells again what an earlier one was given.
    return tuple(dict.fromkeys(one for row in rows for one in codec.decode(tuple[Reference, ...], row)))
