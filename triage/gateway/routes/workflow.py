"""What people do with a report beside deciding it: put off, hold, let go, reopen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway.auth import WORKERS, signed_in
from triage.gateway.credentials import Subject
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.routes.keyed import BODY_WORDS, OPTIONAL_KEY_WORDS, Keyed, act_once, optional_key
from triage.gateway.state import ReportState
from triage.gateway.wire import body_bytes, read
from triage.models.ids import ReportId
from triage.models.queue import Moved
from triage.models.workflow import DeferRequest, HoldRequest, ReopenRequest, UnholdRequest

T = TypeVar("T")
Step = Callable[[AsyncConnection, Subject, T], Awaitable[ReportState]]


class WorkflowRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._worker = signed_in(parts, WORKERS)

    def serve(self, router: APIRouter) -> None:
        add(router, DEFER, self.defer)
        add(router, HOLD, self.hold)
        add(router, UNHOLD, self.unhold)
        add(router, REOPEN, self.reopen)

    async def defer(self, request: Request, report_id: str) -> Response:
        async def act(connection: AsyncConnection, who: Subject, wanted: DeferRequest) -> ReportState:
            parts = self._parts
            return await parts.workflow.deferrals.defer(connection, report_id, who, wanted, parts.clock.now())

        return await self._step(request, report_id, "defer", DeferRequest, act)

    async def hold(self, request: Request, report_id: str) -> Response:
        async def act(connection: AsyncConnection, who: Subject, wanted: HoldRequest) -> ReportState:
            parts = self._parts
            return await parts.workflow.holding.hold(connection, report_id, who, wanted, parts.clock.now())

        return await self._step(request, report_id, "hold", HoldRequest, act)

    async def unhold(self, request: Request, report_id: str) -> Response:
        async def act(connection: AsyncConnection, who: Subject, wanted: UnholdRequest) -> ReportState:
            parts = self._parts
            return await parts.workflow.holding.unhold(connection, report_id, who, wanted, parts.clock.now())

        return await self._step(request, report_id, "unhold", UnholdRequest, act)

    async def reopen(self, request: Request, report_id: str) -> Response:
        async def act(connection: AsyncConnection, who: Subject, wanted: ReopenRequest) -> ReportState:
            parts = self._parts
            return await parts.workflow.reopening.reopen(connection, report_id, who, wanted, parts.clock.now())

        return await self._step(request, report_id, "reopen", ReopenRequest, act)

    async def _step(self, request: Request, report_id: str, name: str, kind: type[T], act: Step[T]) -> Response:
        """Read the body, take the step, tell where the report stands now."""
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = read(kind, body if body.strip() else b"{}")

        async def acting(connection: AsyncConnection) -> object:
            state = await act(connection, who, wanted)
            now = self._parts.clock.now()
            return Moved(report_id=ReportId(report_id), etag=state.etag_at(now), stage=state.stage_at(now))

        return await act_once(self._parts, request, Keyed(report_id, who, name, optional_key(request), body), acting)


_KEY = {"Idempotency-Key": False}
DEFER = Call(
    method="POST",
    path="/v1/reports/{report_id}/defer",
    summary="Give the report back and let nobody be served it before a time; 409 names the clock that ends before",
    answers={200: Moved},
    body=DeferRequest,
    words=(*BODY_WORDS, *OPTIONAL_KEY_WORDS, "lease-lost", "begun", "clock-ends-first", "stale"),
    headers=_KEY,
)
HOLD = Call(
    method="POST",
    path="/v1/reports/{report_id}/hold",
    summary="Set the report aside for a person: it is not served, and can be claimed singly",
    answers={200: Moved},
    body=HoldRequest,
    words=(*BODY_WORDS, *OPTIONAL_KEY_WORDS, "already-claimed", "begun", "stale"),
    headers=_KEY,
)
UNHOLD = Call(
    method="POST",
    path="/v1/reports/{report_id}/unhold",
    summary="Let a held report go back into the queue",
    answers={200: Moved},
    body=UnholdRequest,
    body_required=False,
    words=(*BODY_WORDS, *OPTIONAL_KEY_WORDS, "not-held"),
    headers=_KEY,
)
REOPEN = Call(
    method="POST",
    path="/v1/reports/{report_id}/reopen",
    summary="Work a closed report again; for supervisors, and for whoever closed it within the profile's time",
    answers={200: Moved},
    body=ReopenRequest,
    words=(*BODY_WORDS, *OPTIONAL_KEY_WORDS, "not-closed", "erased"),
    headers=_KEY,
)
