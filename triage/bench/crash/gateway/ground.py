"""The databases of this bench: one that is made ready once, and a copy of it for each life."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path

from triage.bench.crash.gateway.row import POSTGRESQL, SQLITE
from triage.gateway.database import Database, database_url
from triage.gateway.wake import Wake

READY = "triage_kills_ready"


@dataclass(frozen=True, slots=True)
class Ground:
    """``server``: where a database server listens, up to the database's name; "" for SQLite in ``folder``."""

    folder: Path
    server: str = ""

    @property
    def kind(self) -> str:
        return POSTGRESQL if self.server else SQLITE

    def ready(self) -> str:
        """The URL of a database without tables, to be made ready."""
        if not self.server:
            return f"sqlite:///{self.folder / 'ready.db'}"
        self._say(f'DROP DATABASE IF EXISTS "{READY}"', f'CREATE DATABASE "{READY}"')
        return f"{self.server}/{READY}"

    def copy(self, home: Path, *, empty: bool) -> str:
        """The URL of a database of its own for a life in ``home``; ``empty``: without tables."""
        if not self.server:
            if not empty:
                shutil.copyfile(self.folder / "ready.db", home / "gateway.db")
            return f"sqlite:///{home / 'gateway.db'}"
        name, like = f"triage_kills_{home.name}", "" if empty else f' TEMPLATE "{READY}"'
        self._say(f'CREATE DATABASE "{name}"{like}')
        return f"{self.server}/{name}"

    def drop(self, home: Path) -> None:
        """A life is over."""
        if self.server:
            self._say(f'DROP DATABASE IF EXISTS "triage_kills_{home.name}" WITH (FORCE)')

    def _say(self, *statements: str) -> None:
        asyncio.run(_told(f"{self.server}/postgres", statements))


async def _told(url: str, statements: tuple[str, ...]) -> None:
    server = Database(database_url(url), Wake())
    try:
        async with server.lent() as connection:
            for statement in statements:
                await connection.execute(statement)
    finally:
        await server.close()
