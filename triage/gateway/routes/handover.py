"""Handover between shifts."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit
from triage.gateway.auth import READERS, WORKERS, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.handover.sheet import keep_note, sheet
from triage.gateway.parts import Parts
from triage.gateway.sight import sight_of
from triage.gateway.wire import body_bytes, json_answer, read, request_id
from triage.models.handover import HandoverSheet, ShiftNote, ShiftNotePut


class HandoverRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reader = signed_in(parts, READERS)
        self._worker = signed_in(parts, WORKERS)

    def serve(self, router: APIRouter) -> None:
        add(router, HANDOVER, self.handover)
        add(router, NOTE, self.note)

    async def handover(self, request: Request) -> Response:
        who = await self._reader(request)
        parts = self._parts
        async with parts.database.read() as connection:
            told = await sheet(connection, sight_of(who, parts.profiles.current), parts.clock.now())
        details = {"items": len(told.held) + len(told.awaiting) + len(told.put_off)}
        await parts.audit_writer.record(who, "handover.read", request_id=request_id(request), details=details)
        return json_answer(told)

    async def note(self, request: Request) -> Response:
        who = await self._worker(request)
        wanted = read(ShiftNotePut, await body_bytes(request))
        parts = self._parts
        async with parts.database.write() as connection:
            now = parts.clock.now()
            kept = await keep_note(connection, who, wanted.words, now)
            await audit.record(
                connection, now, who, "handover.note", request_id=request_id(request), details={"number": kept.number}
            )
        return json_answer(kept, status=201)


HANDOVER = Call(
    method="GET",
    path="/v1/handover",
    summary="What is left for the next shift: held, awaiting, put off, unsent, and the notes of the last shifts",
    answers={200: HandoverSheet},
)
NOTE = Call(
    method="POST",
    path="/v1/handover/notes",
    summary="Leave a note for the next shift",
    answers={201: ShiftNote},
    body=ShiftNotePut,
    words=("bad-request", "too-large"),
)
