"""The messages as they are kept: written once, taken by one gateway at a time, their fate noted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import func, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway import state as states
from triage.gateway.messages.carrier import Outgoing
from triage.gateway.problems import Refusal
from triage.models.ids import ReportId
from triage.models.messages import Message, MessageState

OPEN = (MessageState.QUEUED.value, MessageState.SENDING.value)
FLAG, ANSWER = "message", "answer"
MARKS = {
    MessageState.BOUNCED: "Message bounced",
    MessageState.FAILED: "Message not sent",
    MessageState.GIVEN_UP: "Message not sent",
    MessageState.UNCERTAIN: "Message uncertain",
}
"""The mark of a report's queue line, worst first; gone as soon as no message of it is in such a state any more."""


class Key(Protocol):
    """What names a message: an `Outgoing` or a `Message`."""

    @property
    def report_id(self) -> ReportId: ...

    @property
    def number(self) -> int: ...


async def next_number(connection: AsyncConnection, report_id: str) -> int:
    """The number of the report's next message; call it with the report locked."""
    messages = tables.messages
    highest = await connection.scalar(select(func.max(messages.c.number)).where(messages.c.report_id == report_id))
    return (highest or 0) + 1


async def load(connection: AsyncConnection, report_id: str, number: int) -> Message:
    """Raises Refusal unknown-message."""
    messages = tables.messages
    query = select(messages).where(messages.c.report_id == report_id, messages.c.number == number)
    row = (await connection.execute(query)).mappings().first()
    if row is None:
        raise Refusal("unknown-message")
    return message_of(row)


async def all_of(connection: AsyncConnection, report_id: str) -> list[Message]:
    messages = tables.messages
    query = select(messages).where(messages.c.report_id == report_id).order_by(messages.c.number)
    return [message_of(row) for row in (await connection.execute(query)).mappings()]


async def take(
    connection: AsyncConnection, state: MessageState, now: datetime, most: int, *, carrier: str = ""
) -> list[Outgoing]:
    """The next messages in ``state`` that are due, locked until this transaction ends; what others hold is skipped."""
    messages = tables.messages
    query = select(messages).where(messages.c.state == state.value, messages.c.next_at <= now)
    if carrier:
        query = query.where(messages.c.carrier == carrier)
    query = query.order_by(messages.c.next_at).limit(most).with_for_update(skip_locked=True)
    return [outgoing_of(row) for row in (await connection.execute(query)).mappings()]


async def stuck(connection: AsyncConnection, before: datetime, most: int) -> list[Outgoing]:
    """Messages that a gateway began to send before that moment and never told the end of: it died."""
    messages = tables.messages
    query = (
        select(messages)
        .where(messages.c.state == MessageState.SENDING.value, messages.c.next_at < before)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [outgoing_of(row) for row in (await connection.execute(query)).mappings()]


async def look_again(connection: AsyncConnection, message: Outgoing, next_at: datetime | None) -> None:
    """When to ask next what became of a message."""
    messages = tables.messages
    await connection.execute(
        update(messages)
        .where(messages.c.report_id == message.report_id, messages.c.number == message.number)
        .values(next_at=next_at)
    )


async def note(
    connection: AsyncConnection, this: Key, expected: Collection[MessageState], now: datetime, **values: Any
) -> bool:
    """Change a message that is in one of these states, without telling anybody; says whether it was."""
    messages = tables.messages
    changed = await connection.execute(
        update(messages)
        .where(
            messages.c.report_id == this.report_id,
            messages.c.number == this.number,
            messages.c.state.in_([state.value for state in expected]),
        )
        .values(**{**values, "state": MessageState(values["state"]).value, "state_at": now})
    )
    return bool(changed.rowcount)


async def tell(
    connection: AsyncConnection, this: Key, expected: Collection[MessageState], now: datetime, **values: Any
) -> bool:
    """`note` with its audit line, and tell the desks: the report moves in the feed with its marks."""
    reports = tables.reports
    # The report first, as everybody who changes it does, or two transactions could wait for each other.
    await connection.execute(select(reports.c.report_id).where(reports.c.report_id == this.report_id).with_for_update())
    if not await note(connection, this, expected, now, **values):
        return False
    word = f"message.{MessageState(values['state']).value}"
    await audit.record(connection, now, "gateway", word, report_id=this.report_id, details={"number": this.number})
    await publish(connection, this.report_id, now)
    return True


async def publish(
    connection: AsyncConnection, report_id: str, now: datetime, *, answer: str | None = None, **values: Any
) -> None:
    """Tell the desks that the report's messages changed; its marks in the queue follow from them. ``answer``: the mark
    of an answer ("" takes it away).
    """
    reports, messages = tables.reports, tables.messages
    flags = dict(await connection.scalar(select(reports.c.flags).where(reports.c.report_id == report_id)) or {})
    flags = {kind: word for kind, word in flags.items() if kind != FLAG and (kind != ANSWER or answer is None)}
    bad = await connection.scalars(
        select(messages.c.state).where(
            messages.c.report_id == report_id, messages.c.state.in_([state.value for state in MARKS])
        )
    )
    found = {MessageState(state) for state in bad}
    worst = next((mark for state, mark in MARKS.items() if state in found), "")
    if worst:
        flags[FLAG] = worst
    if answer:
        flags[ANSWER] = answer
    await states.publish(connection, report_id, "message", now, flags=flags, **values)


async def by_token(connection: AsyncConnection, token: str) -> RowMapping | None:
    return await _one(connection, tables.messages.c.token == token) if token else None


async def by_mime_ids(connection: AsyncConnection, mime_ids: list[str]) -> RowMapping | None:
    """The newest message with one of these Message-IDs."""
    return await _one(connection, tables.messages.c.mime_id.in_(mime_ids)) if mime_ids else None


async def _one(connection: AsyncConnection, clause: Any) -> RowMapping | None:
    query = select(tables.messages).where(clause).order_by(tables.messages.c.created_at.desc()).limit(1)
    return (await connection.execute(query)).mappings().first()


def message_of(row: RowMapping) -> Message:
    return Message(
        report_id=ReportId(row["report_id"]),
        number=row["number"],
        state=MessageState(row["state"]),
        channel=row["channel"],
        template=row["template"],
        person=row["person"],
        address=row["address"],
        subject=row["subject"],
        body=row["body"],
        asks=row["asks"],
        confirmed_safe=row["confirmed_safe"],
        author=row["author"],
        created_at=row["created_at"],
        state_at=row["state_at"],
        sent_at=row["sent_at"],
        next_at=row["next_at"] if row["state"] in OPEN else None,
        tries=row["tries"],
        reason=row["reason"],
    )


def outgoing_of(row: RowMapping) -> Outgoing:
    return Outgoing(
        report_id=ReportId(row["report_id"]),
        number=row["number"],
        channel=row["channel"],
        template=row["template"],
        address=row["address"],
        subject=row["subject"],
        body=row["body"],
        fields=dict(row["fields"]),
        token=row["token"],
        mime_id=row["mime_id"],
        created_at=row["created_at"],
        try_until=row["try_until"],
        tries=row["tries"],
        carrier=row["carrier"],
        carrier_reference=row["carrier_reference"],
        safe_despite=tuple(row["safe_despite"]),
    )
