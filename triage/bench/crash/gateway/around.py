"""The small force around a gateway that is killed: hub, desks and records, which live on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.bench.crash.gateway.process import Gates, Gone, Order
from triage.bench.crash.gateway.settings import Surroundings
from triage.bench.crash.points.scene import ANN, MOST_TURNS, PEOPLE, PLAIN, UNDO, Scene
from triage.bench.faults.afar import Afar, deliver
from triage.bench.faults.filed import Given, given
from triage.bench.faults.force import STORY
from triage.bench.faults.network import GATEWAY_HOST, Network
from triage.bench.faults.outside import Outside
from triage.gateway import tables
from triage.gateway.database import Database, database_url
from triage.gateway.wake import Wake
from triage.models.clock import ManualClock
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.queue import Claimed
from triage.models.stage import Stage
from triage.models.taking_over import HeldWork

PATIENCE = 20.0
"""Seconds until something that does not come is taken for missing."""
LOOK = 0.01
SWEPT = 360
"""Seconds: longer than any pause of an outbox."""
OURS = frozenset({Stage.CLAIMED, Stage.IN_TRIAGE})
Holding = Callable[[AsyncConnection], Awaitable[bool]]


@dataclass(slots=True)
class SharedClock(ManualClock):
    """A clock that the gateway goes by as well."""

    gates: Gates | None = field(default=None)

    def advance(self, **parts: float) -> datetime:
        before = self.at
        now = ManualClock.advance(self, **parts)
        if self.gates is not None:
            with contextlib.suppress(Gone):  # the next one starts with this time
                self.gates.tell(f"advance {(now - before).total_seconds()}")
        return now


class Beside(Outside):
    """The records systems in this process, and a gateway that is none of it."""

    def __init__(self, folder: Path, clock: SharedClock, network: Network, gates: Gates) -> None:
        super().__init__(folder, clock, network, careful=True, relayed=False, people=PEOPLE)
        self._there = Afar(lambda: gates.listen)

    async def _start(self) -> None:
        self._network.connect(GATEWAY_HOST, self._there)

    async def aclose(self) -> None:
        await self._there.aclose()
        await super().aclose()


class Around(Scene):
    """``promised``: what the hub was answered 201 for, as (number, told) of `given`; ``db``: the gateway's database."""

    def __init__(
        self, folder: Path, clock: SharedClock, outside: Outside, network: Network, gates: Gates, db: str
    ) -> None:
        super().__init__(folder, clock, outside, network)
        self.gates = gates
        self.db = db
        self.surroundings = Surroundings()
        self.promised: dict[tuple[int, int], ReportId] = {}
        self.held: HeldWork | None = None
        """What a supervisor's screen shows of what another left."""
        self.claimed: Claimed | None = None
        """What a colleague at another workstation was given."""

    def start(self, point: str = "", moment: str = "", nth: int = 1, *, armed: bool = False) -> None:
        """A gateway, that may be one which dies; raises Gone when it died before it listened."""
        at = self.clock.now().isoformat()
        self.gates.start(
            Order(
                folder=str(self.folder),
                db=self.db,
                at=at,
                around=self.surroundings,
                point=point,
                moment=moment,
                nth=nth,
                armed=armed,
            )
        )

    async def arrive(self, number: int = PLAIN, told: int = 0) -> ReportId:
        report_id = await self.post(number, told)
        await self.read_all()
        return report_id

    async def post(self, number: int = PLAIN, told: int = 0, files: tuple[Given, ...] | None = None) -> ReportId:
        """As the hub does; ``files``: others than those of this number. Raises Unanswered."""
        sent = given(number, told) if files is None else files
        report_id = await deliver(self.network, number, f"{STORY}, told {told} times.", sent)
        self.promised[number, told] = report_id
        if report_id not in self.reports:
            self.reports.append(report_id)
        return report_id

    async def read_all(self) -> None:
        """Wait until the gateway has read all that came and looked at its files."""
        files = tables.attachments.c.busy | (tables.attachments.c.due_at <= self.clock.now())
        await self.until(lambda connection: _none(connection, tables.unread.c.id.is_not(None), files))

    async def until(self, holds: Holding) -> None:
        """Nudge the gateway and look into its database until this holds; raises Gone, or KnownError if never."""
        self.gates.tell("nudge")
        try:
            async with asyncio.timeout(PATIENCE), self.books() as books:
                while True:
                    async with books.read() as connection:
                        if await holds(connection):
                            return
                    if self.gates.over():
                        raise Gone(self.gates.ended or 0)
                    await asyncio.sleep(LOOK)
        except TimeoutError as error:
            raise KnownError("The gateway does not come to an end.") from error

    @asynccontextmanager
    async def books(self) -> AsyncIterator[Database]:
        """The gateway's database, to look into; nobody has it open between two looks."""
        books = Database(database_url(self.db), Wake())
        try:
            yield books
        finally:
            await books.close()

    async def scalar(self, query: Select[Any]) -> Any:
        """One value of the gateway's database."""
        async with self.books() as books, books.read() as connection:
            return await connection.scalar(query)

    async def count(self, table: Table, *conditions: ColumnElement[bool]) -> int:
        """Rows of a table of the gateway of which all of these hold."""
        return int(await self.scalar(select(func.count()).select_from(table).where(*conditions)))

    async def at_gateway(self) -> Stage:
        return Stage(str(await self.scalar(stage_of(self.report))))

    async def links(self) -> None:
        """Each desk notices that the gateway answers again."""
        for who in sorted(self.opened):
            await self.station(who).desk.loops.probes.round()

    async def push_later(self, who: str = ANN) -> None:
        """Once a pause of the outbox is over."""
        self.clock.advance(seconds=SWEPT)
        await self.links()
        await self.push(who)

    async def finish(self) -> None:
        """Ann does what is left to do for a report, unless it rests with somebody else."""
        desk = await self.desk(ANN)
        for _ in range(MOST_TURNS):
            await self.links()
            await self.pull(ANN)
            await desk.loops.renewals.round(everything=True)
            await desk.claims.reconcile()
            for _ in range(2):
                self.clock.advance(seconds=UNDO)
                await self.push(ANN)
            await self.pull(ANN)
            stage = await self.stage(ANN)
            if stage is None or stage not in (Stage.INCOMING, *OURS):
                if not (await desk.outbox.figures()).waiting:
                    return
                self.clock.advance(seconds=SWEPT)
                continue
            if stage is Stage.INCOMING:
                with contextlib.suppress(KnownError):
                    await desk.claims.claim(self.report)
                continue
            if stage is Stage.CLAIMED:
                await desk.triage.open(self.report)
            await self.write()
            await desk.triage.decide(self.report)

    async def aclose(self) -> None:
        await super().aclose()
        with contextlib.suppress(Gone):
            self.gates.tell("stop")


def stage_of(report_id: ReportId) -> Select[Any]:
    return select(tables.reports.c.stage).where(tables.reports.c.report_id == report_id)


async def _none(connection: AsyncConnection, *conditions: ColumnElement[bool]) -> bool:
    """Whether there is no row of which one of these holds."""
    for condition in conditions:
        if await connection.scalar(select(func.count()).where(condition)):
            return False
    return True


@asynccontextmanager
async def around(folder: Path, now: datetime, gates: Gates, db: str) -> AsyncIterator[Around]:
    clock = SharedClock(now)
    clock.gates = gates
    network = Network(clock)
    outside = Beside(folder, clock, network, gates)
    await outside.open()
    made = Around(folder, clock, outside, network, gates, db)
    try:
        yield made
    finally:
        await made.aclose()
