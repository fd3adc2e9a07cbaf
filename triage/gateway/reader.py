"""Reads what was stored: arrivals become lines of the queue, in the order they came; of more than a round takes, the
urgent ones first (`glances`).

A round takes arrivals that no other gateway is reading, reads them outside of any writing transaction (which would
hold back everybody's feed), and shows them. What a killed gateway leaves unread is simply still there for the next
round of any gateway.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.database import Database, DatabaseDown
from triage.gateway.glances import Glances
from triage.gateway.logs import places, say
from triage.gateway.pressure import HELD_SECONDS, Pressure
from triage.gateway.profiles import ProfileBook
from triage.gateway.publication import publish
from triage.gateway.readers import Readers
from triage.gateway.reading import Arrival, Reading, unreadable
from triage.gateway.unread import payloads, within_memory
from triage.gateway.workers import Worker
from triage.models.clock import Clock

EVERY = 2.0
"""Seconds between looks for what another gateway left; what arrives here nudges."""
AT_ONCE = 16
"""Arrivals for each reader in a round."""
LOOKED_AT = 1024
"""Arrivals that a round looks over for some that nobody else is reading."""
URGENT_SHARE = 0.75
"""Of a round, what may be taken out of its turn: the oldest always go on too."""
_LOCK = 0x72656164
"""What our advisory locks are told from others by ("read")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many arrivals wait to be read, and since when the oldest does."""

    count: int
    oldest: datetime | None


class Reader:
    """Takes, reads and shows arrivals."""

    def __init__(
        self, database: Database, clock: Clock, profiles: ProfileBook, readers: Readers, pressure: Pressure
    ) -> None:
        self._database = database
        self._clock = clock
        self._profiles = profiles
        self._readers = readers
        self._pressure = pressure
        self._glances = Glances(readers)
        self._one_round = asyncio.Lock()
        self._set_aside: set[int] = set()
        self.worker = Worker(name="reader", every=EVERY, round=self.round_behind)

    async def round_behind(self) -> bool:
        """A round that lets answering go first while much arrives, but never lets a report grow older than
        `HELD_SECONDS` by that. Raises as `round`.
        """
        if self._pressure.busy:
            oldest = await self._oldest()
            age = (self._clock.now() - oldest).total_seconds() if oldest else 0
            await self._pressure.stand_back(HELD_SECONDS - age)
        return await self.round()

    async def round(self) -> bool:
        """Read some of what waits; says whether there may be more.

        Raises:
            DatabaseDown: what was being read waits on.
        """
        self._readers.warm(self._profiles.current)
        async with self._one_round, self._database.read() as looking:
            # The locks of this transaction say that we are reading; they end with it, however it ends. It writes
            # nothing, so it has no number and nobody's feed waits for it.
            taken = await self._take(looking)
            if taken:
                read = await self._readers.read(await payloads(looking, taken), self._profiles.current)
                await self._show(read)
            await self._after(looking, len(taken))
        return bool(taken)

    async def _after(self, looking: AsyncConnection, taken: int) -> None:
        """See what the next round should begin with, where more waits than this one took."""
        self._pressure.behind = taken >= self._room
        if self._pressure.behind:
            await self._glances.look_ahead(looking, self._profiles.current)
        else:
            self._glances.forget()

    @property
    def _room(self) -> int:
        """How many a round takes."""
        return AT_ONCE * self._readers.width

    async def catch_up(self) -> None:
        """Read until nothing waits that this gateway may take."""
        while await self.round():
            pass

    async def waiting(self) -> Waiting:
        """For the figures of operations."""
        unread = tables.unread
        async with self._database.read() as connection:
            row = (await connection.execute(select(func.count().label("n"), func.min(unread.c.received_at)))).one()
        return Waiting(count=int(row[0]), oldest=row[1])

    async def _oldest(self) -> datetime | None:
        """When the first that waits arrived."""
        unread = tables.unread
        async with self._database.read() as connection:
            moment: datetime | None = await connection.scalar(
                select(unread.c.received_at).order_by(unread.c.id).limit(1)
            )
        return moment

    async def _take(self, connection: AsyncConnection) -> list[Arrival]:
        """What seems most urgent, then the first arrivals; of both those that nobody reads, and at most one version of
        each report: versions are shown in order.
        """
        rows: list[Row[Any]] = []
        urgent = self._glances.worst(int(self._room * URGENT_SHARE))
        if urgent:
            rows += await self._free(connection, tables.unread.c.id.in_(urgent), self._room)
        taken = {row.id for row in rows}
        rows += await self._free(connection, tables.unread.c.id.not_in(taken), self._room - len(rows))
        return within_memory(sorted(rows, key=lambda row: (row.id not in taken, row.id)))

    async def _free(self, connection: AsyncConnection, these: ColumnElement[bool], most: int) -> Sequence[Row[Any]]:
        """The first of ``these`` that nobody reads."""
        unread, other = tables.unread, tables.unread.alias()
        earlier = exists().where(and_(other.c.report_id == unread.c.report_id, other.c.id < unread.c.id))
        candidates = (
            select(unread)
            .where(these, ~earlier, unread.c.id.not_in(self._set_aside))
            .order_by(unread.c.id)
            .limit(LOOKED_AT)
            .subquery()
        )
        query = select(candidates).limit(most)
        if not self._database.embedded:
            # Rows come one by one from the ordered subquery, so no more are locked than are taken.
            query = query.where(text(f"pg_try_advisory_xact_lock({_LOCK}, (id % 2147483647)::int)"))
        return (await connection.execute(query)).all()

    async def _show(self, read: list[tuple[Arrival, Reading]]) -> None:
        """All in one transaction; when that fails, each in its own."""
        try:
            await self._publish(read)
        except DatabaseDown:
            raise
        except Exception:
            for pair in read:
                await self._show_one(*pair)

    async def _show_one(self, arrival: Arrival, reading: Reading) -> None:
        """What cannot be shown is shown as unreadable; if not even that, it waits for a program that can."""
        for form in (reading, unreadable(arrival, self._profiles.current)):
            try:
                await self._publish([(arrival, form)])
                return
            except DatabaseDown:
                raise
            except Exception as error:
                say(
                    "not-shown", logging.ERROR, report_id=arrival.report_id, version=arrival.version,
                    error=type(error).__name__, where=" < ".join(reversed(places(error.__traceback__))),
                )  # fmt: skip
        self._set_aside.add(arrival.id)

    async def _publish(self, read: list[tuple[Arrival, Reading]]) -> None:
        async with self._database.write() as connection:
            shown = await publish(connection, read, self._clock.now())
        say("read", reports=len(shown))
