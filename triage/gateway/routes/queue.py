"""The feed of changes, claims and leases."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit, bodies, feed
from triage.gateway.auth import READERS, WORKERS, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.feed import Page
from triage.gateway.leases import lease_length
from triage.gateway.parts import Parts
from triage.gateway.wire import body_bytes, json_answer, matches, not_modified, read, request_id
from triage.models.codec import sha256
from triage.models.queue import Changes, Claimed, ClaimRequest, Renewed, RenewRequest

MOST_PER_PAGE = 500
LONGEST_WAIT = 60
RECHECK_SECONDS = 1.0
"""How long a long poll sleeps at most: on PostgreSQL a change shows only when older transactions have ended, and
another gateway's change wakes nobody here."""


class QueueRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reader = signed_in(parts.settings.tokens, READERS)
        self._worker = signed_in(parts.settings.tokens, WORKERS)

    def router(self) -> APIRouter:
        router = APIRouter()
        add(router, CHANGES, self.changes)
        add(router, CLAIMS, self.claims)
        add(router, CLAIM_ONE, self.claim_one)
        add(router, RENEW, self.renew)
        return router

    async def changes(
        self,
        request: Request,
        after: str | None = None,
        limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 200,
        wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT)] = 0,
    ) -> Response:
        who = await self._reader(request)
        page, etag = await self._page_or_wait(request, after, limit, wait)
        if matches(request.headers.get("if-none-match"), etag):
            return not_modified(etag)
        if not page.empty:
            parts = self._parts
            async with parts.database.write() as connection:
                details = {"items": len(page.changes.items), "removed": len(page.changes.removed)}
                await audit.record(
                    connection, parts.clock.now(), who, "changes.read", request_id=request_id(request), details=details
                )
        return json_answer(page.changes, etag=etag)

    async def _page_or_wait(self, request: Request, after: str | None, limit: int, wait: float) -> tuple[Page, str]:
        """The page after the cursor; an empty one only when the time is over, the caller is gone or we are stopping."""
        parts = self._parts
        loop = asyncio.get_running_loop()
        until = loop.time() + wait
        while True:
            ticket = parts.wake.ticket()
            async with parts.database.read() as connection:
                page = await feed.read(connection, after, limit, parts.clock.now())
            etag = sha256(f"{after}|{limit}|{page.cursor.encode()}".encode())[:20]
            told_already = matches(request.headers.get("if-none-match"), etag)
            left = until - loop.time()
            if not (page.empty or told_already) or left <= 0 or parts.wake.closing:
                return page, etag
            if await request.is_disconnected():
                return page, etag
            await parts.wake.wait(ticket, left if parts.database.embedded else min(left, RECHECK_SECONDS))

    async def claims(self, request: Request) -> Response:
        who = await self._worker(request)
        body = await body_bytes(request)
        wanted = read(ClaimRequest, body) if body.strip() else ClaimRequest()
        parts = self._parts
        async with parts.database.write() as connection:
            now = parts.clock.now()
            taken = await parts.leases.claim_next(connection, who.id, wanted, now)
            answer = [await bodies.claimed(connection, state, now) for state in taken]
            for state in taken:
                await audit.record(
                    connection, now, who, "claim", report_id=state.report_id, request_id=request_id(request),
                    details={"fence": state.fence},
                )  # fmt: skip
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
