"""Reading one report: the whole of it, the original bytes, an attachment."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from urllib.parse import quote

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit, bodies, tables
from triage.gateway import state as states
from triage.gateway.auth import READERS, signed_in
from triage.gateway.byteranges import part_of
from triage.gateway.credentials import Subject
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal
from triage.gateway.wire import json_answer, matches, not_modified, quoted, request_id
from triage.models.codec import sha256
from triage.models.queue import ReportBody
from triage.models.sdm import attachment_bytes

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}")
MOST_ATTACHMENTS = 1_000_000
_UNKNOWN_TYPE = "application/octet-stream"


class ReportRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reader = signed_in(parts.settings.tokens, READERS)

    def router(self) -> APIRouter:
        router = APIRouter()
        add(router, REPORT, self.report)
        add(router, RAW, self.raw)
        add(router, ATTACHMENT, self.attachment)
        return router

    async def report(self, request: Request, report_id: str) -> Response:
        who = await self._reader(request)
        parts = self._parts
        async with parts.database.write() as connection:
            now = parts.clock.now()
            state = await states.load(connection, report_id)
            etag = state.etag_at(now)
            unchanged = matches(request.headers.get("if-none-match"), etag)
            body = None if unchanged else await bodies.body_of(connection, state, now)
            await self._audit(connection, request, who, "report.read", report_id=report_id)
        return not_modified(etag) if body is None else json_answer(body, etag=etag)

    async def raw(self, request: Request, report_id: str) -> Response:
        who = await self._reader(request)
        async with self._parts.database.write() as connection:
            kept = await bodies.original(connection, report_id)
            await self._audit(connection, request, who, "raw.read", report_id=report_id)
        name = f"report-{report_id}-v{kept.version}.json"
        return _file(request, kept.raw, kept.content_type, name, kept.raw_sha256)

    async def attachment(self, request: Request, report_id: str, number: int) -> Response:
        who = await self._reader(request)
        if not 0 < number <= MOST_ATTACHMENTS:
            raise Refusal("unknown-attachment")
        async with self._parts.database.write() as connection:
            kept = await bodies.original(connection, report_id)
            table = tables.attachments
            entry = (
                await connection.execute(
                    select(table.c.name, table.c.media_type).where(
                        table.c.report_id == report_id, table.c.version == kept.version, table.c.number == number
                    )
                )
            ).first()
            await self._audit(connection, request, who, "attachment.read", report_id=report_id, number=number)
        if entry is None:
            raise Refusal("unknown-attachment")
        work = asyncio.get_running_loop().run_in_executor(self._parts.pool, attachment_bytes, kept.raw, number)
        content = await work
        if content is None:
            raise Refusal("unknown-attachment", "Its bytes are not here: the report names it by a link only.")
        media_type = entry.media_type if _MEDIA_TYPE.fullmatch(entry.media_type) else _UNKNOWN_TYPE
        return _file(request, content, media_type, entry.name, sha256(content))

    async def _audit(
        self,
        connection: AsyncConnection,
        request: Request,
        who: Subject,
        action: str,
        *,
        report_id: str,
        number: int = 0,
    ) -> None:
        details = {"number": number} if number else {}
        await audit.record(
            connection, self._parts.clock.now(), who, action, report_id=report_id, request_id=request_id(request),
            details=details,
        )  # fmt: skip


def _file(request: Request, content: bytes, media_type: str, name: str, digest: str) -> Response:
    """Bytes to be saved, never to be shown by a browser; whole or the part that Range asks for."""
    if matches(request.headers.get("if-none-match"), digest):
        return not_modified(digest)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='', errors='replace')}",
        "ETag": quoted(digest),
        "X-Content-SHA256": digest,
        "Repr-Digest": f"sha-256=:{base64.b64encode(binascii.unhexlify(digest)).decode()}:",
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "sandbox",
    }
    wanted = request.headers.get("range")
    if_range = request.headers.get("if-range")
    found = part_of(wanted, len(content)) if wanted and (not if_range or matches(if_range, digest)) else None
    if found is None:
        return Response(content, media_type=media_type, headers=headers)
    first, last = found
    headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    return Response(content[first : last + 1], status_code=206, media_type=media_type, headers=headers)


REPORT = Call(
    method="GET",
    path="/v1/reports/{report_id}",
    summary="The whole report with everything worked out about it",
    answers={200: ReportBody, 304: "as If-None-Match knows it"},
    words=("unknown-report",),
    headers={"If-None-Match": False},
)
RAW = Call(
    method="GET",
    path="/v1/reports/{report_id}/raw",
    summary="The bytes that the hub sent for the newest version",
    answers={200: "the bytes", 206: "a part of them", 304: "as If-None-Match knows them"},
    words=("unknown-report", "range-not-satisfiable"),
    headers={"If-None-Match": False, "Range": False},
)
ATTACHMENT = Call(
    method="GET",
    path="/v1/reports/{report_id}/attachments/{number}",
    summary="One attachment of the newest version",
    answers={200: "the bytes", 206: "a part of them", 304: "as If-None-Match knows them"},
    words=("unknown-report", "unknown-attachment", "range-not-satisfiable"),
    headers={"If-None-Match": False, "Range": False},
)
