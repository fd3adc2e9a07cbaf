"""The schedule: seven days in steps, two workstations, four people, and everything that can go wrong in between."""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from triage.bench.week.desk import HandDesk
from triage.bench.week.files import compare
from triage.bench.week.station import Station
from triage.bench.week.work import Handler
from triage.bench.week.world import PEOPLE, RETENTION_DAYS, SUPERVISOR, World, open_world
from triage.models.balance import Account
from triage.models.clock import ManualClock
from triage.models.delivery import Delivery
from triage.services.accounting import Progress
from triage.settings import DeskSettings
from triage.training.reports import GeneratedReport, generate, payload

WEEK = timedelta(days=7)
Tell = Callable[[str], None]
MOST_STEPS = 168
SETTLING_ROUNDS = 40
_RE_SENT = 0.06
_VERSIONS = 0.03
_HOLD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``reports`` in seven days; ``home`` keeps everything afterwards."""

    reports: int
    seed: int = 1
    home: Path | None = None

    @property
    def steps(self) -> int:
        """An hour each when there is enough to do."""
        return max(7, min(MOST_STEPS, self.reports // 4))


async def measure(plan: Plan, tell: Tell = lambda _words: None) -> dict[str, Any]:
    """The week, then the account, then retention and the account again; figures in one dict.

    ``tell`` hears how each evening's account stands (without records, while everything may still be on its way).
    """
    if plan.home is not None:
        return await _measure(plan, plan.home, tell)
    with tempfile.TemporaryDirectory(prefix="triage-week-") as folder:
        return await _measure(plan, Path(folder), tell)


async def _measure(plan: Plan, home: Path, tell: Tell) -> dict[str, Any]:
    clock, started = ManualClock(), time.perf_counter()
    async with open_world(home, clock) as world:
        week = Week(world, plan, tell)
        async with week.stations():
            await week.live()
            await week.settle_down()
        told: dict[str, Any] = {"reports": plan.reports, "seed": plan.seed, "steps": plan.steps}
        told |= {"acknowledged_by_201": week.acknowledged, "events": dict(sorted(week.told.items()))}
        told["seconds_week"] = round(time.perf_counter() - started, 1)
        told["account"] = _told(await account(world))
        told["files"] = await compare(world)
        clock.advance(days=RETENTION_DAYS, hours=1)
        told["erased"] = await world.erase()
        told["after_retention"] = _told(await account(world))
    told["seconds"] = round(time.perf_counter() - started, 1)
    balanced = told["account"]["balanced"] and told["after_retention"]["balanced"]
    counted = told["account"]["acknowledged"] == week.acknowledged
    filed = not any(told["files"][wrong] for wrong in ("lost", "doubled", "astray"))
    told["balanced"] = balanced and counted and filed and not told["account"]["unanswered"]
    return told


class Week:
    """``acknowledged``: different contents that were answered with a 201; ``told`` counts all that happened."""

    def __init__(self, world: World, plan: Plan, tell: Tell) -> None:
        self.told: Counter[str] = Counter()
        self.acknowledged = 0
        self._world = world
        self._plan = plan
        self._tell = tell
        self._rng = random.Random(plan.seed)
        self._handler = Handler(self.told, self._rng)
        self._reports = list(generate(plan.reports, plan.seed, now=world.clock.now()))
        self._sent: list[GeneratedReport] = []
        self._stations = [Station(name, world, self.told, self._rng) for name in ("desk-one", "desk-two")]

    @asynccontextmanager
    async def stations(self) -> AsyncIterator[None]:
        """Both workstations, with their first people."""
        opened: list[Station] = []
        try:
            for station, person in zip(self._stations, PEOPLE[::2], strict=True):
                await station.connect()
                await station.open(person)
                opened.append(station)
            yield
        finally:
            for station in opened:
                await station.aclose()

    async def live(self) -> None:
        """Seven days."""
        steps = self._plan.steps
        share = 1 + -(-len(self._reports) * 6 // (steps * 10))  # a little more than half of what comes
        for number in range(steps):
            end = len(self._reports) * (number + 1) // steps
            await self._post(end)
            for place, station in enumerate(self._stations):
                if number and number % max(1, steps // 21) == 0:  # three shifts a day
                    pair = PEOPLE[2 * place : 2 * place + 2]
                    await station.switch(pair[(number // max(1, steps // 21)) % 2])
                await self._work(station, share)
            self._world.clock.advance(seconds=WEEK.total_seconds() / steps)
            self.told["lapsed"] += await self._world.sweep()
            if (number + 1) * 7 // steps > number * 7 // steps:
                await self._evening((number + 1) * 7 // steps)

    async def _evening(self, day: int) -> None:
        found = await account(self._world, records=False)
        lines = f"{found.acknowledged:,} acknowledged, {found.accounted:,} accounted for"
        self._tell(f"day {day}: {lines}, {len(found.differences)} differences, {dict(found.places)}")
        if found.acknowledged != found.accounted or found.acknowledged != self.acknowledged:
            raise RuntimeError(f"on day {day} the account does not add up: {found}")

    async def _post(self, end: int) -> None:
        """New reports of this step, some of them twice, and changed ones of before."""
        new = self._reports[len(self._sent) : end]
        bodies: list[bytes] = []
        for report in new:
            bodies.append(payload(report))
            if self._rng.random() < _RE_SENT:
                bodies.append(bodies[-1])
                self.told["re_sent"] += 1
        self._sent += new
        changed = [one for one in self._sent if self._rng.random() < _VERSIONS / self._plan.steps * 4]
        for report in changed:
            bodies.append(_more(report, self.told["versions"]))
            self.told["versions"] += 1
        if bodies:
            self.told["http_201"] += await self._world.post(bodies)
        self.acknowledged += len(new) + len(changed)

    async def _work(self, station: Station, share: int) -> None:
        """One step at one workstation: something goes wrong, or not, while reports are worked."""
        desk, rng = station.desk, self._rng
        await desk.turn()
        trouble = rng.choices(
            ("", "offline", "no_records", "down", "refuses", "refuses_files", "kill", "restart"),
            weights=(40, 18, 8, 8, 8, 8, 10, 8),
        )[0]
        done = 0
        while done < share:
            held = [found for _ in range(_HOLD) if (found := await self._handler.take(station.desk)) is not None]
            if not held:
                break
            if trouble and not done:
                await self._begin(trouble, station)
            for report_id in held:
                await self._handler.work(station.desk, report_id)
                self._world.clock.advance(minutes=1)
            done += len(held)
            if trouble == "offline":
                self._world.clock.advance(minutes=40)  # leases run out, and nobody can be asked
                self.told["lapsed"] += await self._world.sweep()
                break
            await station.desk.turn()
            if trouble == "kill":
                await self._handler.finish(station.desk)
        await self._end(trouble, station)

    async def _begin(self, trouble: str, station: Station) -> None:
        if trouble == "offline":
            await station.cut("gateway")
            await station.cut("records")
        elif trouble == "no_records":
            await station.cut("records")
        elif trouble == "down":
            self.told["records_down"] += 1
            await self._world.misbehave(down=True)
        elif trouble == "refuses":
            self.told["records_refuse"] += 1
            await self._world.misbehave(refuse_field="/decision")
        elif trouble == "refuses_files":
            self.told["records_refuse_files"] += 1
            await self._world.misbehave(refuse_media="image/")

    async def _end(self, trouble: str, station: Station) -> None:
        if trouble == "kill":
            await station.kill()
        elif trouble == "restart":
            await station.restart()
        elif trouble:
            if trouble == "offline" and self._rng.random() < 0.4:
                await station.kill()  # the battery was empty before the network was back
            await station.mend()
            await self._world.misbehave()
        self._world.clock.advance(minutes=6)  # longer than any pause of the outbox
        await station.desk.turn()
        await self._handler.finish(station.desk)
        await self._handler.answer_handovers(station.desk)
        await station.desk.turn()

    async def settle_down(self) -> None:
        """Nothing goes wrong any more: everybody finishes what is theirs, at each workstation where they sat."""
        await self._world.misbehave(drop_answer=0.0)
        for place, station in enumerate(self._stations):
            await station.mend()
            for person in PEOPLE[2 * place : 2 * place + 2]:
                await station.switch(person)
                await self._empty(station.desk)

    async def _empty(self, desk: HandDesk) -> None:
        for _ in range(SETTLING_ROUNDS):
            self._world.clock.advance(minutes=6)
            await self._world.sweep()
            await desk.turn()
            await self._handler.finish(desk)
            await desk.turn()
            figures = await desk.outbox.figures()
            if not figures.waiting and not figures.needs_fixing:
                return
        every = [one.operation for one in await desk.outbox.lines()]
        left = [op for op in every if op.status is not Delivery.DELIVERED]
        lines = [(op.kind.value, op.status.value, op.held, op.last_code, op.last_text) for op in left]
        self.told["never_settled"] += 1
        raise RuntimeError(f"an outbox never empties: {lines}")


async def account(world: World, *, records: bool = True) -> Account:
    """What a supervisor sees."""
    world.clock.advance(seconds=10)
    settings = DeskSettings(
        mode="training",
        home=world.home / "supervisor",
        gateway_url=world.gateway,
        token=f"token-{SUPERVISOR}",
        handler_id=SUPERVISOR,
        handler_name="Sue",
        key_source="training-file",
        records={"CONTROL_URL": f"{world.records}/control", "CRIME_URL": f"{world.records}/crime"},
    )
    desk = await HandDesk.open(settings, clock=world.clock, rng=random.Random(0))
    try:
        return await desk.accounting.run(records=records, told=_quiet)
    finally:
        await desk.stop()


def _quiet(_progress: Progress) -> None:
    return


def _told(found: Account) -> dict[str, Any]:
    return {
        "acknowledged": found.acknowledged,
        "accounted": found.accounted,
        "balanced": found.balanced,
        "differences": [f"{one.kind.value} {one.report_id} {one.desk} {one.destination}" for one in found.differences],
        "places": {place.value: count for place, count in found.places.items()},
        "outcomes": dict(found.outcomes),
        "files": {place.value: count for place, count in found.files.items()},
        "workstations": found.desks,
        "looked_up": found.looked_up,
        "unanswered": found.unanswered,
    }


def _more(report: GeneratedReport, number: int) -> bytes:
    """The same submission with more words, as a reporter's addition or answer comes."""
    document = json.loads(payload(report))
    attributes = document["data"].setdefault("attributes", {})
    attributes["additionalInformation"] = f"More was found ({number})."
    return json.dumps(document, ensure_ascii=False).encode()
