"""Something between a desk and a system that answers in its place: proxies, portals, others' faults, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from triage.training.faults.control import serve_app

METHODS = ["GET", "POST", "PUT", "DELETE"]
_OURS = frozenset({"host", "content-length", "connection", "transfer-encoding", "content-encoding", "date", "server"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """An answer that is given in a system's place; ``passed``: the request reaches the system all the same."""

    status: int
    words: str = "<html>Sign in to the Wi-Fi</html>"
    media_type: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()
    passed: bool = False


@dataclass
class Between:
    """``script``: for calls whose path ends so (and body holds so), what is answered instead, one after the other."""

    target: str
    http: httpx.AsyncClient
    url: str = ""
    script: dict[tuple[str, str], list[Instead]] = field(default_factory=dict)
    given: list[int] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        body = await request.body()
        instead = self._instead(request, body)
        if instead is not None and not instead.passed:
            return self._told(instead)
        headers = [(name, value) for name, value in request.headers.items() if name not in _OURS]
        url = f"{self.target}{request.url.path}"
        got = await self.http.request(
            request.method, url, params=request.query_params, content=body, headers=headers, timeout=60
        )
        if instead is not None:
            return self._told(instead)
        kept = {name: value for name, value in got.headers.items() if name not in _OURS}
        return Response(got.content, got.status_code, kept)

    def _instead(self, request: Request, body: bytes) -> Instead | None:
        for (path, words), answers in self.script.items():
            fits = request.method == "POST" and request.url.path.endswith(path) and words.encode() in body
            if fits and answers:
                return answers.pop(0)
        return None

    def _told(self, instead: Instead) -> Response:
        self.given.append(instead.status)
        return Response(instead.words, instead.status, dict(instead.headers), instead.media_type)


@asynccontextmanager
async def between(target: str) -> AsyncIterator[Between]:
    """A front before ``target`` on loopback; without a script it passes everything on."""
    async with httpx.AsyncClient() as http:
        made = Between(target, http)
        app = Starlette(routes=[Route("/{path:path}", made.answer, methods=METHODS)])
        async with serve_app(app, "127.0.0.1") as url:
            made.url = url
            yield made
