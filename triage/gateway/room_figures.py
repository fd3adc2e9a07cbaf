"""The figures of the rooms that do not tell theirs themselves: what is unread, files, messages, the profile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.mailbox.figures import mailbox_figures
from triage.gateway.media.figures import media_figures
from triage.gateway.metrics import Figure, Source
from triage.gateway.parts import Parts


def sources(parts: Parts) -> Iterable[Source]:
    """Everything that is asked when somebody looks at the figures, beside the queue's own."""

    async def files(_connection: AsyncConnection, now: datetime) -> Iterable[Figure]:
        told = await media_figures(parts.database, now)
        counts = {
            "waiting": told.waiting, "failed": told.failed, "suspicious": told.suspicious, "infected": told.infected,
        }  # fmt: skip
        return [
            *(Figure(name="files", help="Files by state", value=counts[key], labels={"state": key}) for key in counts),
            Figure(name="files_overdue_seconds", help="Longest that a file waited in vain", value=told.overdue_seconds),
        ]

    async def profile(_connection: AsyncConnection, _now: datetime) -> Iterable[Figure]:
        refused = parts.profile_watch.refused
        number = parts.profiles.held.number
        return [
            Figure(name="profile_number", help="Number of the force profile in force", value=number),
            Figure(name="profile_refused", help="Profiles refused since the start", value=refused),
        ]

    yield unread_figures
    yield message_figures
    yield files
    yield profile
    mailbox = parts.settings.config.mailbox
    if mailbox is not None:
        yield mailbox_figures(mailbox)


async def unread_figures(connection: AsyncConnection, now: datetime) -> Iterable[Figure]:
    """What was received and is not in the queue yet."""
    unread = tables.unread
    count, oldest = (await connection.execute(select(func.count(), func.min(unread.c.received_at)))).one()
    age = max(0.0, (now - oldest).total_seconds()) if oldest else 0
    return [
        Figure(name="unread", help="Reports received and not read yet", value=count),
        Figure(name="unread_oldest_seconds", help="Age of the oldest unread report", value=age),
    ]


async def message_figures(connection: AsyncConnection, _now: datetime) -> Iterable[Figure]:
    """Messages by state; which of them need a person is said on the reports themselves."""
    state = tables.messages.c.state
    rows = (await connection.execute(select(state, func.count()).group_by(state))).all()
    return [
        Figure(name="messages", help="Messages by state", value=count, labels={"state": word}) for word, count in rows
    ]
