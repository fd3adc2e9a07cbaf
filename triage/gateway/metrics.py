"""Figures for Prometheus: what this process did, and how the queue stands in the database. Counts and ages only.

Names follow Prometheus' own rules (base units, `_total` for counters). Labels are fixed words: the route as it is
written in the code, never a path with an id in it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.database import Database, DatabaseDown
from triage.models.clock import Clock
from triage.models.stage import OPEN, Stage

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number as it stands now. ``name`` without the prefix ``triage_``."""

    name: str
    help: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


Source = Callable[[AsyncConnection, datetime], Awaitable[Iterable[Figure]]]
"""A room's own figures, asked when somebody looks."""


class Metrics:
    """What this process counts, and whom to ask for the rest."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._registry = CollectorRegistry()
        self._sources: list[Source] = [queue_figures]
        labels = ("method", "route", "status")
        self._requests = Counter("triage_requests", "Answers by call", labels, registry=self._registry)
        self._seconds = Histogram(
            "triage_request_seconds", "Time to the answer", ("method", "route"), buckets=_BUCKETS,
            registry=self._registry,
        )  # fmt: skip

    def add(self, source: Source) -> None:
        """Let a room tell its own figures."""
        self._sources.append(source)

    def answered(self, method: str, route: str, status: int, seconds: float, *, waited: bool) -> None:
        """Count an answer. ``waited``: it was held on purpose (a long poll), its time says nothing."""
        self._requests.labels(method, route, str(status)).inc()
        if not waited:
            self._seconds.labels(method, route).observe(seconds)

    async def page(self) -> bytes:
        """The page that Prometheus reads; without a database it says so, and what the process counted."""
        figures = [Figure(name="database_up", help="The database answered", value=1)]
        try:
            async with self._database.read() as connection:
                for source in self._sources:
                    figures.extend(await source(connection, self._clock.now()))
        except DatabaseDown:
            figures = [Figure(name="database_up", help="The database answered", value=0)]
        return generate_latest(self._registry) + generate_latest(_registry_of(figures))


def _registry_of(figures: Iterable[Figure]) -> CollectorRegistry:
    registry = CollectorRegistry()
    gauges: dict[str, Gauge] = {}
    for figure in figures:
        names = tuple(figure.labels)
        gauge = gauges.get(figure.name)
        if gauge is None:
            gauge = gauges[figure.name] = Gauge(f"triage_{figure.name}", figure.help, names, registry=registry)
        (gauge.labels(**figure.labels) if names else gauge).set(figure.value)
    return registry


async def queue_figures(connection: AsyncConnection, now: datetime) -> list[Figure]:
    """Reports that are not closed: how many by stage, how many are late, how old the oldest waiting one is."""
    reports = tables.reports
    opened = reports.c.stage.in_([stage.value for stage in OPEN])  # “≠ closed” would read all that ever came
    counted = await connection.execute(select(reports.c.stage, func.count()).where(opened).group_by(reports.c.stage))
    by_stage = {stage: int(number) for stage, number in counted.all()}
    waiting = select(func.min(reports.c.received_at), func.count()).where(reports.c.stage == Stage.INCOMING.value)
    oldest, _ = (await connection.execute(waiting)).one()
    late = (await connection.execute(waiting.where(reports.c.due_at <= now))).one()[1]
    risky, most = (await connection.execute(waiting.where(reports.c.rank == 0))).one()
    stages = [
        Figure(name="reports", help="Open reports", value=by_stage.get(stage.value, 0), labels={"stage": stage.value})
        for stage in OPEN
    ]
    return [
        *stages,
        Figure(name="queue_late", help="Reports in the queue past their nearest clock", value=late),
        Figure(name="queue_high_risk", help="High-risk reports in the queue", value=most),
        Figure(name="queue_oldest_seconds", help="Age of the oldest report in the queue", value=_age(oldest, now)),
        Figure(
            name="queue_oldest_high_risk_seconds",
            help="Age of the oldest high-risk report in the queue",
            value=_age(risky, now),
        ),
    ]


def _age(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0
