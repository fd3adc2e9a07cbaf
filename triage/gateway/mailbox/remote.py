"""A `Session` for coroutines: its calls run in one thread of its own, which stops within a second when told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import TypeVar

from triage.gateway.config import MailboxConfig
from triage.gateway.mailbox.faults import MailboxFault
from triage.gateway.mailbox.line import Line
from triage.gateway.mailbox.reading import read_mail
from triage.gateway.mailbox.replies import Mail
from triage.gateway.mailbox.session import Session, Waiting

CLOSING = 0.5
"""Seconds that a mail server has for a good-bye before its connection is cut."""
T = TypeVar("T")


class Remote:
    """The mailbox, opened by `opened`. Every call raises MailboxFault when the connection is gone."""

    def __init__(self, config: MailboxConfig) -> None:
        self._config = config
        self._session = Session(config)
        self._line = Line("mailbox")
        self._left_alone = False

    async def open(self) -> None:
        await self._line.run(self._session.open)

    async def close(self) -> None:
        """Stop, within `CLOSING` and whatever a call is doing."""
        self._session.interrupt()
        try:
            async with asyncio.timeout(CLOSING):
                await self._line.run(self._session.close)
        except TimeoutError:
            self._session.cut()
        finally:
            self._line.end()

    async def recover(self) -> None:
        """After a call that nobody waited for until its end: a connection and a thread of its own for the next ones.

        Raises:
            MailboxFault: also when the folder is another one meanwhile, whose mails have other numbers.
        """
        if not self._left_alone:
            return
        known = self.uidvalidity
        await self.close()
        self._session, self._line, self._left_alone = Session(self._config), Line("mailbox"), False
        await self.open()
        if self.uidvalidity != known:
            raise MailboxFault("connection")

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
        try:
            return await self._line.run(call)
        except asyncio.CancelledError:
            self._left_alone = True
            raise


@asynccontextmanager
async def opened(config: MailboxConfig) -> AsyncIterator[Remote]:
    """The mailbox, signed in, for as long as the block lasts.

    Raises:
        MailboxFault: named by its word.
    """
    remote = Remote(config)
    try:
        await remote.open()
        yield remote
    finally:
        await remote.close()
