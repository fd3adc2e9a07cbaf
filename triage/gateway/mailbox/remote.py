"""A `Session` for coroutines: its calls run in one thread of its own, which stops within a second when told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import TypeVar

from triage.gateway.config import MailboxConfig
from triage.gateway.mailbox.line import Line
from triage.gateway.mailbox.reading import read_mail
from triage.gateway.mailbox.replies import Mail
from triage.gateway.mailbox.session import Session, Waiting

CLOSING = 0.5
"""Seconds that a mail server has for a good-bye before its connection is cut."""
T = TypeVar("T")


class Remote:
    """The open mailbox. Every call raises MailboxFault when the connection is gone."""

    def __init__(self, session: Session, line: Line) -> None:
        self._session = session
        self._line = line

    @property
    def uidvalidity(self) -> int:
        return self._session.uidvalidity

    @property
    def idles(self) -> bool:
        """Whether the server tells of new mail by itself (IDLE)."""
        return self._session.idles

    async def waiting(self) -> tuple[Waiting, ...]:
        return await self._run(self._session.waiting)

    async def read(self, uid: int, received_at: datetime) -> Mail | None:
        """Fetch and read a mail; None when it is gone."""

        def work() -> Mail | None:
            raw = self._session.fetch(uid)
            return None if raw is None else read_mail(raw, received_at)

        return await self._run(work)

    async def move(self, uid: int, folder: str, keyword: str = "") -> None:
        await self._run(partial(self._session.move, uid, folder, keyword))

    async def count(self, folder: str) -> tuple[int, int]:
        return await self._run(partial(self._session.count, folder))

    async def lying_in(self, folder: str, most: int) -> tuple[Waiting, ...]:
        return await self._run(partial(self._session.lying_in, folder, most))

    async def wait(self, seconds: float, look_after: float) -> bool:
        return await self._run(partial(self._session.wait, seconds, look_after))

    async def _run(self, call: Callable[[], T]) -> T:
        return await self._line.run(call)


@asynccontextmanager
async def opened(config: MailboxConfig) -> AsyncIterator[Remote]:
    """The mailbox, signed in, for as long as the block lasts.

    Raises:
        MailboxFault: named by its word.
    """
    session = Session(config)
    line = Line("mailbox")
    try:
        await line.run(session.open)
        yield Remote(session, line)
    finally:
        session.interrupt()
        try:
            async with asyncio.timeout(CLOSING):
                await line.run(session.close)
        except TimeoutError:
            session.cut()
        finally:
            line.end()
