"""Handing over, the other side's answer, the list, and the package to be downloaded."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit
from triage.gateway import state as states
from triage.gateway.auth import READERS, WORKERS, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.media.locks import locked_numbers, refuse_locked_payload
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal, invalid
from triage.gateway.routes.keyed import (
    BODY_WORDS,
    KEY_WORDS,
    OPTIONAL_KEY_WORDS,
    Keyed,
    act_once,
    needed_key,
    optional_key,
)
from triage.gateway.sight import sight_of
from triage.gateway.wire import body_bytes, json_answer, matches, not_modified, quoted, read, request_id
from triage.gateway.workflow import handoff_rows
from triage.gateway.workflow.packing import Contents, pack
from triage.models import codec
from triage.models.workflow import (
    AcceptRequest,
    HandedOff,
    HandoffRequest,
    Handoffs,
    HandoffState,
    Package,
    ReturnRequest,
)

MOST_PER_PAGE = 200
MOST_HANDOFFS = 1_000_000


class HandoffRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._worker = signed_in(parts, WORKERS)
        self._reader = signed_in(parts, READERS)

    def serve(self, router: APIRouter) -> None:
        add(router, HAND_OFF, self.hand_off)
        add(router, OF_REPORT, self.of_report)
        add(router, ACCEPT, self.accept)
        add(router, RETURN, self.give_back)
        add(router, PACKAGE, self.package)
        add(router, LIST, self.listed)

    async def hand_off(self, request: Request, report_id: str) -> Response:
        who = await self._worker(request)
        key = needed_key(request)
        body = await body_bytes(request)
        wanted = read(HandoffRequest, body)
        parts = self._parts

        async def act(connection: AsyncConnection) -> object:
            return await parts.workflow.handing_off.hand_off(connection, report_id, who, wanted, parts.clock.now())

        return await act_once(parts, request, Keyed(report_id, who, "handoff", key, body), act)

    async def accept(self, request: Request, report_id: str, number: int) -> Response:
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = read(AcceptRequest, body)
        parts = self._parts

        async def act(connection: AsyncConnection) -> object:
            return await parts.workflow.answering.accept(
                connection, report_id, _number(number), who, wanted, parts.clock.now()
            )

        what = Keyed(report_id, who, "handoff.accept", optional_key(request), b"%d\n%b" % (number, body))
        return await act_once(parts, request, what, act)

    async def give_back(self, request: Request, report_id: str, number: int) -> Response:
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = read(ReturnRequest, body)
        parts = self._parts

        async def act(connection: AsyncConnection) -> object:
            return await parts.workflow.answering.give_back(
                connection, report_id, _number(number), who, wanted, parts.clock.now()
            )

        what = Keyed(report_id, who, "handoff.return", optional_key(request), b"%d\n%b" % (number, body))
        return await act_once(parts, request, what, act)

    async def of_report(self, request: Request, report_id: str) -> Response:
        who = await self._reader(request)
        parts = self._parts
        async with parts.database.write() as connection:
            now = parts.clock.now()
            await states.load(connection, report_id)
            items = await handoff_rows.of_report(connection, report_id, now)
            await audit.record(
                connection, now, who, "handoffs.read", report_id=report_id, request_id=request_id(request)
            )
        return json_answer(Handoffs(items=items))

    async def listed(
        self,
        request: Request,
        state: HandoffState | None = None,
        after: str = "",
        limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 50,
    ) -> Response:
        who = await self._reader(request)
        before = page_place(after)
        parts = self._parts
        seen = sight_of(who, parts.profiles.current).condition
        async with parts.database.write() as connection:
            now = parts.clock.now()
            page = await handoff_rows.listed(connection, state=state, before=before, limit=limit, seen=seen, now=now)
            details = {"items": len(page.items)}
            await audit.record(connection, now, who, "handoffs.read", request_id=request_id(request), details=details)
        return json_answer(page)

    async def package(
        self,
        request: Request,
        report_id: str,
        number: int,
        form: Annotated[Literal["zip", "json"], Query(alias="as")] = "zip",
    ) -> Response:
        """The ZIP is made anew each time; the same handoff gives the same bytes."""
        who = await self._reader(request)
        parts = self._parts
        async with parts.database.write() as connection:
            kept = await handoff_rows.package(connection, report_id, _number(number))
            package = codec.decode(Package, kept)
            original = await handoff_rows.payload(connection, report_id, package.report.version)
            await refuse_locked_payload(connection, report_id, package.report.version, who, parts.profiles.current)
            locked = await locked_numbers(connection, report_id, package.report.version)
            await audit.record(
                connection, parts.clock.now(), who, "handoff.package", report_id=report_id,
                request_id=request_id(request), details={"number": number, "as": form},
            )  # fmt: skip
        if form == "json":
            return json_answer(kept, etag=codec.sha256(kept))
        files, missing = await parts.media.given_out(report_id, package.report.version, locked)
        contents = Contents(package=kept, original=original, files=files, missing=missing)
        packed = await asyncio.get_running_loop().run_in_executor(parts.pool, pack, contents)
        digest = codec.sha256(packed)
        if matches(request.headers.get("if-none-match"), digest):
            return not_modified(digest)
        headers = {
            "Content-Disposition": f'attachment; filename="handoff-{package.report_id}-{package.number}.zip"',
            "ETag": quoted(digest),
            "X-Content-SHA256": digest,
            "Cache-Control": "no-store",
            "Content-Security-Policy": "sandbox",
        }
        return Response(packed, media_type="application/zip", headers=headers)


def _number(told: int) -> int:
    if not 0 < told <= MOST_HANDOFFS:
        raise Refusal("unknown-handoff")
    return told


def page_place(after: str) -> int | None:
    """Where the last page of a list ended; raises Refusal (422)."""
    if not after:
        return None
    if not (after.isascii() and after.isdigit() and len(after) < 16):
        raise invalid("/query/after", "must be the “next” of an earlier page")
    return int(after)


HAND_OFF = Call(
    method="POST",
    path="/v1/reports/{report_id}/handoffs",
    summary="Hand the report to a team, another force or an agency; it waits until somebody there takes it on",
    answers={200: HandedOff},
    body=HandoffRequest,
    words=(*BODY_WORDS, *KEY_WORDS, "lease-lost", "begun", "erased", "stale", "needs-approval"),
    headers={"Idempotency-Key": True},
)
OF_REPORT = Call(
    method="GET",
    path="/v1/reports/{report_id}/handoffs",
    summary="Every handoff of the report, the first one first",
    answers={200: Handoffs},
    words=("unknown-report",),
)
ACCEPT = Call(
    method="POST",
    path="/v1/reports/{report_id}/handoffs/{number}/accept",
    summary="The other side took it on: closes the report with their reference",
    answers={200: HandedOff},
    body=AcceptRequest,
    words=(*BODY_WORDS, *OPTIONAL_KEY_WORDS, "unknown-handoff", "not-awaiting"),
    headers={"Idempotency-Key": False},
)
RETURN = Call(
    method="POST",
    path="/v1/reports/{report_id}/handoffs/{number}/return",
    summary="The other side gives it back: the report is in the queue again at once",
    answers={200: HandedOff},
    body=ReturnRequest,
    words=(*BODY_WORDS, *OPTIONAL_KEY_WORDS, "unknown-handoff", "not-awaiting"),
    headers={"Idempotency-Key": False},
)
PACKAGE = Call(
    method="GET",
    path="/v1/reports/{report_id}/handoffs/{number}/package",
    summary="What the other side is given: a ZIP with its manifest, or (as=json) the document alone",
    answers={200: "application/zip, or application/json", 304: "as If-None-Match knows it"},
    words=("unknown-report", "unknown-handoff", "erased", "locked"),
    headers={"If-None-Match": False},
)
LIST = Call(
    method="GET",
    path="/v1/handoffs",
    summary="Handoffs of all reports, the newest first",
    answers={200: Handoffs},
)
