"""The account of what was acknowledged, for supervisors and auditors; workstations' statements about themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit
from triage.gateway.accounting import ledger, statements
from triage.gateway.accounting.ledger import Asked
from triage.gateway.audit import Scalar
from triage.gateway.auth import WORKERS, signed_in
from triage.gateway.credentials import Role
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.routes.search import aware
from triage.gateway.sight import sight_of
from triage.gateway.wire import body_bytes, json_answer, read, request_id
from triage.models.account import AccountPage, Statement

ACCOUNTANTS = frozenset({Role.SUPERVISOR, Role.AUDITOR})
MOST_PER_PAGE = 2000
SETTLING = timedelta(seconds=2)
"""What is acknowledged just now may not be committed everywhere yet: the account ends so long before now."""


class AccountingRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reader = signed_in(parts, ACCOUNTANTS)
        self._worker = signed_in(parts, WORKERS)

    def serve(self, router: APIRouter) -> None:
        add(router, ACCOUNT, self.account)
        add(router, STATE, self.state)

    async def account(
        self,
        request: Request,
        after: str = "",
        limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 1000,
        since: Annotated[datetime | None, Query()] = None,
        until: Annotated[datetime | None, Query()] = None,
    ) -> Response:
        who = await self._reader(request)
        parts = self._parts
        now = parts.clock.now()
        settled = now - SETTLING
        end = min(aware("/until", until) or settled, settled)
        asked = Asked(since=aware("/since", since), until=end, after=after, limit=limit)
        async with parts.database.read() as connection:
            told = await ledger.page(connection, asked, sight_of(who, parts.profiles.current), now)
        details = {"items": len(told.items), "differences": len(told.differences)}
        await parts.audit_writer.record(who, "account.read", request_id=request_id(request), details=details)
        return json_answer(told)

    async def state(self, request: Request, store: str) -> Response:
        who = await self._worker(request)
        told = read(Statement, await body_bytes(request))
        parts = self._parts
        async with parts.database.write() as connection:
            now = parts.clock.now()
            kept = await statements.keep(connection, parts.database, who, told, store, now)
            details: dict[str, Scalar] = {"store": store, "reports": len(told.reports), "kept": kept}
            await audit.record(
                connection, now, who, "workstation.stated", request_id=request_id(request), details=details
            )
        return Response(status_code=204)


ACCOUNT = Call(
    method="GET",
    path="/v1/account",
    summary="Where every acknowledged submission is now, page by page, with what two books say differently",
    answers={200: AccountPage},
)
STATE = Call(
    method="PUT",
    path="/v1/workstations/{store}",
    summary="What a workstation holds: ids, stages and operations that wait; replaces what it stated before",
    answers={204: "kept, or older than what is kept"},
    body=Statement,
    words=("bad-request", "too-large"),
)
