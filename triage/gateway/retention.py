"""Erases what a force need not keep any more: some days after settlement the public's words go, the account stays.

What stays is what proves that the report was received, decided and recorded, without saying anything of it: ids,
times, hashes, stages, references, audit lines (DPA 2018 s62: the log of an erasure does not repeat the data). The
hashes also let intake know a late re-send of what was erased.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway import state as states
from triage.gateway.knowledge.index import compact
from triage.gateway.logs import say
from triage.gateway.parts import Parts
from triage.gateway.workers import Worker
from triage.models.handover import NOTES_HOURS
from triage.models.stage import Stage
from triage.models.weeks import week_at

BATCH = 50
EVERY_SECONDS = 600
KEY_DAYS = 30
"""How long the answer to an Idempotency-Key is kept, or shorter than that as a report's own words: no desktop repeats a
call after it, and the answers hold words too."""
KEPT = frozenset({"reports", "submissions", "decisions", "settlements", "leases", "changes", "erasures"}) | {
    "audit",
    "unread",
    "workstation_lines",
    "attachment_locks",
    "kept_courses",
    "quality_reviews",
}
"""Tables whose rows stay; those of them that hold the public's words are emptied below. Rows of every other table
that names a report go."""


_WORDLESS = {
    "summary": b"", "assessment": b"", "waiting_why": "", "waiting_for": "", "flags": {}, "open_proposals": 0,
    "pinned_by": "", "pin_why": "", "kind": "", "suggested": "",
}  # fmt: skip


async def erase_due(parts: Parts) -> int:
    """One round: erase what is due, at most `BATCH` reports; returns how many."""
    now = parts.clock.now()
    days = parts.settings.config.retention.settled_days
    async with parts.database.write() as connection:
        keys = tables.idempotency.c.at < now - timedelta(days=min(KEY_DAYS, days or KEY_DAYS))
        await connection.execute(delete(tables.idempotency).where(keys))
        await parts.courses.forget(connection, now)
        await _erase_notes(connection, parts.settings.config.retention.notes_days, now)
        await _erase_scores(connection, parts.profiles.current.quality.score_weeks, now)
        due = (await connection.execute(_due(now - timedelta(days=days)))).all() if days else []
        figures_until = timedelta(days=parts.settings.config.retention.figures_days)
        for report_id, closed_at in due:
            if closed_at + figures_until > now:
                await parts.courses.keep(connection, report_id, closed_at + figures_until)
            await _erase(connection, report_id, closed_at, now)
        if due:
            await compact(connection)
    if due:
        say("erased", reports=len(due), days=days)
    return len(due)


def retention(parts: Parts) -> Worker:
    async def round_() -> bool:
        return await erase_due(parts) == BATCH

    return Worker(name="retention", every=EVERY_SECONDS, round=round_)


def _due(before: datetime) -> Select[Any]:
    reports, erasures = tables.reports, tables.erasures
    done = select(erasures.c.report_id).where(
        erasures.c.report_id == reports.c.report_id, erasures.c.erased_at > reports.c.closed_at
    )
    # A version that was received and not read yet opens the report again: nothing of it may go.
    newer = select(tables.unread.c.id).where(tables.unread.c.report_id == reports.c.report_id)
    return (
        select(reports.c.report_id, reports.c.closed_at)
        .where(reports.c.stage == Stage.CLOSED.value, reports.c.closed_at <= before, ~done.exists(), ~newer.exists())
        .order_by(reports.c.closed_at)
        .limit(BATCH)
        .with_for_update(of=reports, skip_locked=True)
    )


async def _erase_notes(connection: AsyncConnection, days: int, now: datetime) -> None:
    """Notes of one shift to the next name no report, so they go by their own age, once no handover shows them."""
    if not days:
        return
    notes = tables.shift_notes
    age = max(timedelta(days=days), timedelta(hours=NOTES_HOURS))
    gone: CursorResult[Any] = await connection.execute(delete(notes).where(notes.c.at <= now - age))
    if gone.rowcount:
        await audit.record(connection, now, "retention", "handover.notes-erased", details={"notes": gone.rowcount})
        say("erased-notes", notes=gone.rowcount, days=days)


async def _erase_scores(connection: AsyncConnection, weeks: int, now: datetime) -> None:
    """Reviews go so many weeks after the week of their decision; their words go sooner, with the report."""
    reviews = tables.quality_reviews
    gone: CursorResult[Any] = await connection.execute(delete(reviews).where(reviews.c.week < week_at(now, weeks)))
    if gone.rowcount:
        await audit.record(connection, now, "retention", "quality.erased", details={"reviews": gone.rowcount})
        say("erased-reviews", reviews=gone.rowcount, weeks=weeks)


async def _erase(connection: AsyncConnection, report_id: str, closed_at: datetime, now: datetime) -> None:
    rows = 0
    for table in reversed(tables.metadata.sorted_tables):
        if "report_id" in table.c and table.name not in KEPT:
            gone: CursorResult[Any] = await connection.execute(delete(table).where(table.c.report_id == report_id))
            rows += gone.rowcount
    this = {"report_id": report_id}
    # Only what was shown: one that arrives just now is still to be read.
    shown = select(tables.reports.c.version).where(tables.reports.c.report_id == report_id).scalar_subquery()
    submissions = tables.submissions
    await connection.execute(
        update(submissions)
        .where(submissions.c.report_id == report_id, submissions.c.version <= shown)
        .values(raw=b"", header_names=[])
    )
    await connection.execute(
        update(tables.decisions).where(tables.decisions.c.report_id == report_id).values(decision=b"", abort_note="")
    )
    locks = tables.attachment_locks
    await connection.execute(update(locks).where(locks.c.report_id == report_id).values(reason=""))
    await connection.execute(update(tables.leases).where(tables.leases.c.report_id == report_id).values(note=""))
    reviews = tables.quality_reviews
    await connection.execute(update(reviews).where(reviews.c.report_id == report_id).values(words="", reply=""))
    # The feed tells every desktop that the report is gone, however long it was away.
    await states.publish(connection, report_id, "erased", now, left_feed=True, **_WORDLESS)
    told = {"erased_at": now, "settled_at": closed_at, "rows": rows}
    kept = await connection.scalar(
        select(func.count()).select_from(tables.erasures).where(tables.erasures.c.report_id == report_id)
    )
    if kept:
        await connection.execute(update(tables.erasures).where(tables.erasures.c.report_id == report_id).values(**told))
    else:
        await connection.execute(insert(tables.erasures).values(**this, **told))
    await audit.record(connection, now, "retention", "erased", report_id=report_id, details={"rows": rows})
