"""A database with its tables: the steps are run once for a process of tests and copied from then on."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from triage.gateway.database import Database, database_url
from triage.gateway.schema import prepare
from triage.gateway.wake import Wake

_made: list[bytes] = []


async def lay_out(path: Path) -> None:
    """Put an empty database of this program's schema at ``path``, unless a file is there already."""
    if not _made:
        with tempfile.TemporaryDirectory() as folder:
            first = Path(folder) / "gateway.db"
            database = Database(database_url(f"sqlite:///{first}"), Wake())
            try:
                await prepare(database)
            finally:
                await database.close()
            _made.append(await asyncio.to_thread(first.read_bytes))
    await asyncio.to_thread(_put, path)


def _put(path: Path) -> None:
    if not path.exists():
        path.write_bytes(_made[0])
