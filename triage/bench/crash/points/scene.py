"""The small force around one desk that is killed: gateway, records, a colleague and a supervisor, without waiting."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from triage.bench.faults.filed import given
from triage.bench.faults.force import STORY, hand_in
from triage.bench.faults.network import GATEWAY_HOST, Network
from triage.bench.faults.outside import Outside
from triage.bench.faults.workstation import InlineStore, Workstation
from triage.bench.handler import fill
from triage.gateway import tables
from triage.gateway.credentials import Role
from triage.models.clock import ManualClock
from triage.models.delivery import Delivery
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.operation import Operation
from triage.models.stage import Stage
from triage.models.views import QueueRow, ReportDetail
from triage.services import audit, state
from triage.services.desk import Desk

ANN, SUE, TOM = "ann", "sue", "tom"
PEOPLE = {ANN: Role.HANDLER, SUE: Role.SUPERVISOR, TOM: Role.TRAINEE}
PLAIN = 3
"""Number of a submission without files (`triage.bench.faults.filed.COUNTS`)."""
FILED = 0
"""Number of one with a picture and a text."""
UNDO = 11
"""Seconds: a decision can be undone for ten."""
MOST_TURNS = 8
MINE, THEIRS = "As Ann sees it.", "As Sue sees it."


class Scene:
    """``reports``: those that arrived, in order. Desks are opened when they are first asked for."""

    def __init__(self, folder: Path, clock: ManualClock, outside: Outside, network: Network) -> None:
        self.folder = folder
        self.clock = clock
        self.outside = outside
        self.network = network
        self.reports: list[ReportId] = []
        self.stations: dict[str, Workstation] = {}
        self.opened: set[str] = set()
        self.stores: dict[str, type[InlineStore]] = {}

    @property
    def report(self) -> ReportId:
        """The one that all is about."""
        return self.reports[0]

    def station(self, who: str) -> Workstation:
        """This person's workstation, whether it is open or not."""
        if who not in self.stations:
            made = Workstation(who, self.folder, self.clock, self.network)
            made.kind_of_store = self.stores.get(who, InlineStore)
            self.stations[who] = made
        return self.stations[who]

    async def desk(self, who: str = ANN) -> Desk:
        """This person's desk at work, as `Desk.start` brings it there."""
        station = self.station(who)
        if who in self.opened:
            return station.desk
        await station.open()
        self.opened.add(who)
        desk = station.desk
        await desk.roles.open()
        await desk.reference.open()
        with contextlib.suppress(KnownError):
            await station.pull()
            await desk.loops.renewals.round(everything=True)
            await desk.claims.reconcile(starting=True)
        return desk

    async def end(self, who: str = ANN) -> None:
        """The program is ended; the next `desk` starts it again."""
        self.opened.discard(who)
        await self.station(who).end()

    async def arrive(self, number: int = PLAIN, told: int = 0) -> ReportId:
        """The public sends a submission, or (``told``) one of before with other words."""
        report_id = await hand_in(self.network, number, f"{STORY}, told {told} times.", given(number, told))
        if report_id not in self.reports:
            self.reports.append(report_id)
        await self.outside.parts.reader.catch_up()
        while await self.outside.parts.media.round():
            continue
        return report_id

    async def pull(self, who: str = ANN) -> None:
        await self.desk(who)
        await self.station(who).pull()

    async def push(self, who: str = ANN) -> None:
        """As long as something may go now."""
        await self.desk(who)
        for _ in range(MOST_TURNS):
            if not await self.station(who).push():
                return

    async def hold(self, who: str = ANN, number: int = PLAIN) -> Desk:
        """A report comes and this person claims and opens it."""
        if not self.reports:
            await self.arrive(number)
        await self.pull(who)
        desk = await self.desk(who)
        await desk.claims.claim(self.report)
        await desk.triage.open(self.report)
        return desk

    async def write(self, who: str = ANN, words: str = MINE) -> None:
        """Everything that the profile asks for, with these words."""
        desk = await self.desk(who)
        detail = await self.detail(who)
        assert detail.body is not None
        now, assessment = desk.clock.now(), detail.body.assessment
        draft = fill(detail.body.report, detail.draft, desk.profile, assessment=assessment, by=who, now=now)
        await desk.drafts.save(replace(draft, rationale=words))

    async def decide(self, who: str = ANN, number: int = PLAIN) -> Desk:
        """Held, written, decided; it may be undone still."""
        desk = await self.hold(who, number)
        await self.write(who)
        await desk.triage.decide(self.report)
        return desk

    async def close(self, who: str = ANN, number: int = PLAIN) -> Desk:
        """Decided and recorded."""
        desk = await self.decide(who, number)
        self.clock.advance(seconds=UNDO)
        await self.push(who)
        await self.pull(who)
        return desk

    async def detail(self, who: str = ANN) -> ReportDetail:
        found = await (await self.desk(who)).reports.detail(self.report)
        assert found is not None, "the report is not in the queue"
        return found

    async def row(self, who: str = ANN) -> QueueRow:
        return (await (await self.desk(who)).reports.page([self.report]))[self.report]

    async def stage(self, who: str = ANN) -> Stage | None:
        """As this desk shows it; None: it is not in its queue."""
        found = await (await self.desk(who)).reports.detail(self.report)
        return found.stage if found else None

    async def operations(self, who: str = ANN) -> tuple[Operation, ...]:
        return await (await self.desk(who)).outbox.operations(self.report)

    async def lines(self, *states: Delivery, who: str = ANN) -> int:
        """How many lines of the outbox stand so."""
        lines = await (await self.desk(who)).outbox.lines()
        return sum(line.operation.status in states for line in lines)

    async def noted(self, words: str, who: str = ANN) -> bool:
        """Whether these words wait here to be sent or are in the report's log; raises when they are there twice."""
        told = await (await self.desk(who)).messages.correspondence(self.report)
        found = sum(words in one.what for one in told.waiting) + sum(words in one.note for one in told.lines)
        assert found < 2, f"said {found} times: {words}"
        return bool(found)

    async def audited(self, who: str = ANN) -> list[str]:
        """The words of this desk's audit."""
        return [line.what for line in await (await self.desk(who)).store.read(audit.lines)]

    async def state(self, key: str, who: str = ANN) -> str:
        """One of the store's own notes."""
        return await (await self.desk(who)).store.read(lambda conn: state.get(conn, key))

    async def at_gateway(self) -> Stage:
        """The stage that the gateway has."""
        stage = select(tables.reports.c.stage).where(tables.reports.c.report_id == self.report)
        async with self.outside.parts.database.read() as connection:
            return Stage(str(await connection.scalar(stage)))

    async def aclose(self) -> None:
        for who in sorted(self.opened):
            await self.end(who)
        await self.outside.aclose()


@asynccontextmanager
async def scene(
    folder: Path, now: datetime, ready: Path | None = None, reports: Sequence[str] = ()
) -> AsyncIterator[Scene]:
    """``ready``: a prepared gateway's database to begin with; without it what lies in ``folder`` is gone on with."""
    clock = ManualClock(now)
    network = Network(clock)
    outside = Outside(folder, clock, network, careful=True, relayed=False, people=PEOPLE)
    await outside.open(ready)
    made = Scene(folder, clock, outside, network)
    made.reports += [ReportId(one) for one in reports]
    try:
        yield made
    finally:
        await made.aclose()


def gateway_away(there: Scene, who: str = ANN) -> None:
    there.station(who).line.down = {GATEWAY_HOST}


def gateway_back(there: Scene, who: str = ANN) -> None:
    there.station(who).line.down = set()
