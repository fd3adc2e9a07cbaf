"""`triage bench account`: the account over a full gateway, through HTTP, on both databases.

The rows are written straight into the tables (an index of 100,000 reports is not what is measured): four of five closed
with references, the others in the queue, each with twelve lines of audit beside the acknowledgement.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.bench import postgres
from triage.gateway import tables
from triage.gateway.app import build
from triage.gateway.config import Config, LimitsConfig
from triage.gateway.credentials import IntakeCredentials, Role, Subject, TokenBook
from triage.gateway.parts import open_parts
from triage.gateway.settings import Address, GatewaySettings
from triage.models import codec
from triage.models.account import AccountPage
from triage.models.balance import Tally
from triage.models.clock import SystemClock
from triage.models.decision import Reference
from triage.models.ids import report_id_for
from triage.models.profile_file import default_profile
from triage.services.api.account import AccountApi
from triage.services.api.client import Client
from triage.training.faults.control import serve_app

LOOPBACK = "127.0.0.1"
CHUNK = 2_000
BESIDE = 12
"""Lines of audit for each report beside its acknowledgement, as a day's work leaves them."""
CLOSED_OF_FIVE = 4


async def measure(reports: int) -> dict[str, Any]:
    """Figures of both engines."""
    with tempfile.TemporaryDirectory(prefix="triage-account-") as folder:
        found = {"reports": reports, "sqlite": await _one(f"sqlite:///{Path(folder) / 'gateway.db'}", reports)}
    with postgres.server() as server:
        found["postgresql"] = await _one(await asyncio.to_thread(server.database, "account"), reports)
    return found


async def _one(url: str, reports: int) -> dict[str, Any]:
    settings = GatewaySettings(
        db=url,
        listen=Address(LOOPBACK, 0),
        profile=default_profile(),
        credentials=IntakeCredentials("hub", ("unused",)),
        tokens=TokenBook((("token-sue", Subject("sue", Role.SUPERVISOR)),)),
        config=Config(limits=LimitsConfig(calls_per_minute=0)),
    )
    clock = SystemClock()
    async with open_parts(settings, clock) as parts:
        since = clock.now() - timedelta(days=60)
        for numbers in _chunks(reports):
            async with parts.database.write() as connection:
                await _fill(connection, numbers, since)
        async with serve_app(build(parts, intake=False, queue=True), LOOPBACK) as address:
            client = Client(address, "token-sue", clock)
            try:
                return await _asked(AccountApi(client))
            finally:
                await client.aclose()


async def _asked(api: AccountApi) -> dict[str, Any]:
    """Every page once, timed."""
    tally, after, took = Tally(None), "", list[float]()
    until: datetime | None = None
    while True:
        started = time.perf_counter()
        page: AccountPage = await api.page(since=None, until=until, after=after)
        took.append(time.perf_counter() - started)
        tally.take(page)
        if page.next is None:
            break
        after, until = page.next, page.until
    account = tally.close()
    return {
        "accounted": account.accounted,
        "balanced": account.balanced,
        "pages": len(took),
        "seconds": round(sum(took), 2),
        "page_median_ms": round(statistics.median(took) * 1000, 1),
        "page_slowest_ms": round(max(took) * 1000, 1),
    }


def _chunks(reports: int) -> Iterator[range]:
    for start in range(0, reports, CHUNK):
        yield range(start, min(start + CHUNK, reports))


async def _fill(connection: AsyncConnection, numbers: range, since: datetime) -> None:
    """These reports in every table that the account reads."""
    names = {number: str(report_id_for("77", f"account-{number}")) for number in numbers}
    at = {number: since + timedelta(seconds=30 * number) for number in numbers}
    closed = [number for number in numbers if number % 5 < CLOSED_OF_FIVE]
    change = [{"tx": 0, "report_id": names[n], "word": "new", "stage": "incoming", "at": at[n]} for n in numbers]
    changes = tables.changes
    added = await connection.execute(insert(changes).returning(changes.c.seq, sort_by_parameter_order=True), change)
    seqs = dict(zip(numbers, added.scalars().all(), strict=True))
    await connection.execute(insert(tables.reports), [_report(n, names[n], at[n], seqs[n]) for n in numbers])
    await connection.execute(insert(tables.submissions), [_submission(names[n], at[n]) for n in numbers])
    await connection.execute(insert(tables.settlements), [_settlement(names[n], n, at[n]) for n in closed])
    for number in range(BESIDE + 1):
        lines = [_line(names[n], at[n] + timedelta(minutes=number), first=number == 0) for n in numbers]
        await connection.execute(insert(tables.audit), lines)


def _report(number: int, name: str, at: datetime, seq: int) -> dict[str, Any]:
    closed = number % 5 < CLOSED_OF_FIVE
    return {
        "report_id": name,
        "submission_id": f"account-{number}",
        "version": 1,
        "stage": "closed" if closed else "incoming",
        "rank": 3,
        "due_at": at,
        "received_at": at,
        "summary": b"",
        "assessment": b"",
        "closed_at": at + timedelta(hours=1) if closed else None,
        "left_feed": closed,
        "seq": seq,
    }


def _submission(name: str, at: datetime) -> dict[str, Any]:
    return {
        "report_id": name,
        "version": 1,
        "content_sha256": codec.sha256(name.encode()),
        "raw_sha256": codec.sha256(name.encode()),
        "raw": b"x" * 4_000,
        "content_type": "application/json",
        "header_names": [],
        "received_at": at,
    }


def _settlement(name: str, number: int, at: datetime) -> dict[str, Any]:
    made = Reference(deliverable="incident", destination="control", reference=f"CAD {number}", record_id=name)
    return {
        "report_id": name,
        "decision_number": 1,
        "fence": 1,
        "subject": "ann",
        "outcome": "incident",
        "references": codec.encode((made,)),
        "settled_at": at + timedelta(hours=1),
    }


def _line(name: str, at: datetime, *, first: bool) -> dict[str, Any]:
    action = "intake.new" if first else "report.read"
    return {
        "at": at,
        "subject": "hub" if first else "ann",
        "role": "program" if first else "handler",
        "action": action,
        "report_id": name,
        "request_id": "",
        "details": {"version": 1, "bytes": 4_000},
    }
