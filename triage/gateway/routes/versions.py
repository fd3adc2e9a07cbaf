"""Earlier versions of a report: as it was read then, and the bytes that the hub sent then."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import bodies, tables
from triage.gateway import state as states
from triage.gateway.auth import READERS, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.media.locks import refuse_locked_payload
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal
from triage.gateway.routes.handout import handout
from triage.gateway.wire import json_answer, matches, not_modified, request_id
from triage.models import codec
from triage.models.queue import ReportVersion
from triage.models.report import Report


class VersionRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reader = signed_in(parts, READERS)

    def serve(self, router: APIRouter) -> None:
        add(router, VERSION, self.version)
        add(router, VERSION_RAW, self.raw)

    async def version(self, request: Request, report_id: str, number: int) -> Response:
        who = await self._reader(request)
        parts = self._parts
        async with parts.database.read() as connection:
            told = await _version(connection, report_id, number)
        details = {"version": number}
        await parts.audit_writer.record(
            who, "version.read", report_id=report_id, request_id=request_id(request), details=details
        )
        content = codec.encode(told)
        etag = codec.sha256(content)
        return (
            not_modified(etag)
            if matches(request.headers.get("if-none-match"), etag)
            else json_answer(content, etag=etag)
        )

    async def raw(self, request: Request, report_id: str, number: int) -> Response:
        who = await self._reader(request)
        parts = self._parts
        async with parts.database.read() as connection:
            state = await states.load(connection, report_id)
            if not 0 < number <= state.version:
                raise Refusal("unknown-version")
            kept = await bodies.original(connection, state, number)
            await refuse_locked_payload(connection, report_id, number, who, parts.profiles.current)
        details = {"version": number}
        await parts.audit_writer.record(
            who, "raw.read", report_id=report_id, request_id=request_id(request), details=details
        )
        name = f"report-{report_id}-v{kept.version}.json"
        found = handout(request, name=name, size=len(kept.raw), sha256=kept.raw_sha256)
        if isinstance(found, Response):
            return found
        content = kept.raw[found.first : found.last + 1]
        return Response(content, found.status, found.headers, media_type=kept.content_type)


async def _version(connection: AsyncConnection, report_id: str, number: int) -> ReportVersion:
    """Raises Refusal unknown-report, unknown-version, erased."""
    state = await states.load(connection, report_id)
    if not 0 < number <= state.version:
        raise Refusal("unknown-version")
    versions, submissions = tables.versions, tables.submissions
    same = and_(submissions.c.report_id == versions.c.report_id, submissions.c.version == versions.c.version)
    query = (
        select(versions.c.report, submissions.c.received_at, submissions.c.raw_sha256)
        .join(submissions, same)
        .where(versions.c.report_id == report_id, versions.c.version == number)
    )
    row = (await connection.execute(query)).first()
    if row is None or not row.report:
        raise Refusal("erased")
    return ReportVersion(
        report=codec.decode(Report, row.report),
        newest=state.version,
        received_at=row.received_at,
        raw_sha256=row.raw_sha256,
    )


VERSION = Call(
    method="GET",
    path="/v1/reports/{report_id}/versions/{number}",
    summary="The report as the public told it in this version, the newest or an earlier one",
    answers={200: ReportVersion, 304: "as If-None-Match knows it"},
    words=("unknown-report", "unknown-version", "erased"),
    headers={"If-None-Match": False},
)
VERSION_RAW = Call(
    method="GET",
    path="/v1/reports/{report_id}/versions/{number}/raw",
    summary="The bytes that the hub sent for this version",
    answers={200: "the bytes", 206: "a part of them", 304: "as If-None-Match knows them"},
    words=("unknown-report", "unknown-version", "erased", "locked", "range-not-satisfiable"),
    headers={"If-None-Match": False, "Range": False},
)
