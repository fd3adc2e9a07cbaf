"""Gateways that share a PostgreSQL tell each other of changes: LISTEN and NOTIFY on a connection of its own.

A notification inside the publishing transaction would take a lock that all commits of the server wait for, so it is
sent after the commit, once for all that this process published meanwhile. It may be lost when somebody dies in between:
long polls look again by themselves now and then (`triage.gateway.polls`).
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from contextlib import suppress
from typing import Any

import asyncpg

from triage.gateway.database import Database, DatabaseDown
from triage.gateway.logs import say
from triage.gateway.wake import Wake
from triage.gateway.workers import Worker

CHANNEL = "triage_changes"
AGAIN_SECONDS = 1.0
"""Between two tries to connect."""
BEAT_SECONDS = 10.0
"""A quiet connection is asked whether it still lives."""
BREATH_SECONDS = 0.05
"""Between two notifications of one gateway."""


class Listener:
    """Hears other gateways and tells them of our changes, for as long as its worker runs."""

    def __init__(self, database: Database, wake: Wake) -> None:
        self._database = database
        self._wake = wake
        self._me = uuid.uuid4().hex
        self.hears = False
        """Whether another gateway's change would be heard now."""
        self.worker = Worker(name="listener", every=AGAIN_SECONDS, round=self.listen)

    async def listen(self) -> bool:
        """Listen until the connection is lost.

        Raises:
            DatabaseDown: it was lost, or there is none to be had.
        """
        try:
            connection = await self._database.connect_apart()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise DatabaseDown from error
        lost = asyncio.Event()

        def end(_connection: Any) -> None:
            lost.set()
            self._wake.published.set()

        connection.add_termination_listener(end)
        try:
            await connection.add_listener(CHANNEL, self._told)
            self.hears = True
            say("listening")
            # Whatever was told while nobody listened.
            self._wake.heard()
            while not lost.is_set():
                await self._tell(connection)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise DatabaseDown from error
        finally:
            self.hears = False
            with suppress(Exception):
                connection.terminate()
        say("listening-lost", logging.WARNING)
        return False

    def _told(self, _connection: Any, _process: int, _channel: str, payload: object) -> None:
        if payload != self._me:
            self._wake.heard()

    async def _tell(self, connection: Any) -> None:
        """Wait for changes of ours and tell of them, all in one; or see after a while whether anybody is there."""
        published = self._wake.published
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                await published.wait()
        except TimeoutError:
            await connection.execute("SELECT 1", timeout=BEAT_SECONDS)
            return
        published.clear()
        await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, self._me, timeout=BEAT_SECONDS)
        await asyncio.sleep(BREATH_SECONDS)
