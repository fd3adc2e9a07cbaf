"""Compliance figures and the reports behind each of them, for supervisors, administrators and auditors."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway.audit import Scalar
from triage.gateway.auth import OVERSEERS, signed_in
from triage.gateway.compliance.course import Course
from triage.gateway.compliance.figures import Cell, Counting, Listing
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
GONE = Response(status_code=499)
"""To nobody: whoever asked has gone (the number that proxies log for it)."""


class ComplianceRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._overseer = signed_in(parts, OVERSEERS)

    def serve(self, router: APIRouter) -> None:
        add(router, FIGURES, self.figures)
        add(router, REPORTS, self.reports)

    async def figures(
        self,
        request: Request,
        since: Annotated[datetime | None, Query()] = None,
        until: Annotated[datetime | None, Query()] = None,
    ) -> Response:
        who = await self._overseer(request)
        parts = self._parts
        now = parts.clock.now()
        start, end = period(since, until, now)
        counting = Counting(now)
        if not await self._read(request, start, end, counting.add):
            return GONE
        rows = await asyncio.get_running_loop().run_in_executor(parts.pool, counting.rows)
        told = Figures(since=start, until=end, at=now, rows=rows)
        details: dict[str, Scalar] = {
            "since": start.isoformat(),
            "until": end.isoformat(),
            "reports": counting.reports,
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
        start, end = period(since, until, now)
        listing = Listing(Cell(figure=figure, kind=kind, grade=grade), now)
        sight = sight_of(who, parts.profiles.current)
        if not await self._read(request, start, end, listing.add):
            return GONE
        told = await asyncio.get_running_loop().run_in_executor(parts.pool, listing.told, sight, limit)
        details: dict[str, Scalar] = {
            "since": start.isoformat(),
            "until": end.isoformat(),
            "figure": figure.value,
            "items": len(told.items),
        }
        await parts.audit_writer.record(who, "figures.read", request_id=request_id(request), details=details)
        return json_answer(told)

    async def _read(
        self, request: Request, since: datetime, until: datetime, add: Callable[[list[Course]], None]
    ) -> bool:
        """Add up the courses of that time; False: whoever asked has gone, and nothing more is read."""
        parts, loop = self._parts, asyncio.get_running_loop()
        async with (
            parts.database.read() as connection,
            contextlib.aclosing(parts.courses.between(connection, since, until)) as courses,
        ):
            async for some in courses:
                await loop.run_in_executor(parts.pool, add, some)
                if await request.is_disconnected():
                    return False
        return True


def period(since: datetime | None, until: datetime | None, now: datetime) -> tuple[datetime, datetime]:
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
