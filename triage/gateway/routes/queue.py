"""The feed of changes, claims and leases."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit, bodies
from triage.gateway.auth import READERS, WORKERS, signed_in
from triage.gateway.claim_wishes import lease_length, wanted_of
from triage.gateway.describe import Call, add
from triage.gateway.front import QuickCall
from triage.gateway.parts import Parts
from triage.gateway.sight import sight_of
from triage.gateway.wire import body_bytes, json_answer, matches, not_modified, read, request_id
from triage.models.queue import Changes, Claimed, ClaimRequest, Renewed, RenewRequest

MOST_PER_PAGE = 500
LONGEST_WAIT = 60


class QueueRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reader = signed_in(parts, READERS)
        self._worker = signed_in(parts, WORKERS)

    def serve(self, router: APIRouter) -> None:
        add(router, CHANGES, self.changes)
        add(router, CLAIMS, self.claims)
        add(router, CLAIM_ONE, self.claim_one)
        add(router, RENEW, self.renew)

    def quick(self) -> QuickCall:
        """Claims once more, for the front of an application."""
        return QuickCall(method=CLAIMS.method, path=CLAIMS.path, endpoint=self.claims)

    async def changes(
        self,
        request: Request,
        after: str | None = None,
        limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 200,
        wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT)] = 0,
    ) -> Response:
        who = await self._reader(request)
        sight = sight_of(who, self._parts.profiles.current)
        parts = self._parts
        known = request.headers.get("if-none-match")
        place = (after or None, limit, sight)
        if wait:
            told = await parts.polls.wait(
                place, wait, known=lambda etag: matches(known, etag), gone=request.is_disconnected
            )
        else:
            told = await parts.polls.now(place)
        if matches(known, told.etag):
            return not_modified(told.etag)
        if not told.empty:
            details = {"items": told.items, "removed": told.removed}
            await parts.audit_writer.record(who, "changes.read", request_id=request_id(request), details=details)
        return json_answer(told.body, etag=told.etag)

    async def claims(self, request: Request) -> Response:
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = wanted_of(read(ClaimRequest, body) if body.strip() else ClaimRequest())
        sight = sight_of(who, self._parts.profiles.current)
        answer = await self._parts.claims.next(who, wanted, sight, request_id(request))
        return json_answer(answer) if answer else Response(status_code=204)

    async def claim_one(self, request: Request, report_id: str) -> Response:
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = read(ClaimRequest, body) if body.strip() else ClaimRequest()
        length = lease_length(wanted.lease_seconds)
        parts = self._parts
        async with parts.database.write() as connection:
            now = parts.clock.now()
            state = await parts.leases.claim_one(connection, report_id, who.id, length, now)
            answer = await bodies.claimed(connection, state, now)
            await audit.record(
                connection, now, who, "claim", report_id=report_id, request_id=request_id(request),
                details={"fence": state.fence},
            )  # fmt: skip
        return json_answer(answer, etag=answer.etag)

    async def renew(self, request: Request, lease_id: str) -> Response:
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = read(RenewRequest, body) if body.strip() else RenewRequest()
        length = lease_length(wanted.lease_seconds)
        parts = self._parts
        async with parts.database.write() as connection:
            report_id, lease = await parts.leases.renew(connection, lease_id, who.id, length, parts.clock.now())
        return json_answer(
            Renewed(
                report_id=report_id,
                lease_id=lease.lease_id,
                fence=lease.fence,
                granted_at=lease.granted_at,
                lease_expires_at=lease.expires_at,
            )
        )


CHANGES = Call(
    method="GET",
    path="/v1/changes",
    summary="Reports that changed since a cursor, as queue lines; “wait” holds the answer until there are some",
    answers={200: Changes, 304: "nothing newer than If-None-Match"},
    words=("cursor-gone",),
    headers={"If-None-Match": False},
)
CLAIMS = Call(
    method="POST",
    path="/v1/claims",
    summary="Take the next reports by priority",
    answers={200: Claimed, 204: "nothing to take"},
    many=True,
    body=ClaimRequest,
    body_required=False,
    words=("bad-request", "too-many-held", "too-large"),
)
CLAIM_ONE = Call(
    method="POST",
    path="/v1/reports/{report_id}/claim",
    summary="Take this report; one's own live lease is given again",
    answers={200: Claimed},
    body=ClaimRequest,
    body_required=False,
    words=(
        "bad-request", "unknown-report", "already-claimed", "begun-elsewhere", "not-claimable", "too-many-held",
        "too-large",
    ),
)  # fmt: skip
RENEW = Call(
    method="PUT",
    path="/v1/leases/{lease_id}",
    summary="Renew a lease, counted from now",
    answers={200: Renewed},
    body=RenewRequest,
    body_required=False,
    words=("bad-request", "unknown-lease", "lease-lost", "too-large"),
)
