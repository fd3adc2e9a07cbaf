"""Whoever stops waiting for figures ends their working out at the gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.gateway.bench import ON_SQLITE, Bench
from triage.gateway.app import build
from triage.gateway.compliance.course import Course
from triage.gateway.compliance.keeper import CourseKeeper
from triage.models.clock import ManualClock
from triage.models.compliance import Figure
from triage.models.periods import Period
from triage.services.api.client import Client
from triage.services.api.compliance import ComplianceApi
from triage.training.faults.control import serve_app

DAY = Period(first=date(2026, 11, 20), last=date(2026, 11, 20))


@ON_SQLITE
@pytest.mark.parametrize("behind", [False, True])
async def test_figures_that_nobody_waits_for_are_not_worked_out(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, *, behind: bool
) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def endless(
        _keeper: CourseKeeper, _connection: AsyncConnection, _since: datetime, _until: datetime
    ) -> AsyncGenerator[list[Course]]:
        try:
            while True:
                begun.set()
                yield []
        finally:
            ended.set()

    monkeypatch.setattr(CourseKeeper, "between", endless)
    async with serve_app(build(bench.parts, intake=False, queue=True), "127.0.0.1") as address:
        client = Client(address, "token-sue", ManualClock(at=datetime(2026, 11, 20, 12, tzinfo=UTC)))
        api = ComplianceApi(client)
        async with asyncio.TaskGroup() as group:
            asked = group.create_task(api.reports(DAY, Figure.RECEIVED, None, None) if behind else api.figures(DAY))
            await begun.wait()
            asked.cancel()
        async with asyncio.timeout(10):
            await ended.wait()
        await client.aclose()
    audit = await bench.handler("aud").call("GET", "/v1/audit")
    assert not [line for line in audit.json()["items"] if line["action"] == "figures.read"], "nobody read them"
