"""What stands around the gateway of a row that needs more: a post office, records that it relays to, a host of files.

All of it lives in the process of the desks, which the killed gateway is none of, and lives on.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from typing import Any

from triage.bench.crash.gateway.around import Around
from triage.bench.crash.gateway.settings import LOOPBACK
from triage.bench.faults.filed import Given
from triage.gateway.serve import bind
from triage.gateway.settings import Address
from triage.models.clock import SystemClock
from triage.models.resources import read_resource
from triage.training.mail.certificate import make_certificate
from triage.training.mail.imap import USER, imap_talk
from triage.training.mail.letterbox import INBOX, Letterbox
from triage.training.mail.relay import Relay
from triage.training.records_standin.app import RecordsStandin
from triage.training.records_standin.cutting import Connections
from triage.training.records_standin.serve import SCHEMA, server_of
from triage.training.tasks import TaskGroup

PASSWORD = secrets.token_urlsafe(24)
PROCESSED = "Processed"
CLAMD_PART = 4
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class Post:
    """A mail server with one mailbox, and a relay. ``letters``: what the relay took, in order."""

    box: Letterbox = field(default_factory=lambda: Letterbox(1))
    letters: list[EmailMessage] = field(default_factory=list)
    _lines: set[asyncio.StreamWriter] = field(default_factory=set)
    _talks: set[asyncio.Task[object]] = field(default_factory=set)
    _refuses: bool = False

    async def open(self, there: Around) -> None:
        """Have the gateway told of it: relay and mailbox on free ports."""
        certificate, context = make_certificate(there.folder, SystemClock().now())
        password = there.folder / "mail-password"
        password.write_text(PASSWORD, encoding="utf-8")
        relay = await asyncio.get_running_loop().create_server(Relay(self.letters.append).protocol, LOOPBACK, 0)
        door = await asyncio.start_server(self._noted(imap_talk(self.box, PASSWORD)), LOOPBACK, 0, ssl=context)
        there.surroundings = replace(
            there.surroundings,
            relay=port_of(relay),
            mailbox=port_of(door),
            user=USER,
            certificate=str(certificate),
            password=str(password),
        )

    def deliver(self, there: Around, mail: EmailMessage) -> None:
        """A mail comes into the mailbox."""
        self.box.deliver(mail.as_bytes(), there.clock.now())

    def lying(self, folder: str) -> int:
        """How many mails lie in this folder."""
        found = self.box.folder(folder)
        return len(found.mails) if found else 0

    @property
    def waiting(self) -> int:
        """How many nobody has put away yet."""
        return self.lying(INBOX)

    def cut(self) -> None:
        """Hang up on whoever reads the mailbox."""
        for line in tuple(self._lines):
            line.transport.abort()

    def refuse(self, *, refused: bool = True) -> None:
        """Hang up on each who comes, until this is over."""
        self._refuses = refused
        self.cut()

    async def end(self) -> None:
        """Hang up for good, and see everybody gone."""
        self.refuse()
        if self._talks:
            await asyncio.wait(self._talks)

    def _noted(self, talk: Talk) -> Talk:
        async def noted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if self._refuses:
                writer.transport.abort()
                return
            this = asyncio.current_task()
            assert this is not None
            self._lines.add(writer)
            self._talks.add(this)
            try:
                await talk(reader, writer)
            finally:
                self._lines.discard(writer)
                self._talks.discard(this)

        return noted


@asynccontextmanager
async def records_behind(there: Around) -> AsyncIterator[None]:
    """The gateway carries records and files itself, to the same records systems."""
    standin = RecordsStandin(there.outside.records, json.loads(read_resource(SCHEMA)), Connections())
    with bind(Address(LOOPBACK, 0)) as listener:
        server = server_of(standin)
        serving = TaskGroup()
        serving.spawn("records", server.serve(sockets=[listener]))
        there.surroundings = replace(there.surroundings, records=f"http://{LOOPBACK}:{listener.getsockname()[1]}")
        try:
            yield
        finally:
            server.end()
            await serving.aclose()


@dataclass(slots=True)
class Hub:
    """A host of linked files that sends each of them so many bytes, after it said ``busy`` times that it is busy."""

    size: int
    busy: int = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, one answer."""
        with suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            self.busy -= 1
            if self.busy >= 0:
                writer.write(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            else:
                writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
                writer.write(JPEG + bytes(self.size - len(JPEG)))
            await writer.drain()
        writer.close()


@dataclass(frozen=True, slots=True)
class Linked(Given):
    """A file that lies at the hub."""

    url: str = ""

    def as_media(self, number: int) -> dict[str, Any]:
        """As the hub sends it: where it lies, in place of its bytes."""
        return {"id": f"m{number}", "type": "media", "attributes": {"fileName": self.name, "url": self.url}}


def linked(there: Around) -> tuple[Given, ...]:
    """A picture at the hub that stands around this gateway."""
    url = f"http://{LOOPBACK}:{there.surroundings.hub}/door.jpg"
    return (Linked("door.jpg", "image/jpeg", b"", url),)


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"


async def scan(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """As clamd takes a stream: it is clean (INSTREAM, clamd(8))."""
    with suppress(OSError, asyncio.IncompleteReadError):
        await reader.readuntil(b"\0")
        while size := int.from_bytes(await reader.readexactly(CLAMD_PART), "big"):
            await reader.readexactly(size)
        writer.write(b"stream: OK\0")
        await writer.drain()
    writer.close()


def port_of(server: asyncio.Server) -> int:
    """The port that it listens on."""
    return int(server.sockets[0].getsockname()[1])


async def listening(talk: Talk) -> asyncio.Server:
    """A server on a free port of loopback, for as long as the life lasts."""
    return await asyncio.start_server(talk, LOOPBACK, 0)
