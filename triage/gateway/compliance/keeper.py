"""Keeps the course of each report worked out, so that a month of figures is one walk along an index.

A course is worked out behind the answers, soon after its report changed, and kept with the change (`reports.seq`) that
its report stood at. Whatever could make it another is a change of the feed; so a course counts as long as its report
stands where it stood then, and what has none that counts is made out when somebody asks. Nothing that writes a report
need know of it, and no figure can be older than its report.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from concurrent.futures import Executor
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, insert, select, tuple_
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.compliance.course import Course, micros
from triage.gateway.compliance.reading import Courses
from triage.gateway.cursor import Position
from triage.gateway.database import Database
from triage.gateway.feed import HORIZON
from triage.gateway.pressure import Pressure
from triage.gateway.workers import Worker
from triage.models.profile import Profile

EVERY_SECONDS = 10.0
LOOKED_AT = 5_000
"""Reports whose place in the feed a round looks at."""
TOGETHER = 200
"""Courses made out at once: a write of SQLite has all others wait for so many."""
READ = 2_000
"""Courses read at once: the loop is held for some milliseconds of them."""
REST = 9
"""After a piece of its work the worker rests so many times as long: whoever waits for an answer comes first."""
_LOCK = "courses"


class CourseKeeper:
    """``pool``: where courses are made out."""

    def __init__(self, database: Database, pool: Executor, pressure: Pressure, profile: Callable[[], Profile]) -> None:
        self._database = database
        self._pressure = pressure
        self._profile = profile
        self._courses = Courses(pool)
        self._after = Position()
        self.worker = Worker(name="courses", every=EVERY_SECONDS, round=self.round_behind)

    async def round_behind(self) -> bool:
        """A round that steps aside while much arrives, and that rests after each piece. Raises as `round`."""
        await self._pressure.let_reading_go_first()
        return await self.round(REST)

    async def round(self, rest: float = 0) -> bool:
        """Work out what changed since the round before; the first rounds of a gateway look at every report. Says
        whether there may be more. ``rest``: so many times as long as each piece took nothing is done after it.

        Raises:
            DatabaseDown: the next round begins where this one did.
        """
        began = time.monotonic()
        async with self._database.read() as connection:
            rows = await self._changed(connection)
        stale = [row.report_id for row in rows if row.known != row.seq]
        for some in _parts(stale):
            await asyncio.sleep(rest * (time.monotonic() - began))
            began = time.monotonic()
            async with self._database.write() as connection:
                await self.renew(connection, some)
        await asyncio.sleep(rest * (time.monotonic() - began))
        if rows:
            self._after = Position(rows[-1].tx, rows[-1].seq)
        return len(rows) == LOOKED_AT

    async def catch_up(self) -> None:
        """Work out whatever is not."""
        while await self.round():
            pass

    async def between(
        self, connection: AsyncConnection, since: datetime, until: datetime
    ) -> AsyncGenerator[list[Course]]:
        """The courses of the reports received in that time, some at a time, in no order."""
        stale: list[str] = []
        async with connection.stream(_those_between(since, until)) as told:
            async for rows in told.partitions(READ):
                stale += [row[0] for row in rows if row[1] is None]
                yield [Course._make(row) for row in rows if row[1] is not None]
        for some in _parts(stale):
            yield [course for _, course in await self._made(connection, some)]

    async def renew(self, connection: AsyncConnection, report_ids: Sequence[str]) -> None:
        """Work these out anew; called inside a write transaction."""
        # Between reading and keeping nobody else keeps them, nor forgets what they are made of (`forget`).
        await self._database.serialise(connection, _LOCK)
        courses = tables.courses
        made = [{"seq": seq, **course._asdict()} for seq, course in await self._made(connection, report_ids)]
        await connection.execute(delete(courses).where(courses.c.report_id.in_(report_ids)))
        if made:
            await connection.execute(insert(courses), made)

    async def keep(self, connection: AsyncConnection, report_id: str, until: datetime) -> None:
        """Keep until then what figures need of a report whose words go now; called before they do."""
        await self._courses.keep(connection, report_id, self._profile(), until)

    async def forget(self, connection: AsyncConnection, now: datetime) -> None:
        """Let go of what was kept until now; called inside a write transaction."""
        kept = tables.kept_courses
        gone = (
            await connection.scalars(delete(kept).where(kept.c.kept_until <= now).returning(kept.c.report_id))
        ).all()
        for some in _parts(gone):
            await self.renew(connection, some)

    async def _made(self, connection: AsyncConnection, report_ids: Sequence[str]) -> list[tuple[int, Course]]:
        which = select(tables.reports.c.report_id).where(tables.reports.c.report_id.in_(report_ids))
        return await self._courses.made(connection, which, self._profile())

    async def _changed(self, connection: AsyncConnection) -> Sequence[Row[Any, Any, Any, Any]]:
        """The next reports in the feed, and the change at which the course of each was worked out."""
        reports, courses = tables.reports, tables.courses
        query = (
            select(reports.c.report_id, reports.c.tx, reports.c.seq, courses.c.seq.label("known"))
            .select_from(reports.outerjoin(courses, courses.c.report_id == reports.c.report_id))
            .where(tuple_(reports.c.tx, reports.c.seq) > tuple_(self._after.tx, self._after.seq))
            .order_by(reports.c.tx, reports.c.seq)
            .limit(LOOKED_AT)
        )
        if not self._database.embedded:
            query = query.where(reports.c.tx < HORIZON)
        return (await connection.execute(query)).all()


def _those_between(since: datetime, until: datetime) -> Select[Any]:
    """Their courses; of a report without one that counts only its id."""
    reports, courses = tables.reports, tables.courses
    same = and_(
        courses.c.report_id == reports.c.report_id,
        courses.c.seq == reports.c.seq,
        courses.c.received >= micros(since),  # follows from the report's, but a database does not know it
        courses.c.received < micros(until),
    )
    columns = (courses.c[name] for name in Course._fields[1:])
    query = select(reports.c.report_id, *columns).select_from(reports.outerjoin(courses, same))
    return query.where(reports.c.received_at >= since, reports.c.received_at < until)


def _parts(report_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(report_ids), TOGETHER):
        yield report_ids[at : at + TOGETHER]
