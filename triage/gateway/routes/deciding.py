"""What a holder does with a report: draft, begin, settle, abort, release."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit, bodies
from triage.gateway.auth import WORKERS, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal
from triage.gateway.routes.keyed import (
    BODY_WORDS,
    KEY_WORDS,
    OPTIONAL_KEY_WORDS,
    Act,
    Keyed,
    act_once,
    needed_key,
    optional_key,
)
from triage.gateway.sight import refused_by, sight_of
from triage.gateway.wire import body_bytes, etag_told, read, request_id
from triage.models.ids import ReportId
from triage.models.queue import (
    AbortRequest,
    BeginRequest,
    Begun,
    DraftPut,
    Moved,
    ReleaseRequest,
    Settled,
    SettleRequest,
)


class DecidingRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._worker = signed_in(parts, WORKERS)

    def serve(self, router: APIRouter) -> None:
        add(router, DRAFT, self.draft)
        add(router, BEGIN, self.begin)
        add(router, SETTLE, self.settle)
        add(router, ABORT, self.abort)
        add(router, RELEASE, self.release)

    async def draft(self, request: Request, report_id: str) -> Response:
        who = await self._worker(request)
        wanted = read(DraftPut, await body_bytes(request))
        parts = self._parts
        async with parts.database.write() as connection:
            now = parts.clock.now()
            await bodies.save_draft(connection, report_id, who.id, wanted, now)
            await audit.record(
                connection, now, who, "draft", report_id=report_id, request_id=request_id(request),
                details={"revision": wanted.draft.revision, "fence": wanted.fence},
            )  # fmt: skip
        return Response(status_code=204)

    async def begin(self, request: Request, report_id: str) -> Response:
        who = await self._worker(request)
        key = needed_key(request)
        etag = etag_told(request.headers.get("if-match"))
        body = await body_bytes(request)
        wanted = read(BeginRequest, body)

        async def act(connection: AsyncConnection) -> object:
            return await self._parts.decisions.begin(
                connection, report_id, who, wanted, etag=etag, now=self._parts.clock.now()
            )

        return await act_once(self._parts, request, Keyed(report_id, who, "begin", key, body), act)

    async def settle(self, request: Request, report_id: str) -> Response:
        who = await self._worker(request)
        key = needed_key(request)
        body = await body_bytes(request)
        wanted = read(SettleRequest, body)

        async def act(connection: AsyncConnection) -> object:
            return await self._parts.settling.settle(connection, report_id, who, wanted, self._parts.clock.now())

        return await self._always(request, Keyed(report_id, who, "settle", key, body), act)

    async def abort(self, request: Request, report_id: str) -> Response:
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = read(AbortRequest, body)

        async def act(connection: AsyncConnection) -> object:
            return await self._parts.decisions.abort(connection, report_id, who, wanted, self._parts.clock.now())

        return await self._always(request, Keyed(report_id, who, "abort", optional_key(request), body), act)

    async def release(self, request: Request, report_id: str) -> Response:
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = read(ReleaseRequest, body)

        async def act(connection: AsyncConnection) -> object:
            now = self._parts.clock.now()
            state = await self._parts.leases.release(connection, report_id, wanted, who.id, now)
            return Moved(report_id=ReportId(report_id), etag=state.etag_at(now), stage=state.stage_at(now))

        return await self._always(request, Keyed(report_id, who, "release", optional_key(request), body), act)

    async def _always(self, request: Request, what: Keyed, act: Act) -> Response:
        """For calls that nobody's sight stands before (`triage.gateway.sight.UNCONDITIONAL`)."""

        async def acting(connection: AsyncConnection) -> object:
            try:
                return await act(connection)
            except Refusal as refusal:
                sight = sight_of(what.who, self._parts.profiles.current)
                raise await refused_by(connection, what.report_id, sight, refusal) from None

        return await act_once(self._parts, request, what, acting)


DRAFT = Call(
    method="PUT",
    path="/v1/reports/{report_id}/draft",
    summary="Keep a copy of the holder's draft",
    answers={204: "kept"},
    body=DraftPut,
    words=(*BODY_WORDS, "lease-lost"),
)
BEGIN = Call(
    method="POST",
    path="/v1/reports/{report_id}/begin",
    summary="The decision: from here on nobody else can claim or decide, until settle or abort",
    answers={200: Begun},
    body=BeginRequest,
    words=(
        *BODY_WORDS,
        *KEY_WORDS,
        "precondition-required",
        "stale",
        "lease-lost",
        "begun-elsewhere",
        "hash-mismatch",
        "needs-approval",
    ),
    headers={"If-Match": True, "Idempotency-Key": True},
)
SETTLE = Call(
    method="POST",
    path="/v1/reports/{report_id}/settle",
    summary="The references that records gave; the report goes where the outcome leads. For a begin that was taken "
    "back they are kept as late ones (“late”)",
    answers={200: Settled},
    body=SettleRequest,
    words=(*BODY_WORDS, *KEY_WORDS, "not-begun", "begun-elsewhere"),
    headers={"Idempotency-Key": True},
)
ABORT = Call(
    method="POST",
    path="/v1/reports/{report_id}/abort",
    summary="Take a begin back",
    answers={200: Moved},
    body=AbortRequest,
    words=(*BODY_WORDS, *OPTIONAL_KEY_WORDS, "not-begun", "begun-elsewhere"),
    headers={"Idempotency-Key": False},
)
RELEASE = Call(
    method="POST",
    path="/v1/reports/{report_id}/release",
    summary="Give the report back to the queue; the draft is kept",
    answers={200: Moved},
    body=ReleaseRequest,
    words=(*BODY_WORDS, *OPTIONAL_KEY_WORDS, "lease-lost", "begun"),
    headers={"Idempotency-Key": False},
)
