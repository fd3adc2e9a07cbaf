"""A database that kills its gateway just before or just after one commit, when that commit changes something."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from triage.bench.crash.gateway.naming import name_of
from triage.bench.crash.points.brink import Contents, Doom, die, hash_of
from triage.bench.crash.watched import AFTER, BEFORE
from triage.gateway import tables
from triage.gateway.database import Database


def dying(doom: Doom) -> type[Database]:
    """The kind of database that ends this very process where ``doom`` says."""

    class Dying(Database):
        @asynccontextmanager
        async def write(self) -> AsyncIterator[AsyncConnection]:
            here = False
            async with super().write() as connection:
                if not _is_asked(doom):
                    yield connection
                else:
                    before = await contents(connection)
                    yield connection
                    here = _comes(doom, before, await contents(connection))
                    _ends(doom, BEFORE, here=here)
            _ends(doom, AFTER, here=here)

        @asynccontextmanager
        async def lent(self) -> AsyncIterator[Any]:
            """A statement that is a transaction by itself cannot be stopped before its commit: it is never sent."""
            here = _is_asked(doom) and _comes(doom, {}, {"": ""})
            _ends(doom, BEFORE, here=here)
            async with super().lent() as connection:
                yield connection
            _ends(doom, AFTER, here=here)

    return Dying


def _is_asked(doom: Doom) -> bool:
    """Whether the transaction that is being opened is the one."""
    return doom.armed and name_of(sys._getframe(2)) == doom.point


def _comes(doom: Doom, before: Contents, after: Contents) -> bool:
    """Whether it is now: the last that is known is written down."""
    here = before != after and doom.meets(doom.point)
    if here:
        doom.tell(before, after)
    return here


def _ends(doom: Doom, moment: str, *, here: bool) -> None:
    if here and doom.moment == moment:
        die()


async def contents(connection: AsyncConnection) -> Contents:
    """Every table of the gateway; none in a database that has no tables yet."""
    return await connection.run_sync(
        lambda conn: (
            {name: hash_of(conn, name) for name in sorted(tables.metadata.tables)}
            if conn.dialect.has_table(conn, tables.reports.name)
            else {}
        )
    )
