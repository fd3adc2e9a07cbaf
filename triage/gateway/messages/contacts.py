"""The contact log: calls and attempts, and what came back to our messages. Lines are only ever added."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway import state as states
from triage.gateway.credentials import Subject
from triage.gateway.messages import outbox
from triage.gateway.problems import invalid
from triage.models import codec
from triage.models.ids import ReportId
from triage.models.messages import ContactLine, ContactLog, ContactRequest, Message

LONGEST_NOTE = 4_000
Beside = Callable[[AsyncConnection, datetime], Awaitable[None]]
"""What goes with a line in its own transaction, at that moment."""
_CLOCKS_DIFFER = timedelta(minutes=5)
_LONG_AGO = timedelta(days=3650)


async def log(
    connection: AsyncConnection,
    report_id: str,
    who: Subject,
    wanted: ContactRequest,
    now: datetime,
    *,
    request_id: str = "",
) -> ContactLine:
    """Add a line of a person.

    Raises:
        Refusal: unknown-report; 422 for a moment to come, a note too long, or the correction of no line.
    """
    await states.load(connection, report_id)
    at = moment(wanted.at, now)
    if len(wanted.note) > LONGEST_NOTE:
        raise invalid("/note", f"must have at most {LONGEST_NOTE} characters")
    if wanted.corrects and not await _is_line(connection, report_id, wanted.corrects):
        raise invalid("/corrects", "must be the number of a line of this report's log")
    line = ContactLine(
        kind="contact",
        at=at,
        logged_at=now,
        who=who.id,
        channel=wanted.channel,
        direction=wanted.direction,
        outcome=wanted.outcome,
        person=wanted.person,
        note=wanted.note,
        corrects=wanted.corrects,
    )
    number = await add(connection, report_id, line)
    details = {"line": number, "channel": wanted.channel, "outcome": wanted.outcome, "corrects": wanted.corrects}
    await audit.record(connection, now, who, "contact", report_id=report_id, request_id=request_id, details=details)
    return replace(line, number=number)


def moment(told: datetime | None, now: datetime) -> datetime:
    """When it was, now where nobody told; raises Refusal (422) for a moment to come."""
    at = told or now
    if at.tzinfo is None or not now - _LONG_AGO < at <= now + _CLOCKS_DIFFER:
        raise invalid("/at", "must be a moment of the last years with its offset, not in the future")
    return at


async def add(connection: AsyncConnection, report_id: str, line: ContactLine, *, mail_key: str | None = None) -> int:
    """Add a line; ``mail_key`` names the mail it tells of, which can stand there once only."""
    added = await connection.execute(
        insert(tables.contact_lines)
        .values(report_id=report_id, line=codec.encode(line), at=line.at, mail_key=mail_key)
        .returning(tables.contact_lines.c.id)
    )
    return int(added.scalar_one())


async def knows_mail(connection: AsyncConnection, report_id: str, mail_key: str) -> bool:
    """Whether the log has a line of that mail already."""
    lines = tables.contact_lines
    found = await connection.scalar(
        select(lines.c.id).where(lines.c.report_id == report_id, lines.c.mail_key == mail_key)
    )
    return found is not None


async def read(connection: AsyncConnection, report_id: str) -> ContactLog:
    """Everything that was said and tried, oldest first; raises Refusal unknown-report."""
    await states.load(connection, report_id)
    told = await logged(connection, report_id)
    sent = [_line_of(message) for message in await outbox.all_of(connection, report_id)]
    ordered = sorted((*sent, *told), key=lambda line: (line.at, line.number))
    return ContactLog(report_id=ReportId(report_id), lines=tuple(ordered))


async def logged(connection: AsyncConnection, report_id: str) -> tuple[ContactLine, ...]:
    """The lines of the log that are no messages of ours, in the order they were added."""
    lines = tables.contact_lines
    query = select(lines.c.id, lines.c.line).where(lines.c.report_id == report_id).order_by(lines.c.id)
    return tuple(replace(codec.decode(ContactLine, row.line), number=row.id) for row in await connection.execute(query))


async def _is_line(connection: AsyncConnection, report_id: str, number: int) -> bool:
    lines = tables.contact_lines
    query = select(lines.c.id).where(lines.c.report_id == report_id, lines.c.id == number)
    return 0 < number < 2**63 and await connection.scalar(query) is not None


def _line_of(message: Message) -> ContactLine:
    return ContactLine(
        kind="message",
        at=message.created_at,
        logged_at=message.created_at,
        who=message.author,
        channel=message.channel,
        direction="out",
        outcome=message.state.value,
        person=message.person,
        address=message.address,
        message=message.number,
        sent=message,
    )
