"""Compliance figures and the reports behind each of them, for supervisors, administrators and auditors."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway.audit import Scalar
from triage.gateway.auth import OVERSEERS, signed_in
from triage.gateway.compliance.course import Course
from triage.gateway.compliance.figures import Cell, listed, rows_of
from triage.gateway.compliance.reading import Courses
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.problems import invalid
from triage.gateway.routes.search import aware
from triage.gateway.sight import sight_of
from triage.gateway.wire import json_answer, request_id
from triage.models.compliance import Figure, FiguredReports, Figures

LONGEST = timedelta(days=400)
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
MOST = 2000
"""Reports that a list names at most."""


class ComplianceRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._overseer = signed_in(parts, OVERSEERS)
        self._courses = Courses(parts.pool)

    def router(self) -> APIRouter:
        router = APIRouter()
        add(router, FIGURES, self.figures)
        add(router, REPORTS, self.reports)
        return router

    async def figures(
        self,
        request: Request,
        since: Annotated[datetime | None, Query()] = None,
        until: Annotated[datetime | None, Query()] = None,
    ) -> Response:
        who = await self._overseer(request)
        parts = self._parts
        now = parts.clock.now()
        start, end = _period(since, until, now)
        courses = await self._read(start, end)
        rows = await asyncio.get_running_loop().run_in_executor(parts.pool, lambda: tuple(rows_of(courses, now)))
        told = Figures(since=start, until=end, at=now, rows=rows)
        details: dict[str, Scalar] = {
            "since": start.isoformat(),
            "until": end.isoformat(),
            "reports": len(courses),
        }
        await parts.audit_writer.record(who, "figures.read", request_id=request_id(request), details=details)
        return json_answer(told)

    async def reports(
        self,
        request: Request,
        figure: Figure = Figure.RECEIVED,
        since: Annotated[datetime | None, Query()] = None,
        until: Annotated[datetime | None, Query()] = None,
        kind: str | None = None,
        grade: str | None = None,
        limit: Annotated[int, Query(ge=1, le=MOST)] = 500,
    ) -> Response:
        who = await self._overseer(request)
        parts = self._parts
        now = parts.clock.now()
        start, end = _period(since, until, now)
        cell = Cell(figure=figure, kind=kind, grade=grade)
        sight = sight_of(who, parts.profiles.current)
        courses = await self._read(start, end)
        loop = asyncio.get_running_loop()
        told = await loop.run_in_executor(parts.pool, lambda: listed(courses, cell, sight, limit, now))
        details: dict[str, Scalar] = {
            "since": start.isoformat(),
            "until": end.isoformat(),
            "figure": figure.value,
            "items": len(told.items),
        }
        await parts.audit_writer.record(who, "figures.read", request_id=request_id(request), details=details)
        return json_answer(told)

    async def _read(self, since: datetime, until: datetime) -> list[Course]:
        courses: list[Course] = []
        async with self._parts.database.read() as connection:
            async for some in self._courses.between(connection, since, until, self._parts.profiles.current):
                courses += some
        return courses


def _period(since: datetime | None, until: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """The times asked for; by default the day that ends now. Raises Refusal (422) naming /since."""
    end = aware("/until", until) or now
    if not EARLIEST < end < LATEST:
        raise invalid("/until", f"must lie between {EARLIEST.year} and {LATEST.year}")
    start = aware("/since", since) or end - timedelta(days=1)
    if start > end:
        raise invalid("/since", "must not be after until")
    if end - start > LONGEST:
        raise invalid("/since", f"must be at most {LONGEST.days} days before until")
    return start, end


FIGURES = Call(
    method="GET",
    path="/v1/compliance",
    summary="How soon reports of a period were looked at, decided and recorded, and what was found, by type and grade",
    answers={200: Figures},
)
REPORTS = Call(
    method="GET",
    path="/v1/compliance/reports",
    summary="The reports behind one of the figures, the slowest first",
    answers={200: FiguredReports},
)
