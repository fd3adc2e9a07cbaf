"""The figures of the supervisor's board."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway.auth import OVERSEERS, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.sight import sight_of
from triage.gateway.wire import json_answer, request_id
from triage.models.figures import BoardFigures


class FiguresRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._overseer = signed_in(parts, OVERSEERS)

    def router(self) -> APIRouter:
        router = APIRouter()
        add(router, FIGURES, self.figures)
        return router

    async def figures(self, request: Request) -> Response:
        who = await self._overseer(request)
        parts = self._parts
        told = await parts.figures.told(sight_of(who, parts.profiles.current))
        details = {"waiting": told.waiting.waiting}
        await parts.audit_writer.record(who, "figures.read", request_id=request_id(request), details=details)
        return json_answer(told)


FIGURES = Call(
    method="GET",
    path="/v1/figures",
    summary="What waits, what is next to breach, who holds what, what is stuck, in and out today; not for handlers",
    answers={200: BoardFigures},
)
