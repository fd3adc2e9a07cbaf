"""The post office of a training ground: what the gateway sends is answered after a while, into its mailbox.

It lives and ends with the ground, on free ports; answers that were still under way are dropped with it.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path

from triage.models.clock import Clock
from triage.training.mail.certificate import make_certificate
from triage.training.mail.imap import USER, imap_talk
from triage.training.mail.letterbox import Letterbox
from triage.training.mail.relay import Relay
from triage.training.mail.reporters import Reporters
from triage.training.tasks import TaskGroup

SENDER = "reports@training.example"
SENDER_NAME = "Training Force"
ANSWER_SECONDS = 45.0
"""How long a reporter takes: long enough to take the next report, short enough to see the answer come back."""
LOOPBACK = "127.0.0.1"


class PostOffice:
    """``answer_after``: seconds until a reporter who is asked has answered."""

    def __init__(self, clock: Clock, answer_after: float) -> None:
        self.reporters = Reporters()
        self.box = Letterbox(int(clock.now().timestamp()))
        self._clock = clock
        self._answer_after = answer_after
        self._tasks = TaskGroup()
        self.settings = ""
        """What the gateway is told, as lines of its settings file."""

    def learn(self, payloads: Iterable[bytes]) -> None:
        """Take in who reports, before the reports are sent."""
        self.reporters.learn(payloads)

    def take(self, message: EmailMessage) -> None:
        """A message of the gateway's; its reader answers it later."""
        self._tasks.spawn("answer of a reporter", self._answer(message))

    async def _answer(self, message: EmailMessage) -> None:
        await asyncio.sleep(self._answer_after)
        now = self._clock.now()
        answer = self.reporters.answer(message, now)
        if answer is not None:
            self.box.deliver(answer.as_bytes(), now)

    async def aclose(self) -> None:
        await self._tasks.aclose()


@asynccontextmanager
async def open_post_office(
    folder: Path, clock: Clock, answer_after: float = ANSWER_SECONDS
) -> AsyncIterator[PostOffice]:
    """A relay and a mailbox on free ports of loopback, their certificate and password in ``folder``."""
    office = PostOffice(clock, answer_after)
    certificate, context = make_certificate(folder, clock.now())
    password = secrets.token_urlsafe(24)
    kept = folder / "mail-password"
    kept.touch(mode=0o600, exist_ok=True)
    kept.write_text(password, encoding="utf-8")
    relay = await asyncio.get_running_loop().create_server(Relay(office.take).protocol, LOOPBACK, 0)
    imap = await asyncio.start_server(imap_talk(office.box, password), LOOPBACK, 0, ssl=context)
    office.settings = _settings(_port(relay), _port(imap), kept, certificate)
    try:
        yield office
    finally:
        await office.aclose()
        for server in (relay, imap):
            server.close()


def _port(server: asyncio.Server) -> int:
    return int(server.sockets[0].getsockname()[1])


def _settings(relay: int, imap: int, password: Path, certificate: Path) -> str:
    """Both ways of the post, for the gateway's settings file."""
    return (
        f'[messages]\nsender = "{SENDER}"\nsender_name = "{SENDER_NAME}"\nevery_seconds = 1\n'
        f'[messages.smtp]\nhost = "{LOOPBACK}"\nport = {relay}\ntls = "none"\n'
        f'[mailbox]\nhost = "{LOOPBACK}"\nport = {imap}\nuser = "{USER}"\nca_file = {json.dumps(str(certificate))}\n'
        f"password_file = {json.dumps(str(password))}\npoll_seconds = 5\n"
    )
