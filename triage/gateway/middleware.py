"""Around every request: its id, its log line, and the last net for mistakes of our own."""

from __future__ import annotations

import logging
import re
import time
import uuid

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from triage.gateway import jsonapi, problems
from triage.gateway.logs import say
from triage.gateway.metrics import Metrics

_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,64}")
INTAKE_PATH = "/incidents"
ABOUT = "about"
"""In the request's state: what its line says beside the usual. Such a line is said before the answer, so that a promise
is in the log before it is given."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Others are counted together: a label is a fixed word."""


class Watch:
    """Pure ASGI, so that streams and disconnects pass unchanged."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

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
        said = False

        async def sending(message: Message) -> None:
            nonlocal status, said
            if message["type"] == "http.response.start":
                status = message["status"]
                if ABOUT in scope["state"]:
                    said = True
                    self._log(scope, status, request_id, started)
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
            if not said:
                self._log(scope, status, request_id, started)

    async def _sorry(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == INTAKE_PATH:
            refusal = jsonapi.IntakeRefusal(500, "bug", "The gateway made a mistake. Send the report again.")
            await jsonapi.answer(refusal)(scope, receive, send)
        else:
            await problems.answer(problems.Refusal("bug"))(scope, receive, send)

    def _log(self, scope: Scope, status: int, request_id: str, started: float) -> None:
        route = getattr(scope.get("route"), "path", "(none)")
        seconds = time.perf_counter() - started
        method = scope["method"] if scope["method"] in METHODS else "(other)"
        waited = b"wait=" in scope.get("query_string", b"")
        self._metrics.answered(method, route, status, seconds, waited=waited)
        say(
            "request",
            logging.ERROR if status >= 500 else logging.INFO,
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            request_id=request_id,
            word=scope["state"].get("word", ""),
            **scope["state"].get(ABOUT, {}),
        )
