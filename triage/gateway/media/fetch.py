"""Fetching one link: only listed hosts, only the very address that was checked, never more than may come."""

from __future__ import annotations

import asyncio
import email.utils
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

import httpx

from triage.gateway.media.allow import AllowList, NotAllowedError, host_of, port_of
from triage.models.clock import Clock

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
Sink = Callable[[bytes], Awaitable[None]]
HOPS = 3
ADDRESSES = 4
_MOVED = frozenset({301, 302, 303, 307, 308})
_WORDS: tuple[tuple[type[httpx.TransportError], str], ...] = (
    (httpx.TimeoutException, "timed-out"),
    (httpx.ConnectError, "no-connection"),
    (httpx.TransportError, "broken-off"),
)


class FetchFailure(Exception):
    """No file. ``reason``: a short word; ``final``: trying again cannot help; ``wait``: seconds the host asked for."""

    def __init__(self, reason: str, *, final: bool = False, wait: float = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final
        self.wait = wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """``most`` in bytes; ``connect``, ``read`` (between two parts) and ``whole`` in seconds."""

    most: int
    connect: float = 10
    read: float = 30
    whole: float = 900


async def system_resolve(host: str, port: int) -> Sequence[str]:
    """What the system's resolver says; raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Fetcher:
    """``tls`` must verify certificates and names; ``resolve`` gives the addresses of a name."""

    def __init__(
        self, allow: AllowList, limits: Limits, tls: ssl.SSLContext, clock: Clock, resolve: Resolve = system_resolve
    ) -> None:
        self._allow = allow
        self._limits = limits
        self._tls = tls
        self._clock = clock
        self._resolve = resolve

    async def fetch(self, link: str, sink: Sink) -> None:
        """Give every byte of the file to ``sink``, in order; nothing may be kept when this raises.

        Raises:
            FetchFailure: no file, or not all of it.
        """
        try:
            async with asyncio.timeout(self._limits.whole):
                await self._follow(link, sink)
        except NotAllowedError as error:
            raise FetchFailure(error.reason, final=True) from error
        except TimeoutError as error:
            raise FetchFailure("timed-out") from error
        except httpx.TransportError as error:
            raise FetchFailure(_word(error)) from error

    async def _follow(self, link: str, sink: Sink) -> None:
        url = self._allow.link(link)
        for _ in range(HOPS + 1):
            moved = await self._ask(url, sink)
            if moved is None:
                return
            try:
                url = self._allow.link(str(url.join(moved)))
            except (NotAllowedError, httpx.InvalidURL) as error:
                raise FetchFailure("redirected-elsewhere", final=True) from error
        raise FetchFailure("too-many-redirects", final=True)

    async def addresses(self, url: httpx.URL) -> tuple[str, ...]:
        """Where to connect: each address checked.

        Raises:
            FetchFailure, NotAllowedError.
        """
        host = host_of(url)
        try:
            found: Sequence[str] = [str(ipaddress.ip_address(host))]
        except ValueError:
            try:
                async with asyncio.timeout(self._limits.connect):
                    found = await self._resolve(host, port_of(url))
            except (OSError, UnicodeError) as error:
                raise FetchFailure("unknown-name") from error
        if not found:
            raise FetchFailure("unknown-name")
        return self._allow.check(host, found)[:ADDRESSES]

    async def _ask(self, url: httpx.URL, sink: Sink) -> str | None:
        """One request; gives where it was sent on to, or None when the file has come."""
        addresses = await self.addresses(url)
        for address in addresses[:-1]:
            try:
                return await self._ask_at(address, url, sink)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._ask_at(addresses[-1], url, sink)

    async def _ask_at(self, address: str, url: httpx.URL, sink: Sink) -> str | None:
        """Connect to this very address, in the name of the link's host (Host, SNI and certificate)."""
        limits = httpx.Timeout(self._limits.read, connect=self._limits.connect)
        request_headers = {
            "Host": url.netloc.decode("ascii"),
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "User-Agent": "Triage gateway",
        }
        async with (
            httpx.AsyncClient(verify=self._tls, timeout=limits, trust_env=False, follow_redirects=False) as client,
            client.stream(
                "GET",
                url.copy_with(host=address),
                headers=request_headers,
                extensions={"sni_hostname": host_of(url)},
            ) as answer,
        ):
            if answer.status_code in _MOVED and answer.headers.get("location"):
                return str(answer.headers["location"])
            self._check(answer)
            await self._pour(answer, sink)
        return None

    def _check(self, answer: httpx.Response) -> None:
        if answer.status_code != HTTPStatus.OK:
            raise FetchFailure(f"status-{answer.status_code}", wait=self._wait(answer.headers.get("retry-after", "")))
        if answer.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise FetchFailure("encoded")
        told = answer.headers.get("content-length", "")
        if told.isascii() and told.isdigit() and len(told) < 19 and int(told) > self._limits.most:
            raise FetchFailure("too-large", final=True)

    async def _pour(self, answer: httpx.Response, sink: Sink) -> None:
        size = 0
        async for part in answer.aiter_raw():
            size += len(part)
            if size > self._limits.most:
                raise FetchFailure("too-large", final=True)
            await sink(part)
        if not size:
            raise FetchFailure("empty")

    def _wait(self, told: str) -> float:
        """Seconds that Retry-After asks for (RFC 9110 §10.2.3: seconds or a date); 0 when it says nothing."""
        if told.isascii() and told.isdigit():
            return float(told[:9])
        try:
            until = email.utils.parsedate_to_datetime(told)
        except ValueError:
            return 0
        return max(0.0, (_aware(until) - self._clock.now()).total_seconds())


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _word(error: httpx.TransportError) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "certificate"
        cause = cause.__cause__ or cause.__context__
    return next(word for kind, word in _WORDS if isinstance(error, kind))
