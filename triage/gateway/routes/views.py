"""Saved views."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit, tables
from triage.gateway.audit import Scalar
from triage.gateway.auth import READERS, signed_in
from triage.gateway.credentials import Subject
from triage.gateway.describe import Call, add
from triage.gateway.knowledge.search import hash_of, hashes_of
from triage.gateway.knowledge.view_conditions import asked_of
from triage.gateway.knowledge.views import all_views, delete_view, put_view
from triage.gateway.parts import Parts
from triage.gateway.sight import sight_of
from triage.gateway.wire import body_bytes, json_answer, read, request_id
from triage.models.view_store import StoredView, ViewList, ViewPut


class ViewRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reader = signed_in(parts, READERS)

    def serve(self, router: APIRouter) -> None:
        add(router, VIEWS, self.views)
        add(router, PUT_VIEW, self.put)
        add(router, DELETE_VIEW, self.delete)

    async def views(self, request: Request, counts: bool = False) -> Response:
        who = await self._reader(request)
        seen = sight_of(who, self._parts.profiles.current).condition
        parts = self._parts
        async with parts.database.read() as connection:
            told = await all_views(connection, who, seen, parts.clock.now(), counts=counts)
        if counts:
            async with parts.database.write() as connection:
                lines = await _counted(connection, told, parts.clock.now(), who, request_id(request))
                await connection.execute(insert(tables.audit), lines)
        return json_answer(told)

    async def put(self, request: Request, key: str) -> Response:
        who = await self._reader(request)
        told = read(ViewPut, await body_bytes(request))
        parts = self._parts
        async with parts.database.write() as connection:
            now = parts.clock.now()
            kept, new = await put_view(connection, parts.database, who, key, told, request.headers.get("if-match"), now)
            details = {"key": key, "shared": told.shared, "new": new, **await _terms(connection, kept)}
            await audit.record(connection, now, who, "view.put", request_id=request_id(request), details=details)
        return json_answer(kept, status=201 if new else 200, etag=kept.etag)

    async def delete(self, request: Request, key: str, shared: bool = False) -> Response:
        who = await self._reader(request)
        parts = self._parts
        async with parts.database.write() as connection:
            await delete_view(connection, who, key, request.headers.get("if-match"), shared=shared)
            await audit.record(
                connection, parts.clock.now(), who, "view.delete", request_id=request_id(request),
                details={"key": key, "shared": shared},
            )  # fmt: skip
        return Response(status_code=204)


async def _counted(
    connection: AsyncConnection, told: ViewList, now: datetime, who: Subject, request: str
) -> list[dict[str, Any]]:
    """Audit lines: that views were counted, and for each that looks for words, which ones and how many it found."""
    lines = [audit.line(now, who, "views.count", request_id=request, details={"views": len(told.items)})]
    asking = [(view, asked.canonical()) for view in told.items if (asked := asked_of(view.query))]
    hashes = await hashes_of(connection, [asked for _, asked in asking]) if asking else []
    for (view, _), terms in zip(asking, hashes, strict=True):
        details: dict[str, Scalar] = {"key": view.key, "shared": view.shared, "total": view.count, "terms": terms}
        lines.append(audit.line(now, who, "view.count", request_id=request, details=details))
    return lines


async def _terms(connection: AsyncConnection, view: StoredView) -> dict[str, Scalar]:
    """The keyed hash of what the view looks for, as a search of the same words leaves it; nothing when it has none."""
    asked = asked_of(view.query)
    return {"terms": await hash_of(connection, asked.canonical())} if asked else {}


VIEWS = Call(
    method="GET",
    path="/v1/views",
    summary="One's own and the shared views; “counts” tells how many reports each shows",
    answers={200: ViewList},
)
PUT_VIEW = Call(
    method="PUT",
    path="/v1/views/{key}",
    summary="Keep a view; If-Match with the etag of the one it replaces",
    answers={200: StoredView, 201: StoredView},
    body=ViewPut,
    words=("bad-request", "too-large", "stale", "precondition-required"),
    headers={"If-Match": False},
)
DELETE_VIEW = Call(
    method="DELETE",
    path="/v1/views/{key}",
    summary="Delete a view that was read before",
    answers={204: "it is gone"},
    words=("not-found", "stale", "precondition-required"),
    headers={"If-Match": True},
)
