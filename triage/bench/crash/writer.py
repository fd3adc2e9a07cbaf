"""What a power cut is tried on: a store that is written to, each commit acknowledged in a file when it returns."""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path

from sqlalchemy import Connection

from triage.services import state
from triage.services.store import Store

KEY = bytes(range(32))
ACKED = "acked"
MOST = 24_000
"""Characters of the longest value; some hundred commits then fill the log so that it is taken into the file."""


def value_of(number: int) -> str:
    """The same each time it is asked."""
    rng = random.Random(number)
    return f"{number}:" + "x" * rng.randint(10, MOST)


class Unsynced(Store):
    """A store that does not wait for the disk: what the trial must be able to tell from ours."""

    def _open_writer(self) -> None:
        super()._open_writer()
        assert self._write is not None
        raw = self._write.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA synchronous = OFF")


def run(home: Path, commits: int, *, synced: bool) -> int:
    asyncio.run(_write(home, commits, Store if synced else Unsynced))
    return 0


async def _write(home: Path, commits: int, kind: type[Store]) -> None:
    store = await kind.open(home / "desk.db", KEY)
    handle = os.open(home / ACKED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number in range(commits):
        value = value_of(number)

        def both(conn: Connection, number: int = number, value: str = value) -> None:
            state.put(conn, f"a{number}", value)
            state.put(conn, f"b{number}", value)

        await store.write(both)
        os.write(handle, b"+")
    # Killed without closing: the cut comes while the store is open.
    os._exit(0)
