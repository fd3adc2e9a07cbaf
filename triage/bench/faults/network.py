"""The wire between desktops and the two systems: every exchange is in this process, and can go wrong as a step says."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx

from triage.bench.faults.step import CALM, CARRIED_OUT, OF_FILES, Fault
from triage.models.clock import Clock

GATEWAY = "gateway"
"""Who sends what the gateway itself sends."""
GATEWAY_HOST = "gateway.example"
RECORDS_HOST = "records.example"
LONGEST_WAY = timedelta(seconds=45)
PAGE = b"<!doctype html><title>Log in to the network</title>"
_REPORT = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
"""Reports alone have ids made of names (UUID version 5); leases and operations have drawn ones."""
_SAID = frozenset({Fault.REFUSED, *(OF_FILES - {Fault.CUT_SHORT})})
_PROBLEM = {"Content-Type": "application/problem+json"}


class Killed(BaseException):
    """The desktop ended at this very moment. No `except Exception` may take it for an error."""


class BrokenOff(ConnectionError):
    """The connection of a request ended in the middle of its body."""


class Crashed(BaseException):
    """The gateway ended at this very moment, in the middle of a call."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A request that a system carried out, with its answer. ``by``: the handler whose desktop sent it."""

    by: str
    request: httpx.Request
    status: int
    headers: httpx.Headers


@dataclass(frozen=True, slots=True)
class Underway:
    """A request that will arrive after whoever sent it gave up."""

    by: str
    request: httpx.Request
    sent_at: datetime


class Network:
    """Carries requests to the systems, one at a time to each. ``clock`` is the systems'; ``served`` hears all.
    ``files``: what becomes of the next exchanges about files, whoever makes them. ``crashed``: the gateway has ended.

    ``tame``: systems that could not know a request again. Nothing between here and there may repeat a request to them
    or hold one back for longer than `LONGEST_WAY`: against that no desktop can do anything.
    """

    def __init__(self, clock: Clock, tame: frozenset[str] = frozenset()) -> None:
        self._clock = clock
        self.tame = tame
        self._systems: dict[str, httpx.AsyncBaseTransport] = {}
        self._one_at_a_time: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.files: deque[str] = deque()
        self.crashed = False
        self.late: deque[Underway] = deque()
        self.served: list[Callable[[Exchanged], Awaitable[None]]] = []
        self.counts: Counter[str] = Counter()

    def attach(self, host: str, app: Any) -> None:
        """This system answers under this name from now on."""
        self._systems[host] = httpx.ASGITransport(app=app)

    def connect(self, host: str, system: httpx.AsyncBaseTransport) -> None:
        """The same for one that is a process of its own."""
        self._systems[host] = system

    async def serve(self, by: str, request: httpx.Request, *, whole: bool = True) -> httpx.Response:
        """Have the system carry it out; its whole answer. Without ``whole`` half of the body arrives.

        Raises:
            httpx.TransportError: the gateway has ended, or ended just now; or the body broke off.
        """
        if self.crashed and request.url.host == GATEWAY_HOST:
            raise httpx.ConnectError("nobody listens", request=request)
        async with self._one_at_a_time[request.url.host]:
            try:
                answer = await self._systems[request.url.host].handle_async_request(_again(request, whole=whole))
                content = await answer.aread()
            except BrokenOff as error:
                raise httpx.WriteError("broken off", request=request) from error
            except Crashed as error:
                self.crashed = True
                raise httpx.ReadError("reset", request=request) from error
            headers = httpx.Headers(answer.headers)
            headers["Date"] = format_datetime(self._clock.now().astimezone(UTC), usegmt=True)
            for hears in self.served:
                await hears(Exchanged(by, request, answer.status_code, headers))
        return httpx.Response(answer.status_code, headers=headers, content=content)

    def next_of_files(self, request: httpx.Request) -> str:
        """What becomes of this exchange about a file; what only happens to a body waits for one that has it."""
        if not self.files or (self.files[0] in _SAID and not _refusable(request)):
            return CALM
        if self.files[0] == Fault.CUT_SHORT and request.method != "PUT":
            return CALM
        return self.files.popleft()

    def delay(self, by: str, request: httpx.Request) -> None:
        self.late.append(Underway(by, request, self._clock.now()))

    async def arrive(self, which: int) -> None:
        """One of the late requests arrives; nobody hears the answer."""
        if self.late:
            self.late.rotate(-(which % len(self.late)))
            found = self.late.popleft()
            age = self._clock.now() - found.sent_at
            if found.request.url.host not in self.tame or age < LONGEST_WAY:
                with contextlib.suppress(httpx.TransportError):
                    await self.serve(found.by, found.request)


@dataclass
class Line(httpx.AsyncBaseTransport):
    """The way out of one desktop, or of the gateway. ``weather`` as `Step` tells it; ``down``: hosts that cannot be
    reached at all."""

    network: Network
    who: str
    down: set[str] = field(default_factory=set)
    weather: tuple[str, ...] = ()
    meanwhile: Callable[[], Awaitable[None]] | None = None
    after: bool = False
    dead: bool = False
    hosts = (GATEWAY_HOST, RECORDS_HOST)
    _met: Counter[bytes] = field(default_factory=Counter)

    def set_weather(
        self, weather: tuple[str, ...], meanwhile: Callable[[], Awaitable[None]] | None = None, *, after: bool = False
    ) -> None:
        """From now on; counting begins anew."""
        self.weather, self.meanwhile, self.after = weather, meanwhile, after
        self._met.clear()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.dead:
            raise Killed
        body = await request.aread()
        fault = self._fault(request, body)
        self.network.counts[fault or "calm"] += 1
        if request.url.host in self.down or fault == Fault.CUT:
            raise httpx.ConnectError("refused", request=request)
        if fault == Fault.KILLED_BEFORE:
            raise self._killed()
        if not self.after:
            await self._happens()
        answer = await self._carry(fault, request)
        if self.after:
            await self._happens()
        if self.dead:
            raise Killed
        return answer

    async def _carry(self, fault: str, request: httpx.Request) -> httpx.Response:
        if fault == Fault.LATE:
            self.network.delay(self.who, request)
        if fault in (Fault.LATE, Fault.LOST):
            raise httpx.ReadTimeout("no answer", request=request)
        if fault not in (CALM, Fault.CUT_SHORT, *CARRIED_OUT):
            return _instead(fault, request)
        answer = await self.network.serve(self.who, request, whole=fault != Fault.CUT_SHORT)
        if fault == Fault.TWICE:
            await self.network.serve(self.who, request)
        elif fault == Fault.TWICE_LATE:
            self.network.delay(self.who, request)
        elif fault == Fault.KILLED_AFTER:
            raise self._killed()
        elif fault == Fault.DROPPED:
            raise httpx.ReadError("reset", request=request)
        elif fault == Fault.BROKEN_AFTER:
            return httpx.Response(502, headers={"Content-Type": "text/html"}, content=PAGE)
        elif fault == Fault.TORN and answer.content:
            return httpx.Response(answer.status_code, headers=_plain(answer), content=answer.content[: -2 or None])
        return answer

    def _fault(self, request: httpx.Request, body: bytes) -> str:
        if _is_file(request):
            fault = self.network.next_of_files(request)
        else:
            about = _REPORT.search(bytes(request.url.raw_path) + body)
            key = about[0] if about else b""
            nth = self._met[key]
            self._met[key] += 1
            fault = self.weather[nth] if nth < len(self.weather) else CALM
        if fault in _SAID and not _refusable(request):
            return CALM
        if fault in (Fault.TWICE, Fault.TWICE_LATE) and request.url.host in self.network.tame:
            return CALM
        return fault

    async def _happens(self) -> None:
        if self.meanwhile is not None:
            happens, self.meanwhile = self.meanwhile, None
            await happens()

    def _killed(self) -> BaseException:
        if self.who == GATEWAY:
            return Crashed()
        self.dead = True
        return Killed()


def _again(request: httpx.Request, *, whole: bool) -> httpx.Request:
    content = request.content if whole else _half(request.content)
    return httpx.Request(request.method, request.url, headers=request.headers, content=content)


async def _half(content: bytes) -> AsyncIterator[bytes]:
    yield content[: len(content) // 2]
    raise BrokenOff


def _plain(answer: httpx.Response) -> dict[str, str]:
    return {"Content-Type": answer.headers.get("Content-Type", "")}


def _is_file(request: httpx.Request) -> bool:
    """Whether it brings a file, sends one, or asks for the files of a record."""
    return "/attachments" in request.url.path or request.url.path.endswith("/files")


def _refusable(request: httpx.Request) -> bool:
    if request.method == "PUT":
        return _is_file(request)
    return request.method == "POST" and request.url.path.endswith(("/begin", "/records", "/files"))


def _instead(fault: str, request: httpx.Request) -> httpx.Response:
    """What is answered in the system's place; nothing is carried out."""
    if fault in (Fault.PORTAL, Fault.PROXY):
        status = 200 if fault == Fault.PORTAL else 407
        return httpx.Response(status, headers={"Content-Type": "text/html"}, content=PAGE, request=request)
    status, word = {
        Fault.BROKEN: (503, "unavailable"),
        Fault.BUSY: (429, "too-many"),
        Fault.SIGNED_OUT: (401, "unauthenticated"),
        Fault.REFUSED: (422, "refused"),
        Fault.TOO_LARGE: (413, "too-large"),
        Fault.WRONG_TYPE: (415, "unsupported-media-type"),
    }[Fault(fault)]
    told: dict[str, Any] = {"type": f"https://example.org/problems/{word}", "title": word, "status": status}
    if status == 422:
        told["errors"] = [{"pointer": "/people/0/surname", "detail": "is not accepted by this system"}]
    headers = {**_PROBLEM, **({"Retry-After": "30"} if status == 429 else {})}
    return httpx.Response(status, headers=headers, content=json.dumps(told).encode(), request=request)
