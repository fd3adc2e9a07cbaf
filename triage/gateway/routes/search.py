"""Full-text search."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit
from triage.gateway.audit import Scalar
from triage.gateway.auth import READERS, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.knowledge.search import Wanted, hash_of, search
from triage.gateway.knowledge.terms import read_query
from triage.gateway.parts import Parts
from triage.gateway.problems import invalid
from triage.gateway.sight import sight_of
from triage.gateway.wire import json_answer, request_id
from triage.models.search import SearchPage
from triage.models.stage import Stage

MOST_PER_PAGE = 50
Moment = Annotated[datetime | None, Query()]


class SearchRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reader = signed_in(parts, READERS)

    def serve(self, router: APIRouter) -> None:
        add(router, SEARCH, self.search)

    async def search(
        self,
        request: Request,
        q: str,
        limit: Annotated[int, Query(ge=1, le=MOST_PER_PAGE)] = 20,
        after: str = "",
        stage: str = "",
        kind: str = "",
        since: Annotated[datetime | None, Query(alias="from")] = None,
        until: Annotated[datetime | None, Query(alias="to")] = None,
    ) -> Response:
        who = await self._reader(request)
        if stage and stage not in set(Stage):
            raise invalid("/stage", f"must be one of: {', '.join(Stage)}")
        wanted = Wanted(
            query=read_query(q), limit=limit, after=after, stage=stage, kind=kind,
            since=aware("/from", since), until=aware("/to", until),
        )  # fmt: skip
        parts = self._parts
        now = parts.clock.now()
        async with parts.database.read() as connection:
            page = await search(connection, parts.pool, wanted, sight_of(who, parts.profiles.current).condition, now)
        async with parts.database.write() as connection:
            details: dict[str, Scalar] = {
                "results": len(page.items),
                "total": page.total,
                "terms": await hash_of(connection, wanted.query.canonical()),
            }
            await audit.record(connection, now, who, "search", request_id=request_id(request), details=details)
        return json_answer(page)


def aware(pointer: str, told: datetime | None) -> datetime | None:
    """A moment of a query; raises Refusal (422) for one without an offset, which could mean two."""
    if told is not None and told.tzinfo is None:
        raise invalid(pointer, "needs an offset, for example 2026-11-20T06:00:00Z")
    return told


SEARCH = Call(
    method="GET",
    path="/v1/search",
    summary="Find reports by words, names, numbers and references: prefix words, “phrases in quotes”, -without",
    answers={200: SearchPage},
)
