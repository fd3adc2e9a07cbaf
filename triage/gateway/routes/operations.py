"""For the people and machines that run the gateway: alive, ready, profile."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway.auth import EVERYBODY, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.wire import json_answer, matches, not_modified
from triage.models import codec
from triage.models.profile import Profile


class HealthRoutes:
    """Served by both listeners, without sign-in."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        router = APIRouter()
        add(router, HEALTHZ, self.healthz)
        add(router, READYZ, self.readyz)
        return router

    async def healthz(self) -> Response:
        """Touches nothing: it says that the process answers."""
        return json_answer({"status": "ok"})

    async def readyz(self) -> Response:
        await self._parts.database.ask()
        return json_answer({"status": "ready"})


class ProfileRoutes:
    def __init__(self, parts: Parts) -> None:
        self._caller = signed_in(parts.settings.tokens, EVERYBODY)
        self._profile = codec.encode(parts.settings.profile)
        self._etag = codec.sha256(self._profile)[:20]

    def router(self) -> APIRouter:
        router = APIRouter()
        add(router, PROFILE, self.profile)
        return router

    async def profile(self, request: Request) -> Response:
        await self._caller(request)
        if matches(request.headers.get("if-none-match"), self._etag):
            return not_modified(self._etag)
        return json_answer(self._profile, etag=self._etag)


HEALTHZ = Call(method="GET", path="/healthz", summary="The process answers", answers={200: "ok"}, public=True)
READYZ = Call(
    method="GET",
    path="/readyz",
    summary="The database answers too",
    answers={200: "ready"},
    words=("database-down",),
    public=True,
)
PROFILE = Call(
    method="GET",
    path="/v1/profile",
    summary="The force profile",
    answers={200: Profile, 304: "as If-None-Match knows it"},
    headers={"If-None-Match": False},
)
