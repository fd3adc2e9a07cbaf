"""A small world for a desk: the real gateway on SQLite, the real records stand-in, both over real sockets."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from tests.builders import a_draft, a_profile
from tests.gateway.bench import HUB, payload, settings_for
from tests.gateway.laid_out import lay_out
from tests.standin import CONTROL_TOKEN, standin
from triage.gateway.serve import Running, running
from triage.models.clock import Clock, SystemClock
from triage.models.draft import Draft
from triage.models.ids import ReportId
from triage.models.profile import Leases, Profile
from triage.models.stage import Stage
from triage.models.views import ReportDetail
from triage.services.desk import Desk
from triage.services.hub import Hub, Notice, OutboxChanged, ReportsChanged
from triage.settings import DeskSettings

PATIENCE = 20.0


@dataclass
class World:
    """``gateway_url`` and ``records_url`` are what desks are told; a test may put something in between."""

    home: Path
    gateway: Running
    records: str
    gateway_url: str
    records_url: str
    http: httpx.AsyncClient

    async def arrive(self, submission_id: str, *words: str, **more: Any) -> ReportId:
        """A report from the public, in the queue; gives its id."""
        body = payload(submission_id, *words, **more)
        answer = await self.http.post(f"{self.gateway.intake}/incidents", content=body, headers=HUB)
        assert answer.status_code == 201, answer.text
        await self.gateway.parts.reader.catch_up()
        return ReportId(answer.json()["data"]["id"])

    async def faults(self, system: str, **settings: Any) -> None:
        headers = {"Authorization": f"Bearer {CONTROL_TOKEN}"}
        url = f"{self.records}/_training/{system}"
        answer = await self.http.put(url, json=settings, headers=headers)
        assert answer.is_success, answer.text

    async def records_of(self, system: str, report_id: ReportId) -> list[dict[str, Any]]:
        """What this records system holds for a report."""
        answer = await self.http.get(f"{self.records}/{system}/records", params={"external_reference": report_id})
        assert answer.is_success, answer.text
        found: list[dict[str, Any]] = answer.json()
        return found

    def settings(self, me: str = "ann", home: str = "desk", **changes: Any) -> DeskSettings:
        made = DeskSettings(
            mode="training",
            home=self.home / home,
            gateway_url=self.gateway_url,
            token=f"token-{me}",
            handler_id=me,
            handler_name=me.title(),
            key_source="training-file",
            records={"CONTROL_URL": f"{self.records_url}/control", "CRIME_URL": f"{self.records_url}/crime"},
        )
        return replace(made, **changes)

    @asynccontextmanager
    async def desk(self, settings: DeskSettings | None = None, clock: Clock | None = None) -> AsyncIterator[Desk]:
        """A desk at work, stopped in order at the end."""
        desk = await Desk.open(settings or self.settings(), clock=clock, rng=random.Random(7))
        try:
            await desk.start()
            yield desk
        finally:
            await desk.stop()


def quick_profile(**changes: Any) -> Profile:
    return a_profile(**{"undo_seconds": 0, "leases": Leases(seconds=900, max_held=3), **changes})


@asynccontextmanager
async def world(
    home: Path, profile: Profile | None = None, clock: Clock | None = None, **changes: Any
) -> AsyncIterator[World]:
    """``changes``: other settings of the gateway."""
    await lay_out(home / "gateway.db")
    settings = settings_for(f"sqlite:///{home / 'gateway.db'}", profile=profile or quick_profile(), **changes)
    with standin(home / "records.db") as records:
        async with running(settings, clock or SystemClock()) as gateway, httpx.AsyncClient(timeout=20) as http:
            yield World(home, gateway, records, gateway.listen, records, http)


async def until(desk: Desk, holds: Callable[[], Any], what: str = "") -> Any:
    """Wait until an awaitable check gives something true; looked at after every event of the hub, without sleeping."""
    changed = asyncio.Event()
    ends = [desk.hub.subscribe(kind, lambda _event: changed.set()) for kind in (OutboxChanged, ReportsChanged)]
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                changed.clear()
                found = await holds()
                if found:
                    return found
                await asyncio.wait_for(changed.wait(), PATIENCE)
    except TimeoutError as error:
        raise AssertionError(f"did not happen in {PATIENCE:.0f} s: {what}; {await desk.outbox.lines()}") from error
    finally:
        for end in ends:
            end()


async def arrived(desk: Desk, report_id: ReportId) -> None:
    """The report is in the desk's queue."""
    await until(desk, lambda: desk.reports.detail(report_id), f"{report_id} arrives")


async def closed(desk: Desk, report_id: ReportId) -> ReportDetail:
    async def check() -> ReportDetail | None:
        detail = await desk.reports.detail(report_id)
        return detail if detail and detail.stage is Stage.CLOSED else None

    found: ReportDetail = await until(desk, check, f"{report_id} is closed")
    return found


async def write_draft(desk: Desk, report_id: ReportId, **changes: Any) -> Draft:
    """Everything that `quick_profile` asks for."""
    detail = await desk.reports.detail(report_id)
    assert detail is not None
    assert detail.body is not None
    report = detail.body.report
    crimes = tuple(replace(line, victim=None, place_key="") for line in a_draft(report).crimes)
    made = replace(a_draft(report), crimes=crimes, grade_reason="As the handler sees it")
    return await desk.drafts.save(replace(made, **changes))


async def triage_one(desk: Desk, report_id: ReportId, **changes: Any) -> None:
    """Claim, open, write and decide."""
    await desk.claims.claim(report_id)
    await desk.triage.open(report_id)
    await write_draft(desk, report_id, **changes)
    await desk.triage.decide(report_id)


@contextmanager
def notices(hub: Hub) -> Iterator[list[Notice]]:
    told: list[Notice] = []
    end = hub.subscribe(Notice, told.append)
    yield told
    end()
