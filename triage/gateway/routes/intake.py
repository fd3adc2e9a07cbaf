"""POST /incidents: what the national hub calls."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from triage.gateway import jsonapi
from triage.gateway.describe import Call, add
from triage.gateway.front import QuickCall
from triage.gateway.intake import Delivered
from triage.gateway.jsonapi import IntakeRefusal
from triage.gateway.middleware import ABOUT, INTAKE_PATH
from triage.gateway.parts import Parts
from triage.gateway.wire import request_id
from triage.models.errors import InputError

TYPES = frozenset({"application/vnd.api+json", "application/json"})
DRAIN_FACTOR = 4
"""A sender that is refused while it still sends may never read why; so up to this many times the limit is taken and
thrown away before the answer."""


class IntakeRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def serve(self, router: APIRouter) -> None:
        add(router, INCIDENTS, self.incidents)

    def quick(self) -> QuickCall:
        """Intake once more, for the front of an application."""
        return QuickCall(method=INCIDENTS.method, path=INCIDENTS.path, endpoint=self.incidents)

    async def incidents(self, request: Request) -> Response:
        try:
            self._parts.door.hub(request)
            content_type = _check_type(request)
        except IntakeRefusal:
            await self._drain(request, 0)
            raise
        raw = await self._body(request)
        sent = Delivered(
            raw=raw,
            content_type=content_type,
            header_names=sorted({name.lower() for name in request.headers}),
            request_id=request_id(request),
        )
        try:
            stored = await self._parts.intake.accept(sent)
        except InputError as error:
            raise IntakeRefusal(422, "unreadable", error.what, errors=error.errors) from error
        request.scope["state"][ABOUT] = {
            "report_id": stored.report_id, "version": stored.version, "outcome": stored.word, "bytes": len(raw),
        }  # fmt: skip
        return jsonapi.accepted(stored.report_id, stored.submission_id, stored.version, stored.received_at)

    async def _body(self, request: Request) -> bytes:
        """The body, never more of it in memory than the limit."""
        most = self._parts.settings.max_body
        parts: list[bytes] = []
        size = 0
        try:
            async for part in request.stream():
                size += len(part)
                if size > most:
                    parts.clear()
                    await self._drain(request, size)
                    raise IntakeRefusal(413, "too-large", f"A report may have at most {most} bytes.")
                parts.append(part)
        except ClientDisconnect as error:
            raise IntakeRefusal(400, "incomplete", "The report was not sent to its end.") from error
        return b"".join(parts)

    async def _drain(self, request: Request, seen: int) -> None:
        most = self._parts.settings.max_body * DRAIN_FACTOR
        declared = request.headers.get("content-length", "")
        if declared.isdigit() and int(declared) > most:
            return
        try:
            while seen <= most:
                message = await request.receive()
                seen += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
        except ClientDisconnect:
            return


def _check_type(request: Request) -> str:
    told = request.headers.get("content-type", "")
    media_type = told.partition(";")[0].strip().lower()
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if media_type not in TYPES or encoding not in ("", "identity"):
        raise IntakeRefusal(415, "media-type", f"Send {' or '.join(sorted(TYPES))}, not compressed.")
    return media_type


INCIDENTS = Call(
    method="POST",
    path=INTAKE_PATH,
    summary="A report from the national hub; 201 once it is stored for good, again for the same content",
    answers={
        201: "JSON:API: the incident as stored",
        400: "JSON:API error: the report was not sent to its end",
        401: "JSON:API error: wrong client id or secret",
        403: "JSON:API error: no verified client certificate",
        405: "JSON:API error: only POST",
        413: "JSON:API error: larger than the limit",
        415: "JSON:API error: not JSON by its Content-Type",
        422: "JSON:API errors: unreadable, or no recognisable incident or submission",
        429: "JSON:API error: too many reports, or too many wrong secrets; send again after Retry-After",
        500: "JSON:API error: a mistake of the gateway; send again",
        503: "JSON:API error: it could not be stored; send again after Retry-After",
    },
    headers={"client_id": True, "client_secret": True},
    public=True,
)
