"""Around every request: its id, its log line, and the last net for mistakes of our own."""

from __future__ import annotations

import logging
import re
import time
import uuid
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from triage.gateway import jsonapi, problems
from triage.gateway.logs import say

_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,64}")
INTAKE_PATH = "/incidents"


class Watch:
    """Pure ASGI, so that streams and disconnects pass unchanged."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        told = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        echo = bool(_WELL_FORMED.fullmatch(told))
        request_id = told if echo else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                extra = [(b"x-content-type-options", b"nosniff")]
                if echo:
                    extra.append((b"x-request-id", request_id.encode()))
                message["headers"] = [*message.get("headers", []), *extra]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except Exception as error:
            logging.getLogger("triage.gateway").exception("bug")
            if status:
                raise
            scope["state"]["word"] = f"bug {type(error).__name__}"
            await self._sorry(scope, receive, sending)
        finally:
            self._log(scope, status, request_id, started)

    async def _sorry(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == INTAKE_PATH:
            refusal = jsonapi.IntakeRefusal(500, "bug", "The gateway made a mistake. Send the report again.")
            await jsonapi.answer(refusal)(scope, receive, send)
        else:
            await problems.answer(problems.Refusal("bug"))(scope, receive, send)

    def _log(self, scope: Scope, status: int, request_id: str, started: float) -> None:
        route: Any = scope.get("route")
        say(
            "request",
            logging.ERROR if status >= 500 else logging.INFO,
            method=scope["method"],
            route=getattr(route, "path", "(none)"),
            status=status,
            ms=round((time.perf_counter() - started) * 1000, 1),
            request_id=request_id,
            word=scope["state"].get("word", ""),
        )
