"""Reading one report: the whole of it, and the original bytes. Its files are in `files`."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import bodies
from triage.gateway import state as states
from triage.gateway.auth import READERS, signed_in
from triage.gateway.credentials import Subject
from triage.gateway.describe import Call, add
from triage.gateway.media.listing import mark_of
from triage.gateway.media.locks import locked_numbers, refuse_locked_payload
from triage.gateway.media.store import find
from triage.gateway.parts import Parts
from triage.gateway.routes.handout import handout
from triage.gateway.wire import json_answer, matches, not_modified, request_id
from triage.models.queue import ReportBody


class ReportRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reader = signed_in(parts, READERS)

    def serve(self, router: APIRouter) -> None:
        add(router, REPORT, self.report)
        add(router, RAW, self.raw)

    async def report(self, request: Request, report_id: str) -> Response:
        who = await self._reader(request)
        parts = self._parts
        async with parts.database.read() as connection:
            now = parts.clock.now()
            state = await states.load(connection, report_id)
            files = await find(connection, report_id, state.version)
            locked = await locked_numbers(connection, report_id, state.version) if files else ()
            etag = state.etag_at(now) + mark_of(files, locked)
            unchanged = matches(request.headers.get("if-none-match"), etag)
            body = None if unchanged else await bodies.body_of(connection, state, now)
        await self._audit(request, who, "report.read", report_id)
        return not_modified(etag) if body is None else json_answer(body, etag=etag)

    async def raw(self, request: Request, report_id: str) -> Response:
        who = await self._reader(request)
        async with self._parts.database.read() as connection:
            state = await states.load(connection, report_id)
            kept = await bodies.original(connection, state, state.version)
            await refuse_locked_payload(connection, report_id, state.version, who, self._parts.profiles.current)
        await self._audit(request, who, "raw.read", report_id)
        name = f"report-{report_id}-v{kept.version}.json"
        found = handout(request, name=name, size=len(kept.raw), sha256=kept.raw_sha256)
        if isinstance(found, Response):
            return found
        content = kept.raw[found.first : found.last + 1]
        return Response(content, found.status, found.headers, media_type=kept.content_type)

    async def _audit(self, request: Request, who: Subject, action: str, report_id: str) -> None:
        """Kept before anything is shown."""
        await self._parts.audit_writer.record(who, action, report_id=report_id, request_id=request_id(request))


REPORT = Call(
    method="GET",
    path="/v1/reports/{report_id}",
    summary="The whole report with everything worked out about it",
    answers={200: ReportBody, 304: "as If-None-Match knows it"},
    words=("unknown-report", "erased"),
    headers={"If-None-Match": False},
)
RAW = Call(
    method="GET",
    path="/v1/reports/{report_id}/raw",
    summary="The bytes that the hub sent for the newest version",
    answers={200: "the bytes", 206: "a part of them", 304: "as If-None-Match knows them"},
    words=("unknown-report", "erased", "locked", "range-not-satisfiable"),
    headers={"If-None-Match": False, "Range": False},
)
