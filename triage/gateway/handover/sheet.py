"""What the gateway knows of work that is not done, laid out for whoever takes the room over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.credentials import Subject
from triage.gateway.problems import invalid
from triage.gateway.sight import Sight, seen
from triage.gateway.state import UNDER_LEASE, WAITING
from triage.models import codec
from triage.models.account import Statement
from triage.models.handover import MOST_WORDS, NOTES_HOURS, HandoverSheet, LeftReport, ShiftNote, Unsent
from triage.models.ids import ReportId
from triage.models.queue import Summary
from triage.models.stage import Stage

MOST = 200
"""Lines of a list."""
SAID_AGAIN = timedelta(hours=1)
"""The same words of the same person within it were sent again; later they are words of another evening."""


async def sheet(connection: AsyncConnection, sight: Sight, now: datetime) -> HandoverSheet:
    """Everything that is left, as far as this person may see it."""
    reports, leases = tables.reports, tables.leases
    running = and_(leases.c.ended_at.is_(None), leases.c.expires_at > now)
    begun = reports.c.stage == Stage.BEGUN.value
    held = begun | (reports.c.stage.in_([stage.value for stage in UNDER_LEASE]) & running)
    waiting = reports.c.stage.in_([stage.value for stage in WAITING])
    put_off = (reports.c.stage == Stage.INCOMING.value) & (reports.c.deferred_until > now)
    found = {}
    for name, which in (("held", held), ("awaiting", waiting), ("put_off", put_off)):
        found[name] = await _left(connection, which & sight.condition, now)
    return HandoverSheet(
        at=now,
        held=tuple(found["held"][:MOST]),
        awaiting=tuple(found["awaiting"][:MOST]),
        put_off=tuple(found["put_off"][:MOST]),
        unsent=await _unsent(connection, sight),
        notes=await _notes(connection, now),
        more=tuple(name for name, lines in found.items() if len(lines) > MOST),
    )


async def keep_note(connection: AsyncConnection, who: Subject, words: str, now: datetime) -> ShiftNote:
    """Keep words for the next shift. Whoever got no answer says them again: within `SAID_AGAIN` they are one note.

    Raises:
        Refusal: 422, when there are none or too many.
    """
    told = words.strip()
    if not told:
        raise invalid("/words", "write what the next shift must know")
    if len(told) > MOST_WORDS:
        raise invalid("/words", f"must have at most {MOST_WORDS} characters")
    notes = tables.shift_notes
    same = (notes.c.by == who.id, notes.c.words == told, notes.c.at > now - SAID_AGAIN)
    kept = (await connection.execute(select(notes.c.number, notes.c.at).where(*same).limit(1))).first()
    if kept is not None:
        return ShiftNote(number=kept.number, by=who.id, at=kept.at, words=told)
    added = await connection.execute(insert(notes).values(by=who.id, at=now, words=told).returning(notes.c.number))
    return ShiftNote(number=added.scalar_one(), by=who.id, at=now, words=told)


async def _left(connection: AsyncConnection, which: ColumnElement[bool], now: datetime) -> Sequence[LeftReport]:
    """The longest in this state first; one more than is told says that there are more."""
    reports = tables.reports
    query = states.selection().where(which).order_by(reports.c.stage_at, reports.c.report_id).limit(MOST + 1)
    rows = (await connection.execute(query)).mappings().all()
    return [_line(row, now) for row in rows if row["summary"]]


def _line(row: RowMapping, now: datetime) -> LeftReport:
    state = states.from_row(row)
    summary = codec.decode(Summary, state.summary)
    holder = state.holder_at(now)
    told: dict[str, Any] = {"who": state.waiting_for, "since": row["stage_at"], "until": state.deferred_until}
    if holder and state.lease is not None:
        told = {"who": holder, "since": state.lease.first_granted_at, "until": state.lease.expires_at}
    return LeftReport(
        report_id=ReportId(state.report_id),
        kind=summary.kind,
        title=summary.title,
        place=summary.place,
        customer_reference=summary.customer_reference,
        risk=summary.risk,
        stage=state.stage_at(now),
        due_at=state.due_at,
        why=state.waiting_why,
        **told,
    )


async def _unsent(connection: AsyncConnection, sight: Sight) -> tuple[Unsent, ...]:
    """Workstations that stated operations; of their reports those that this person may see."""
    rows = await connection.execute(select(tables.statements).order_by(tables.statements.c.stated_at))
    waiting = []
    for row in rows.mappings():
        stated = codec.decode(Statement, bytes(row["statement"])).reports
        if some := [one for one in stated if one.operations]:
            waiting.append((row, some))
    shown = await seen(connection, {one.report_id for _, some in waiting for one in some}, sight)
    return tuple(
        Unsent(
            desk=row["store"],
            who=row["subject"],
            stated_at=row["stated_at"],
            operations=sum(len(one.operations) for one in some),
            report_ids=tuple(one.report_id for one in some if one.report_id in shown),
        )
        for row, some in waiting
    )


async def _notes(connection: AsyncConnection, now: datetime) -> tuple[ShiftNote, ...]:
    notes = tables.shift_notes
    recent = select(notes).where(notes.c.at > now - timedelta(hours=NOTES_HOURS)).order_by(notes.c.number.desc())
    rows = (await connection.execute(recent.limit(MOST))).mappings().all()
    return tuple(ShiftNote(**row) for row in rows)
