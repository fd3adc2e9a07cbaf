"""In front of an application: the few calls that come most, without the framework's layers and its search for
parameters; they have none.

Each is in the application as well, as `describe.add` made it, which describes it. What the framework does for every
call (dependencies of the whole application) does not happen here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from triage.gateway.metrics import Metrics
from triage.gateway.middleware import Watch

Handler = Callable[[Request, Exception], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickCall:
    """``path`` is fixed; log and figures name the call by it."""

    method: str
    path: str
    endpoint: Callable[[Request], Awaitable[Response]]


class Front:
    """Answers quick calls itself and leaves the others to ``app``. ``handlers``: what becomes of which exception."""

    def __init__(
        self, app: ASGIApp, calls: Iterable[QuickCall], handlers: Mapping[type[Exception], Handler], metrics: Metrics
    ) -> None:
        self._app = app
        self._calls = {(call.method, call.path): call for call in calls}
        self._handlers = handlers
        self._quick = Watch(self._answer, metrics)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = self._calls.get((scope.get("method", ""), scope.get("path", "")))
        if call is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = call
        await self._quick(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        call: QuickCall = scope["route"]
        try:
            response = await call.endpoint(request)
        except Exception as error:
            response = await self._refused(request, error)
        await response(scope, receive, send)

    async def _refused(self, request: Request, error: Exception) -> Response:
        for kind in type(error).__mro__:
            handler = self._handlers.get(kind)
            if handler is not None:
                return await handler(request, error)
        raise error
