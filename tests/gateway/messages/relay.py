"""A mail relay of the tests' own: a real SMTP server (aiosmtpd) with STARTTLS and sign-in, that fails on demand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.gateway.authority import Authority
from triage.gateway.config.messages import MessagesConfig, SmtpConfig

USER, PASSWORD = "gateway", "let-me-send"


@dataclass
class Relay:
    """What it took, and what it does next: "451 …" or "550 …" is said after the mail, "rcpt 550 …" at the recipient,
    "close" goes away within the mail, "close after" when it has all of it, "slow" never answers."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    script: list[str] = field(default_factory=list)
    connections: int = 0
    got: asyncio.Event = field(default_factory=asyncio.Event)
    before_yes: Callable[[], None] | None = None

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.script and self.script[0].startswith("rcpt "):
            return self.script.pop(0).removeprefix("rcpt ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        does = self.script.pop(0) if self.script else ""
        if does[:1].isdigit():
            return does
        if does == "slow":
            await asyncio.Event().wait()
        self.envelopes.append(envelope)
        assert isinstance(envelope.content, bytes)
        self.taken.append(cast("EmailMessage", BytesParser(policy=default).parsebytes(envelope.content)))
        self.got.set()
        if self.before_yes:
            self.before_yes()
        if does == "close after":
            server.transport.abort()
        return "250 Queued as 1"


class _Server(SMTP):
    async def smtp_DATA(self, arg: str) -> None:
        relay = self.event_handler
        if relay.script[:1] == ["close"]:
            relay.script.pop(0)
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.read(40)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def _authenticate(server: object, session: object, envelope: object, mechanism: str, told: object) -> AuthResult:
    right = isinstance(told, LoginPassword) and (told.login, told.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@asynccontextmanager
async def relaying(authority: Authority) -> AsyncIterator[Relay]:
    """A relay that wants STARTTLS and a sign-in, for as long as the block lasts."""
    context = authority.issue("relay").serving()
    relay = Relay()

    def serve() -> SMTP:
        relay.connections += 1
        return _Server(
            relay, hostname="relay", tls_context=context, require_starttls=True, auth_required=True,
            authenticator=_authenticate, loop=asyncio.get_running_loop(),
        )  # fmt: skip

    server = await asyncio.get_running_loop().create_server(serve, "127.0.0.1", 0)
    relay.port = server.sockets[0].getsockname()[1]
    try:
        yield relay
    finally:
        server.close()


def config_for(relay: Relay, authority: Authority, folder: Path, **changes: Any) -> MessagesConfig:
    """Settings that send by this relay."""
    (folder / "password").write_text(f"{PASSWORD}\n")
    smtp = SmtpConfig(
        host="localhost",
        port=relay.port,
        user=USER,
        password_file=str(folder / "password"),
        ca_file=str(authority.file),
        timeout_seconds=30,
    )
    return MessagesConfig(**{"sender": "reports@force.example", "sender_name": "Test Force", "smtp": smtp, **changes})
