"""The mailbox in figures, for whoever watches the gateway."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway.config import MailboxConfig
from triage.gateway.mailbox.ledger import mailbox_name, read_status
from triage.gateway.metrics import Figure, Source


def mailbox_figures(config: MailboxConfig) -> Source:
    """Mails by outcome, what waits and what needs a person, and how long ago the last good look was."""
    name = mailbox_name(config)

    async def figures(connection: AsyncConnection, now: datetime) -> Iterable[Figure]:
        told = await read_status(connection, name, now)
        found = [
            Figure(name="mailbox_mails", help="Mails by outcome", value=number, labels={"outcome": outcome})
            for outcome, number in sorted(told.taken.items())
        ]
        found.append(Figure(name="mailbox_waiting", help="Mails waiting at the last look", value=told.waiting))
        found.append(Figure(name="mailbox_attention", help="Mails that need a person", value=told.attention))
        if told.last_success_at is not None:
            age = max(0.0, (now - told.last_success_at).total_seconds())
            found.append(Figure(name="mailbox_look_age_seconds", help="Since the last good look", value=age))
        return found

    return figures
