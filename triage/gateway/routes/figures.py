"""The figures of the supervisor's board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway.auth import OVERSEERS, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.sight import sight_of
from triage.gateway.wire import json_answer, request_id
from triage.models.figures import BoardFigures

LEFT = timedelta(minutes=5)
"""Nothing asked for so long: the board was closed, and is opened anew."""
NOTED_EVERY = timedelta(hours=1)
"""How often the log says that a board is open which nobody closes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Watching:
    """A person's board. ``noted_at``: its last line in the log, ``asked_at``: its last refresh."""

    noted_at: datetime
    asked_at: datetime


class FiguresRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._overseer = signed_in(parts, OVERSEERS)
        self._watching: dict[str, _Watching] = {}

    def serve(self, router: APIRouter) -> None:
        add(router, FIGURES, self.figures)

    async def figures(self, request: Request) -> Response:
        who = await self._overseer(request)
        parts = self._parts
        told = await parts.figures.told(sight_of(who, parts.profiles.current))
        if self._is_opened(who.id, parts.clock.now()):
            details = {"waiting": told.waiting.waiting}
            await parts.audit_writer.record(who, "figures.read", request_id=request_id(request), details=details)
        return json_answer(told)

    def _is_opened(self, subject: str, now: datetime) -> bool:
        """Whether this call opens the board; those of one that is open follow each other closely."""
        before = self._watching.get(subject)
        opened = before is None or now - before.asked_at >= LEFT or now - before.noted_at >= NOTED_EVERY
        noted_at = now if before is None or opened else before.noted_at
        self._watching[subject] = _Watching(noted_at=noted_at, asked_at=now)
        return opened


FIGURES = Call(
    method="GET",
    path="/v1/figures",
    summary="What waits, what is next to breach, who holds what, what is stuck, in and out today; not for handlers",
    answers={200: BoardFigures},
)
