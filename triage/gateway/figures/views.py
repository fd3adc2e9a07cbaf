"""How many open reports each shared view shows, counted beside the board: a view may look into every line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, select

from triage.gateway import tables
from triage.gateway.database import Database
from triage.gateway.knowledge.row_filter import Asker
from triage.gateway.knowledge.view_conditions import shown_by
from triage.gateway.sight import Sight
from triage.gateway.workers import Worker
from triage.models import codec
from triage.models.clock import Clock
from triage.models.figures import SOON, BoardTally, ViewTally
from triage.models.query import ListQuery
from triage.models.stage import OPEN

EVERY_SECONDS = 20.0
WANTED = timedelta(minutes=1)
"""Views are counted while somebody has asked within this time."""
_SHARED = ""


@dataclass(slots=True)
class _Told:
    sight: Sight
    asked: datetime
    tallies: tuple[ViewTally, ...] = ()
    as_of: datetime | None = None


class ViewCounts:
    """`told` gives what was counted last; the worker counts again for as long as somebody asks."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._told: dict[str, _Told] = {}
        self.worker = Worker(name="view-counts", every=EVERY_SECONDS, round=self.round)

    def told(self, sight: Sight) -> tuple[tuple[ViewTally, ...], datetime | None]:
        """The views as this sight shows them, and when they were counted; None before the first time."""
        now = self._clock.now()
        found = self._told.setdefault(sight.mark, _Told(sight=sight, asked=now))
        found.asked = now
        if found.as_of is None:
            self.worker.nudge()
        return found.tallies, found.as_of

    async def round(self) -> bool:
        """Count for every sight that somebody asked for lately."""
        now = self._clock.now()
        self._told = {mark: one for mark, one in self._told.items() if now - one.asked <= WANTED}
        for one in tuple(self._told.values()):
            one.tallies, one.as_of = await self._count(one.sight, now), now
        return False

    async def _count(self, sight: Sight, now: datetime) -> tuple[ViewTally, ...]:
        """All shared views in one pass over what is open."""
        views, reports = tables.saved_views, tables.reports
        async with self._database.read() as connection:
            shared = select(views.c.key, views.c.name, views.c.query).where(views.c.owner == _SHARED)
            rows = (await connection.execute(shared.order_by(views.c.name, views.c.key))).all()
            if not rows:
                return ()
            asker = Asker(subject="", now=now, embedded=self._database.embedded)
            shown = [shown_by(codec.decode(ListQuery, bytes(row.query)), asker) for row in rows]
            late, soon = reports.c.due_at <= now, and_(reports.c.due_at > now, reports.c.due_at <= now + SOON)
            columns = [
                column
                for one in shown
                for column in (
                    func.count(case((one, 1))),
                    func.count(case((and_(one, late), 1))),
                    func.count(case((and_(one, soon), 1))),
                    func.min(case((one, reports.c.received_at))),
                )
            ]
            labelled = [column.label(f"n{number}") for number, column in enumerate(columns)]
            is_open = and_(reports.c.stage.in_([stage.value for stage in OPEN]), sight.condition)
            found = (await connection.execute(select(*labelled).select_from(reports).where(is_open))).one()
        return tuple(
            ViewTally(
                key=row.key,
                name=row.name,
                tally=BoardTally(
                    key=row.key,
                    waiting=found[at * 4],
                    late=found[at * 4 + 1],
                    soon=found[at * 4 + 2],
                    oldest_at=found[at * 4 + 3],
                ),
            )
            for at, row in enumerate(rows)
        )
