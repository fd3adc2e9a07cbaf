"""What supervisors said to whoever is calling."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit
from triage.gateway.auth import WORKERS, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal
from triage.gateway.wire import json_answer, request_id
from triage.gateway.workflow import saying
from triage.models.supervising import SaidPage

MOST_NUMBER = 2**53


class SayingRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._worker = signed_in(parts, WORKERS)

    def serve(self, router: APIRouter) -> None:
        add(router, SAID, self.said)
        add(router, READ, self.read)

    async def said(self, request: Request) -> Response:
        who = await self._worker(request)
        parts = self._parts
        now = parts.clock.now()
        async with parts.database.read() as connection:
            items = await saying.to_person(connection, who.id, now)
        if items:
            await parts.audit_writer.record(
                who, "said.read", request_id=request_id(request), details={"items": len(items)}
            )
        return json_answer(SaidPage(items=items))

    async def read(self, request: Request, number: int) -> Response:
        who = await self._worker(request)
        if not 0 < number <= MOST_NUMBER:
            raise Refusal("unknown-words")
        parts = self._parts
        async with parts.database.write() as connection:
            now = parts.clock.now()
            await saying.read(connection, number, who.id, now)
            await audit.record(
                connection, now, who, "said.seen", request_id=request_id(request), details={"number": number}
            )
        return Response(status_code=204)


SAID = Call(
    method="GET",
    path="/v1/said",
    summary="What supervisors said to the caller: what is unread, and what was read within a day; the newest first",
    answers={200: SaidPage},
)
READ = Call(
    method="POST",
    path="/v1/said/{number}/seen",
    summary="The caller has read it",
    answers={204: "kept"},
    words=("unknown-words",),
)
