"""For the people and machines that run the gateway: alive, ready, profile."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from triage.gateway.describe import Call, add
from triage.gateway.metrics import MEDIA_TYPE
from triage.gateway.parts import Parts
from triage.gateway.readiness import make_sure
from triage.gateway.wire import json_answer


class HealthRoutes:
    """Served by both listeners, without sign-in; the figures only where desktops call, never to the hub's side."""

    def __init__(self, parts: Parts, *, figures: bool) -> None:
        self._parts = parts
        self._figures = figures

    def serve(self, router: APIRouter) -> None:
        add(router, HEALTHZ, self.healthz)
        add(router, READYZ, self.readyz)
        if self._figures:
            add(router, METRICS, self.metrics)

    async def healthz(self) -> Response:
        """Touches nothing: it says that the process answers."""
        return json_answer({"status": "ok"})

    async def readyz(self) -> Response:
        await make_sure(self._parts.database, self._parts.wake)
        return json_answer({"status": "ready"})

    async def metrics(self) -> Response:
        return Response(await self._parts.metrics.page(), media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})


HEALTHZ = Call(method="GET", path="/healthz", summary="The process answers", answers={200: "ok"}, public=True)
READYZ = Call(
    method="GET",
    path="/readyz",
    summary="The database answers, can be written and has this program's schema",
    answers={200: "ready"},
    words=("database-down", "not-ready"),
    public=True,
)
METRICS = Call(
    method="GET",
    path="/metrics",
    summary="Figures for Prometheus",
    answers={200: "text/plain, version 0.0.4"},
    public=True,
)
