"""Mails of the gateway itself to people of the force: a file was locked. They say where to look and nothing of the
report; they leave by the way that messages to the public leave by, and stand in the report's contact log.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.config.messages import MessagesConfig
from triage.gateway.messages import guard, outbox, safety
from triage.gateway.messages.carrier import Carrier
from triage.gateway.messages.tokens import in_subject, new_token
from triage.models.messages import MessageState


class Alerts:
    """``config`` and ``carrier`` None: this gateway sends nothing."""

    def __init__(self, config: MessagesConfig | None, carrier: Carrier | None) -> None:
        self._config = config
        self._carrier = carrier

    async def write(
        self,
        connection: AsyncConnection,
        report_id: str,
        addresses: Sequence[str],
        subject: str,
        body: str,
        now: datetime,
        *,
        by: str,
    ) -> int:
        """Queue a mail to each address in the act's own transaction, with the report locked; gives how many."""
        config = self._config
        if config is None or self._carrier is None or not self._carrier.takes("email", ""):
            return 0
        told = await guard.told_of(connection, report_id)
        if told is None:
            return 0
        for address in addresses:
            number, token = await outbox.next_number(connection, report_id), new_token()
            await connection.execute(
                insert(tables.messages).values(
                    report_id=report_id, number=number, state=MessageState.QUEUED.value, channel="email", template="",
                    person="", address=address, subject=f"{subject} {in_subject(token)}", body=body, fields={},
                    asks=False, token=token, mime_id=f"{uuid.uuid4()}@{config.sender.rpartition('@')[2]}",
                    confirmed_safe="An address of the force", safe_despite=list(safety.reasons(*told, address, config)),
                    author=by, created_at=now, next_at=now,
                    try_until=now + timedelta(hours=config.give_up_hours), state_at=now,
                )
            )  # fmt: skip
        return len(addresses)
