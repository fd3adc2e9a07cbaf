"""Fills a PostgreSQL with reports of every kind and stage, and asks for the board again and again.

Figures that are kept for a moment would answer most calls from memory; so each call here waits until they are not.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.bench import postgres
from triage.bench.board.decided import fill_decided
from triage.bench.spent import each_ms, seconds
from triage.gateway.app import build
from triage.gateway.config import Config, LimitsConfig
from triage.gateway.credentials import IntakeCredentials, Role, Subject, TokenBook
from triage.gateway.figures.room import FRESH, FiguresRoom
from triage.gateway.parts import Parts, open_parts
from triage.gateway.reading import Arrival, Reading, read_payload
from triage.gateway.settings import Address, GatewaySettings
from triage.gateway.sight import sight_of
from triage.insight.risk.pack import shipped_pack
from triage.models.clock import SystemClock, london
from triage.models.compliance import Figure, Figures
from triage.models.figures import BoardFigures
from triage.models.periods import Period
from triage.models.profile_file import default_profile
from triage.services.api.client import Client
from triage.services.api.compliance import ComplianceApi
from triage.services.api.figures import FiguresApi
from triage.training.faults.control import serve_app
from triage.training.reports import generate, payload

LOOPBACK = "127.0.0.1"
HELD_EACH = 3
STUCK = 2_000
QUESTIONS = 18
"""Statements of one board, about."""
SUE = Subject("sue", Role.SUPERVISOR)
TEMPLATES = 40
"""Different reports of training that all the others are copies of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    reports: int
    waiting: int
    handlers: int
    calls: int


async def measure(plan: Plan) -> dict[str, Any]:
    """Milliseconds of the counting alone, and of the whole call over HTTP with sign-in and its audit line; and how much
    of a processor one counting takes, PostgreSQL's part with it, which other work on the machine does not change.
    """
    with postgres.server() as server:
        settings = _settings(await asyncio.to_thread(server.database, "board"))
        async with open_parts(settings, SystemClock()) as parts:
            async with parts.database.write() as connection:
                await _fill(connection, plan, parts.clock.now())
            await _vacuum(parts)
            room = FiguresRoom(parts.database, parts.clock, lambda: parts.profiles.current)
            sight = sight_of(SUE, parts.profiles.current)
            bare = await _times(plan.calls, lambda: _bare(parts))
            began = seconds(os.getpid(), server.process)
            counted = await _times(plan.calls, lambda: room.count(sight))
            cpu = each_ms(began, seconds(os.getpid(), server.process), plan.calls + 1)
            async with serve_app(build(parts, intake=False, queue=True), LOOPBACK) as address:
                client = Client(address, "token-sue", SystemClock())
                try:
                    api = FiguresApi(client)
                    bare_call = await _times(plan.calls, api.me)
                    called = await _times(plan.calls, api.figures, rest=FRESH.total_seconds())
                    told = await api.figures()
                    month = await _month(parts, client, server.process)
                finally:
                    await client.aclose()
    return {
        "reports": plan.reports,
        "handlers": plan.handlers,
        **_sizes(told),
        "bare": bare,
        "counted": counted,
        "counted_cpu_ms": cpu,
        "bare_call": bare_call,
        "called": called,
        "month": month,
    }


async def _month(parts: Parts, client: Client, server: int) -> dict[str, float | None]:
    """Seconds of the compliance figures of everything that came within 31 days: before any course of it is worked out,
    as after an update; then, once the gateway has caught up, the first time and again, and the reports behind a number.
    And of the processors, PostgreSQL's part with it, for each report that was caught up and for one answer after that.
    """
    api, today = ComplianceApi(client), london(SystemClock().now()).date()
    period = Period(first=today - timedelta(days=31), last=today)
    told: Figures | None = None

    async def figures() -> None:
        nonlocal told
        told = await api.figures(period)

    before = await _took(figures)
    began = seconds(os.getpid(), server)
    caught_up = await _took(parts.courses.catch_up)
    between = seconds(os.getpid(), server)
    first, again = await _took(figures), await _took(figures)
    spent = each_ms(between, seconds(os.getpid(), server), 2)
    assert told is not None
    many = told.rows[0].count(Figure.RECEIVED)
    return {
        "reports": many,
        "before_s": before,
        "caught_up_s": caught_up,
        "caught_up_each_cpu_ms": each_ms(began, between, many),
        "first_s": first,
        "again_s": again,
        "cpu_ms": spent,
        "behind_s": await _took(lambda: api.reports(period, Figure.LOOKED_LATE, None, None)),
    }


async def _took(ask: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await ask()
    return round(time.perf_counter() - started, 2)


async def _bare(parts: Parts) -> None:
    """As many questions as the board asks, of nothing: what the machine makes of that alone."""
    async with parts.database.read() as connection:
        for _ in range(QUESTIONS):
            await connection.execute(text("SELECT 1"))


def _settings(url: str) -> GatewaySettings:
    return GatewaySettings(
        db=url,
        listen=Address(LOOPBACK, 0),
        profile=default_profile(),
        credentials=IntakeCredentials("hub", ("unused",)),
        tokens=TokenBook((("token-sue", SUE),)),
        config=Config(limits=LimitsConfig(calls_per_minute=0)),
    )


def _sizes(told: BoardFigures) -> dict[str, int]:
    return {
        "waiting": told.waiting.waiting,
        "held": sum(len(person.held) for person in told.people),
        "stuck": sum(pile.number for pile in told.stuck),
        "came_today": sum(hour.came for hour in told.today),
    }


async def _times(calls: int, ask: Callable[[], Awaitable[object]], rest: float = 0.0) -> dict[str, float]:
    """Asked so often, each time ``rest`` seconds after the answer before."""
    took = []
    for _ in range(calls + 1):
        await asyncio.sleep(rest)
        started = time.perf_counter()
        await ask()
        took.append((time.perf_counter() - started) * 1000)
    cuts = statistics.quantiles(took[1:], n=20)  # the first one fills caches
    return {"p50_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1), "worst_ms": round(max(took[1:]), 1)}


def _templates(now: datetime) -> list[Reading]:
    profile, found = default_profile(), []
    for number, made in enumerate(generate(TEMPLATES, 7, now=now)):
        arrival = Arrival(id=number, report_id="", submission_id="", version=1, received_at=now)
        found.append(read_payload(payload(made), arrival, profile, shipped_pack()))
    return found


async def _fill(connection: AsyncConnection, plan: Plan, now: datetime) -> None:
    await connection.execute(
        text("CREATE TEMP TABLE made_of (n int, summary bytea, assessment bytea, kind text, suggested text)")
    )
    readings = _templates(now)
    rows = [
        {"n": n, "summary": one.summary_json, "assessment": one.assessment_json, "kind": one.kind,
         "suggested": one.suggested}
        for n, one in enumerate(readings)
    ]  # fmt: skip
    await connection.execute(text("INSERT INTO made_of VALUES (:n, :summary, :assessment, :kind, :suggested)"), rows)
    numbers = {
        "reports": plan.reports, "waiting": plan.waiting, "held": plan.handlers * HELD_EACH, "stuck": STUCK,
        "handlers": plan.handlers, "templates": TEMPLATES,
    }  # fmt: skip
    for statement in _STATEMENTS:
        await connection.execute(text(statement.format(**numbers)))
    await fill_decided(connection, readings, now)


async def _vacuum(parts: Parts) -> None:
    """What a server that runs for a while has done by itself."""
    connection = await parts.database.connect_apart()
    try:
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


_STATEMENTS = (
    """
    CREATE TEMP TABLE made AS SELECT n, 'board-' || md5(n::text) AS id, n % {templates} AS template,
        CASE WHEN n <= {waiting} THEN 'incoming' WHEN n <= {waiting} + {held} THEN 'in_triage'
             WHEN n <= {waiting} + {held} + {stuck} THEN
                (ARRAY['held', 'awaiting_approval', 'awaiting_acceptance', 'awaiting_reporter'])[n % 4 + 1]
             ELSE 'closed' END AS stage,
        now() - CASE WHEN n <= {waiting} + {held} + {stuck} THEN (n * 7919 % 2880) * interval '1 minute'
            ELSE (n * 104729 % 43200) * interval '1 minute' END AS at
    FROM generate_series(1, {reports}::bigint) n
    """,
    """
    INSERT INTO changes (tx, report_id, word, stage, at) SELECT 0, id, 'new', stage, at FROM made
    """,
    """
    INSERT INTO reports (report_id, submission_id, version, stage, rank, due_at, received_at, summary, assessment,
        kind, suggested, seq, fence, left_feed, closed_at)
    SELECT made.id, made.id, 1, made.stage, made.n * 7919 % 4, made.at + interval '45 minutes', made.at,
        convert_to(replace(convert_from(t.summary, 'UTF8'), '"report_id"\\:""', '"report_id"\\:"' || made.id || '"'),
            'UTF8'),
        t.assessment, t.kind, t.suggested, c.seq, 1, made.stage = 'closed',
        CASE WHEN made.stage = 'closed' THEN made.at + interval '2 hours' END
    FROM made JOIN changes c ON c.report_id = made.id JOIN made_of t ON t.n = made.template
    """,
    """
    INSERT INTO leases (lease_id, report_id, fence, subject, first_granted_at, granted_at, expires_at, ended_at)
    SELECT 'lease-' || n, id, 1, 'handler-' || n % {handlers},
        CASE WHEN stage = 'closed' THEN at + interval '40 minutes' ELSE now() - (n % 90) * interval '1 minute' END,
        now() - interval '1 minute', now() + interval '1 hour', CASE WHEN stage = 'in_triage' THEN NULL ELSE now() END
    FROM made WHERE stage <> 'incoming'
    """,
)
