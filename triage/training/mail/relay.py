"""The relay of training mode: it takes every message, hands it to whoever it is for here, and passes nothing on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

MOST_BYTES = 20 << 20


class Relay:
    """The handler of aiosmtpd: ``take`` gets each message that was accepted."""

    def __init__(self, take: Callable[[EmailMessage], None]) -> None:
        self._take = take

    def protocol(self) -> SMTP:
        """One conversation."""
        loop = asyncio.get_running_loop()
        return SMTP(self, hostname="training", enable_SMTPUTF8=True, data_size_limit=MOST_BYTES, loop=loop)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002
        """Called by aiosmtpd after a message."""
        assert isinstance(envelope.content, bytes)
        self._take(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 OK: kept in training"
