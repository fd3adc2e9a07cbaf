"""Who the gateway takes the caller for: a desktop names itself by this, and offers what these roles may do."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from triage import __version__
from triage.gateway.auth import EVERYBODY, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.wire import json_answer
from triage.models.caller import Caller


class MeRoutes:
    def __init__(self, parts: Parts) -> None:
        self._caller = signed_in(parts, EVERYBODY)

    def serve(self, router: APIRouter) -> None:
        add(router, ME, self.me)

    async def me(self, request: Request) -> Response:
        who = await self._caller(request)
        return json_answer(Caller(id=who.id, roles=tuple(sorted(who.held)), gateway=__version__))


ME = Call(method="GET", path="/v1/me", summary="Who is calling, in which roles", answers={200: Caller})
