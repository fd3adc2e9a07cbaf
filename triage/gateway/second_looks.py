"""The second look at the risk of what arrived: it comes after the queue shows a report, and can only raise it.

Reading gives each report the result of the first senses at once (`reading`). What waits for its second look is a row of
``second_looks``; a round takes some, looks outside of any writing transaction, and what was raised is a change of the
feed like any other. A gateway without the model, or told not to use it, lets go of what waits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import case, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.database import Database
from triage.gateway.logs import say
from triage.gateway.pressure import Pressure
from triage.gateway.reading import suggested_role
from triage.gateway.workers import Worker
from triage.insight.risk.assess import assess
from triage.insight.risk.pack import GRADES, Pack, shipped_pack
from triage.insight.risk.second_look import SecondLook, shipped_second_look
from triage.models import codec
from triage.models.clock import Clock
from triage.models.indicators import Assessment, RiskLevel
from triage.models.queue import Summary
from triage.models.report import Report
from triage.models.stage import Stage

BATCH = 8
"""Looks of a round. One of them is that which has waited longest, however low it stands."""
EVERY_SECONDS = 1.0
RAISED = "risk"
"""The word of the change in the feed."""
Source = Callable[[], SecondLook | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    id: int
    report_id: str
    version: int
    report: bytes
    assessment: bytes


class SecondLooks:
    """``pack``: the rules (None: the shipped ones). ``wanted`` False: reports keep the result of the first senses.
    ``source`` gives the model, or None.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        pool: Executor,
        pressure: Pressure,
        pack: Pack | None = None,
        *,
        wanted: bool = True,
        source: Source = shipped_second_look,
    ) -> None:
        self._database = database
        self._clock = clock
        self._pool = pool
        self._pressure = pressure
        self._pack = pack or shipped_pack()
        self._source: Source = source if wanted else lambda: None
        self.worker = Worker(name="second-look", every=EVERY_SECONDS, round=self.round)

    async def round(self) -> bool:
        """Look at some of what waits; says whether there may be more.

        Raises:
            DatabaseDown: what was being looked at waits on.
        """
        await self._pressure.let_reading_go_first()
        async with self._database.read() as connection:
            waiting = await self._waiting(connection)
        if not waiting:
            return False
        look, pack = self._source, self._pack
        loop = asyncio.get_running_loop()
        found = [
            await loop.run_in_executor(self._pool, _look_again, one, look, pack, self._clock.now()) for one in waiting
        ]
        await self._keep(waiting, found)
        return len(waiting) == BATCH

    async def _next(self, connection: AsyncConnection) -> list[int]:
        """Those that stand next below the top of the queue first: they may still come to it, what is there already
        cannot rise. The oldest is always among them.
        """
        reports, looks = tables.reports, tables.second_looks
        oldest = (await connection.scalars(select(looks.c.id).order_by(looks.c.id).limit(1))).all()
        risen = case((reports.c.rank <= RiskLevel.HIGH.rank, 1), else_=0)
        nearest = (
            select(looks.c.id)
            .select_from(looks.outerjoin(reports, reports.c.report_id == looks.c.report_id))
            .order_by(risen, reports.c.rank, looks.c.id)
            .limit(BATCH)
        )
        others = (await connection.scalars(nearest)).all()
        return list(dict.fromkeys([*oldest, *others]))[:BATCH]

    async def _waiting(self, connection: AsyncConnection) -> Sequence[_Waiting]:
        """Some that wait; one whose version is not the newest any more has nothing to look at."""
        looks, versions, reports = tables.second_looks, tables.versions, tables.reports
        query = (
            select(looks.c.id, looks.c.report_id, looks.c.version, versions.c.report, reports.c.assessment)
            .select_from(
                looks.outerjoin(reports, reports.c.report_id == looks.c.report_id).outerjoin(
                    versions,
                    (versions.c.report_id == looks.c.report_id)
                    & (versions.c.version == looks.c.version)
                    & (versions.c.version == reports.c.version),
                )
            )
            .where(looks.c.id.in_(await self._next(connection)))
        )
        return [
            _Waiting(
                id=row.id,
                report_id=row.report_id,
                version=row.version,
                report=bytes(row.report or b""),
                assessment=bytes(row.assessment or b""),
            )
            for row in await connection.execute(query)
        ]

    async def _keep(self, waiting: Sequence[_Waiting], found: Sequence[Assessment | None]) -> None:
        looks, now = tables.second_looks, self._clock.now()
        raised = 0
        async with self._database.write() as connection:
            gone = delete(looks).where(looks.c.id.in_([one.id for one in waiting])).returning(looks.c.id)
            ours = set((await connection.scalars(gone)).all())
            # One order of locks for everybody who takes several reports.
            for one, assessment in sorted(zip(waiting, found, strict=True), key=lambda pair: pair[0].report_id):
                if assessment is not None and one.id in ours:
                    raised += await self._raise(connection, one, assessment, now)
        say("second-look", logging.INFO, reports=len(ours), raised=raised)

    async def _raise(self, connection: AsyncConnection, one: _Waiting, then: Assessment, now: datetime) -> bool:
        """Unless a newer version came, or nobody works on the report any more."""
        state = await states.load(connection, one.report_id, lock=True)
        if state.version != one.version or state.stage is Stage.CLOSED or state.left_feed:
            return False
        first = codec.decode(Assessment, one.assessment)
        summary = codec.decode(Summary, state.summary)
        others = tuple(mark for mark in summary.marks if mark not in first.marks)
        line = replace(
            summary, risk=then.level, rank=then.level.rank, score=then.score, why=then.why, marks=(*others, *then.marks)
        )
        await states.publish(
            connection, one.report_id, RAISED, now,
            summary=codec.encode(line), rank=line.rank, assessment=codec.encode(then), suggested=suggested_role(then),
        )  # fmt: skip
        return True


def _look_again(one: _Waiting, source: Source, pack: Pack, now: datetime) -> Assessment | None:
    """What both senses make of a report; None when that is what the first alone made of it, or nothing can be said."""
    if not one.report or not one.assessment:
        return None
    look = source()
    if look is None:
        return None
    first = codec.decode(Assessment, one.assessment)
    then = assess(codec.decode(Report, one.report), now=now, pack=pack, look=look)
    return then if _more(then, first) else None


def _more(then: Assessment, first: Assessment) -> bool:
    """Whether anything was raised. An original that could not be read stays first in the queue."""
    if then.score < first.score or then.level.rank > first.level.rank:
        return False
    kinds = {hit.kind for hit in then.indicators} - {hit.kind for hit in first.indicators}
    graded = GRADES.index(then.min_grade) > GRADES.index(first.min_grade)
    return bool(kinds) or graded or then.level is not first.level or then.score > first.score
