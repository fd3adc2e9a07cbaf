"""The fault panel's door: one small HTTP endpoint on loopback for the links' faults and the stand-in's.

``GET /faults`` tells everything; ``PUT /faults/{link}`` sets a link's mode; ``PUT /records/{system}`` passes faults on
to the records stand-in. Each call needs ``Authorization: Bearer <token>``.
"""

from __future__ import annotations

import hmac
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from triage.models import codec
from triage.models.errors import InputError, KnownError
from triage.training.faults.modes import read_mode
from triage.training.faults.proxy import FaultProxy
from triage.training.faults.standin import StandinControl
from triage.training.tasks import TaskGroup

Handler = Callable[[Request], Awaitable[Response]]
STOP_SECONDS = 2


class Control:
    """The endpoint over ``proxies`` (by link name) and the stand-in at ``records_url`` (its token is the same)."""

    def __init__(self, proxies: Mapping[str, FaultProxy], records_url: str, token: str) -> None:
        self._proxies = dict(proxies)
        self._standin = StandinControl(records_url, token) if records_url else None
        self._token = token.encode()

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/faults", self._guarded(self._all)),
                Route("/faults/{link}", self._guarded(self._set_link), methods=["PUT"]),
                Route("/records/{system}", self._guarded(self._set_records), methods=["PUT"]),
            ]
        )

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: Request) -> Response:
            given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
            if not self._token or not hmac.compare_digest(given, self._token):
                return _problem(401, "The fault panel's token is missing or wrong.")
            return await handler(request)

        return guarded

    async def _all(self, _request: Request) -> Response:
        links = {name: _told(proxy) for name, proxy in self._proxies.items()}
        systems: Any = {}
        if self._standin is not None:
            status, answer = await self._standin.state()
            systems = answer["systems"] if status == 200 else {}
        return JSONResponse({"links": links, "records": systems})

    async def _set_link(self, request: Request) -> Response:
        proxy = self._proxies.get(request.path_params["link"])
        if proxy is None:
            return _problem(404, f"There is no such link; there are {', '.join(self._proxies) or 'none'}.")
        try:
            mode = read_mode(codec.decode(dict[str, Any], await request.body()))
        except InputError as error:
            return _problem(422, error.what, error)
        try:
            await proxy.set_mode(mode)
        except KnownError as error:
            return _problem(503, f"{error.what} {error.do}")
        return JSONResponse(_told(proxy))

    async def _set_records(self, request: Request) -> Response:
        if self._standin is None:
            return _problem(404, "There is no records stand-in here.")
        status, answer = await self._standin.set_faults(request.path_params["system"], await request.body())
        return JSONResponse(answer, status_code=status)


@asynccontextmanager
async def serve_app(app: Starlette, host: str, port: int = 0, *, date_header: bool = True) -> AsyncIterator[str]:
    """Serve ``app`` inside the running event loop; gives its address. Signals stay with the caller.

    Without ``date_header`` answers do not tell the machine's time (whoever brings a clock of their own).
    """
    listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=date_header,
        proxy_headers=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    server = _InnerServer(config)
    tasks = TaskGroup()
    serving = tasks.spawn("inner server", server.serve(sockets=[listener]))
    bound, number = listener.getsockname()[:2]
    try:
        yield f"http://[{bound}]:{number}" if ":" in bound else f"http://{bound}:{number}"
    finally:
        server.should_exit = True
        await serving
        await tasks.aclose()
        listener.close()


class _InnerServer(uvicorn.Server):
    """A server that is a guest in somebody else's process: it takes no signal."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _told(proxy: FaultProxy) -> dict[str, Any]:
    """A link's mode, port and figures."""
    return {**codec.builtins(proxy.mode), "port": proxy.port, "stats": codec.builtins(proxy.stats)}


def _problem(status: int, title: str, error: InputError | None = None) -> JSONResponse:
    content: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    if error is not None:
        content["errors"] = [{"pointer": entry.pointer, "detail": entry.detail} for entry in error.errors]
    return JSONResponse(content, status_code=status, media_type="application/problem+json")
