"""Audit lines of workstations in, the audit log out; reading the log is itself told to it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit
from triage.gateway.auth import EVERYBODY, signed_in
from triage.gateway.credentials import Role
from triage.gateway.describe import Call, add
from triage.gateway.knowledge import trail
from triage.gateway.knowledge.chain_states import states_of
from triage.gateway.knowledge.chains import chains_after, take_in
from triage.gateway.knowledge.paging import decoded, encoded
from triage.gateway.knowledge.search import hash_of
from triage.gateway.knowledge.terms import read_query
from triage.gateway.knowledge.trail import Looked
from triage.gateway.parts import Parts
from triage.gateway.routes.search import aware
from triage.gateway.wire import body_bytes, json_answer, read, request_id
from triage.models.audit import AuditPage, AuditUpload, AuditUploaded, ChainPage

AUDITORS = frozenset({Role.AUDITOR})
MOST_PER_PAGE = 500


class AuditRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._sender = signed_in(parts, EVERYBODY)
        self._auditor = signed_in(parts, AUDITORS)

    def serve(self, router: APIRouter) -> None:
        add(router, UPLOAD, self.upload)
        add(router, TRAIL, self.trail)
        add(router, CHAINS, self.chains)

    async def upload(self, request: Request) -> Response:
        who = await self._sender(request)
        sent = read(AuditUpload, await body_bytes(request))
        parts = self._parts
        async with parts.database.write() as connection:
            now = parts.clock.now()
            taken = await take_in(connection, parts.database, who, sent, now)
            await audit.record(
                connection, now, who, "audit.upload", request_id=request_id(request),
                details={"added": taken.added, "known": taken.known, "doubtful": taken.doubtful},
            )  # fmt: skip
        return json_answer(taken)

    async def trail(
        self,
        request: Request,
        report: str = "",
        subject: str = "",
        action: str = "",
        q: str = "",
        after: str = "",
        limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 100,
        since: Annotated[datetime | None, Query(alias="from")] = None,
        until: Annotated[datetime | None, Query(alias="to")] = None,
    ) -> Response:
        who = await self._auditor(request)
        asked = read_query(q).canonical() if q else b""
        parts = self._parts
        async with parts.database.write() as connection:
            looked = Looked(
                limit=limit, after=after, report=report, subject=subject, action=action,
                terms=await hash_of(connection, asked) if asked else "",
                since=aware("/from", since), until=aware("/to", until),
            )  # fmt: skip
            page = await trail.read(connection, looked)
            await audit.record(
                connection, parts.clock.now(), who, "audit.read", report_id=report, request_id=request_id(request),
                details={"items": len(page.items), "filters": looked.filters},
            )  # fmt: skip
        return json_answer(page)

    async def chains(
        self, request: Request, after: str = "", limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 100
    ) -> Response:
        who = await self._auditor(request)
        place = decoded(int, after) if after else 0
        parts = self._parts
        async with parts.database.write() as connection:
            found = await chains_after(connection, place, limit + 1)
            shown = found[:limit]
            states = await states_of(connection, shown)
            await audit.record(
                connection, parts.clock.now(), who, "audit.chains.read", request_id=request_id(request),
                details={"items": len(states)},
            )  # fmt: skip
        more = len(found) > limit
        return json_answer(ChainPage(items=states, next=encoded(shown[-1]) if more else None))


UPLOAD = Call(
    method="POST",
    path="/v1/audit",
    summary="Audit lines of a workstation; what does not fit its chain is kept in quarantine, never refused",
    answers={200: AuditUploaded},
    body=AuditUpload,
    words=("bad-request", "too-large"),
)
TRAIL = Call(
    method="GET",
    path="/v1/audit",
    summary="The audit log of gateway and workstations; “q” finds who searched for these very words",
    answers={200: AuditPage},
)
CHAINS = Call(
    method="GET",
    path="/v1/audit/chains",
    summary="How far each workstation's chain of audit lines is whole",
    answers={200: ChainPage},
)
