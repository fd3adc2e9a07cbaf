"""For supervisors alone: taking back, assigning, pinning, approving; and who works here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit
from triage.gateway.auth import SUPERVISORS, signed_in
from triage.gateway.credentials import Subject
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.routes.keyed import BODY_WORDS, OPTIONAL_KEY_WORDS, Keyed, act_once, optional_key
from triage.gateway.state import ReportState
from triage.gateway.wire import body_bytes, json_answer, read, request_id
from triage.gateway.workflow import colleagues
from triage.models.ids import ReportId
from triage.models.proposal import Proposed
from triage.models.queue import Moved
from triage.models.supervising import (
    ApproveRequest,
    AssignRequest,
    Colleagues,
    PinRequest,
    UnlockRequest,
    UnpinRequest,
)

T = TypeVar("T")
Step = Callable[[AsyncConnection, Subject, T], Awaitable[ReportState]]


class SupervisingRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._supervisor = signed_in(parts, SUPERVISORS)

    def serve(self, router: APIRouter) -> None:
        add(router, UNLOCK, self.unlock)
        add(router, ASSIGN, self.assign)
        add(router, PIN, self.pin)
        add(router, UNPIN, self.unpin)
        add(router, APPROVE, self.approve)
        add(router, COLLEAGUES, self.colleagues)

    async def unlock(self, request: Request, report_id: str) -> Response:
        async def act(connection: AsyncConnection, who: Subject, wanted: UnlockRequest) -> ReportState:
            return await self._parts.workflow.moving.unlock(connection, report_id, who, wanted, self._parts.clock.now())

        return await self._step(request, report_id, "unlock", UnlockRequest, act, lambda told: {"fence": told.fence})

    async def assign(self, request: Request, report_id: str) -> Response:
        async def act(connection: AsyncConnection, who: Subject, wanted: AssignRequest) -> ReportState:
            return await self._parts.workflow.moving.assign(connection, report_id, who, wanted, self._parts.clock.now())

        def details(told: AssignRequest) -> Mapping[str, audit.Scalar]:
            return {"to": told.to.strip(), "minutes": told.minutes, "fence": told.fence}

        # Somebody who has just come is heard of in this gateway and perhaps not written yet.
        await self._parts.figures.presence.round()
        return await self._step(request, report_id, "assign", AssignRequest, act, details)

    async def pin(self, request: Request, report_id: str) -> Response:
        async def act(connection: AsyncConnection, who: Subject, wanted: PinRequest) -> ReportState:
            return await self._parts.workflow.moving.pin(connection, report_id, who, wanted, self._parts.clock.now())

        return await self._step(request, report_id, "pin", PinRequest, act, lambda _told: {})

    async def unpin(self, request: Request, report_id: str) -> Response:
        async def act(connection: AsyncConnection, who: Subject, wanted: UnpinRequest) -> ReportState:
            return await self._parts.workflow.moving.unpin(connection, report_id, who, wanted, self._parts.clock.now())

        return await self._step(request, report_id, "unpin", UnpinRequest, act, lambda _told: {})

    async def approve(self, request: Request, report_id: str) -> Response:
        who = await self._supervisor(request)
        body = await body_bytes(request)
        wanted = read(ApproveRequest, body)
        parts = self._parts

        async def act(connection: AsyncConnection) -> object:
            return await parts.workflow.approving.approve(connection, report_id, who, wanted, parts.clock.now())

        name = "approve" if wanted.approved else "refuse-approval"
        details: Mapping[str, audit.Scalar] = {"number": wanted.number}
        return await act_once(parts, request, Keyed(report_id, who, name, optional_key(request), body, details), act)

    async def colleagues(self, request: Request) -> Response:
        who = await self._supervisor(request)
        parts = self._parts
        await parts.figures.presence.round()
        now = parts.clock.now()
        async with parts.database.read() as connection:
            found = await colleagues.lately(connection, now)
        async with parts.database.write() as connection:
            await audit.record(
                connection, now, who, "colleagues.read", request_id=request_id(request),
                details={"items": len(found.items)},
            )  # fmt: skip
        return json_answer(found)

    async def _step(
        self,
        request: Request,
        report_id: str,
        name: str,
        kind: type[T],
        act: Step[T],
        details: Callable[[T], Mapping[str, audit.Scalar]],
    ) -> Response:
        """Read the body, take the step, tell where the report stands now."""
        who = await self._supervisor(request)
        body = await body_bytes(request)
        wanted = read(kind, body)

        async def acting(connection: AsyncConnection) -> object:
            state = await act(connection, who, wanted)
            now = self._parts.clock.now()
            return Moved(report_id=ReportId(report_id), etag=state.etag_at(now), stage=state.stage_at(now))

        what = Keyed(report_id, who, name, optional_key(request), body, details(wanted))
        return await act_once(self._parts, request, what, acting)


_KEY = {"Idempotency-Key": False}
UNLOCK = Call(
    method="POST",
    path="/v1/reports/{report_id}/unlock",
    summary="A supervisor takes a report back from its holder, with a reason; a begun one where records have nothing",
    answers={200: Moved},
    body=UnlockRequest,
    words=(*BODY_WORDS, *OPTIONAL_KEY_WORDS, "not-held", "stale", "begun", "erased"),
    headers=_KEY,
)
ASSIGN = Call(
    method="POST",
    path="/v1/reports/{report_id}/assign",
    summary="A supervisor keeps a report for one person for a while, taking it back from its holder where it has one",
    answers={200: Moved},
    body=AssignRequest,
    words=(
        *BODY_WORDS, *OPTIONAL_KEY_WORDS, "not-held", "stale", "begun", "erased", "already-claimed", "not-claimable",
    ),
    headers=_KEY,
)  # fmt: skip
PIN = Call(
    method="POST",
    path="/v1/reports/{report_id}/pin",
    summary="A supervisor puts a report before everything else for everybody; the reason stands in its line",
    answers={200: Moved},
    body=PinRequest,
    words=(*BODY_WORDS, *OPTIONAL_KEY_WORDS, "not-claimable", "erased"),
    headers=_KEY,
)
UNPIN = Call(
    method="POST",
    path="/v1/reports/{report_id}/unpin",
    summary="A supervisor gives a pinned report its own place again",
    answers={200: Moved},
    body=UnpinRequest,
    words=(*BODY_WORDS, *OPTIONAL_KEY_WORDS),
    headers=_KEY,
)
APPROVE = Call(
    method="POST",
    path="/v1/reports/{report_id}/approve",
    summary="A supervisor approves a decision, or refuses it with words that its author is shown; never one's own",
    answers={200: Proposed},
    body=ApproveRequest,
    words=(*BODY_WORDS, *OPTIONAL_KEY_WORDS, "unknown-proposal", "not-open"),
    headers=_KEY,
)
COLLEAGUES = Call(
    method="GET",
    path="/v1/colleagues",
    summary="Who worked here within the last 12 hours, the last one first; for supervisors",
    answers={200: Colleagues},
)
