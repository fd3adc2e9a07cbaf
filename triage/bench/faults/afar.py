"""A gateway that is a process of its own, on the same network: it may end, and another may take its place."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from triage.bench.faults.filed import Given
from triage.bench.faults.force import hand_in
from triage.bench.faults.network import GATEWAY_HOST, Network
from triage.bench.faults.outside import token_of
from triage.models.errors import KnownError
from triage.models.ids import ReportId


class Unanswered(KnownError):
    """Nobody knows whether it was done."""

    def __init__(self) -> None:
        super().__init__("There was no answer.", "Ask again.")


class Afar(httpx.AsyncBaseTransport):
    """The way to whichever gateway runs. ``where``: its address now, "" while none does."""

    def __init__(self, where: Callable[[], str]) -> None:
        self._where = where
        self._http = httpx.AsyncHTTPTransport()
        self._to = ""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        to = self._where()
        if not to:
            raise httpx.ConnectError("nobody listens", request=request)
        if self._to != to:
            await self._http.aclose()
            self._http, self._to = httpx.AsyncHTTPTransport(), to
        there = httpx.URL(to)
        url = request.url.copy_with(scheme=there.scheme, host=there.host, port=there.port)
        again = httpx.Request(request.method, url, headers=request.headers, content=await request.aread())
        return await self._http.handle_async_request(again)

    async def aclose(self) -> None:
        await self._http.aclose()


async def deliver(network: Network, number: int, words: str, files: tuple[Given, ...]) -> ReportId:
    """As `hand_in`; raises Unanswered when the gateway ended before it answered."""
    try:
        return await hand_in(network, number, words, files)
    except httpx.TransportError as error:
        raise Unanswered from error


async def ask(
    network: Network, who: str, method: str, path: str, content: bytes = b"", key: str = "", etag: str = ""
) -> bytes:
    """A call of this person's at the gateway; the answer's body. ``etag``: of what it is about, as they know it.

    Raises:
        Unanswered: the gateway ended before it answered.
        KnownError: it was refused.
    """
    headers = {"Authorization": f"Bearer {token_of(who)}", **({"Idempotency-Key": key} if key else {})}
    headers |= {"If-Match": etag} if etag else {}
    request = httpx.Request(method, f"https://{GATEWAY_HOST}{path}", headers=headers, content=content)
    try:
        answer = await network.serve(who, request)
    except httpx.TransportError as error:
        raise Unanswered from error
    if answer.status_code >= 400:
        raise KnownError(f"{method} {path} was refused: {answer.status_code} {answer.text[:200]}")
    return answer.content
