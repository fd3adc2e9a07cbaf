"""For supervisors alone: what others hold, and taking it over."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit, bodies
from triage.gateway.auth import signed_in
from triage.gateway.credentials import Role
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.routes.keyed import BODY_WORDS, OPTIONAL_KEY_WORDS, Keyed, act_once, optional_key
from triage.gateway.sight import sight_of
from triage.gateway.wire import body_bytes, json_answer, read, request_id
from triage.models.queue import Claimed
from triage.models.taking_over import HeldWorks, TakeOverRequest

SUPERVISORS = frozenset({Role.SUPERVISOR})


class TakingOverRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._supervisor = signed_in(parts, SUPERVISORS)

    def serve(self, router: APIRouter) -> None:
        add(router, HELD, self.held)
        add(router, TAKE_OVER, self.take_over)

    async def held(self, request: Request) -> Response:
        who = await self._supervisor(request)
        parts = self._parts
        sight = sight_of(who, parts.profiles.current)
        async with parts.database.write() as connection:
            now = parts.clock.now()
            found = await parts.workflow.taking_over.held(connection, who, sight, now)
            await audit.record(
                connection, now, who, "held.read", request_id=request_id(request), details={"items": len(found.items)}
            )
        return json_answer(found)

    async def take_over(self, request: Request, report_id: str) -> Response:
        who = await self._supervisor(request)
        body = await body_bytes(request)
        wanted = read(TakeOverRequest, body)
        parts = self._parts

        async def act(connection: AsyncConnection) -> object:
            now = parts.clock.now()
            state = await parts.workflow.taking_over.take_over(connection, report_id, who, wanted, now)
            return await bodies.claimed(connection, state, now)

        return await act_once(parts, request, Keyed(report_id, who, "take-over", optional_key(request), body), act)


HELD = Call(
    method="GET",
    path="/v1/held",
    summary="What others hold, began, or left when their lease ran out, the longest untouched first; for supervisors",
    answers={200: HeldWorks},
)
TAKE_OVER = Call(
    method="POST",
    path="/v1/reports/{report_id}/take-over",
    summary="A supervisor takes a report from whoever holds it, with its draft; one that records may have something of "
    "stays begun",
    answers={200: Claimed},
    body=TakeOverRequest,
    words=(*BODY_WORDS, *OPTIONAL_KEY_WORDS, "not-held", "stale", "erased"),
    headers={"Idempotency-Key": False},
)
