"""HTTP as verdicts need it: was it sent, is the answer ours, when may we come again.

Lessons kept here: a 200 that is not our content type is a captive portal; an answer is read up to a limit and within
one deadline, because a time-out per read never ends against a peer that drips.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from triage.models.errors import FieldError
from triage.models.verdict import Reply, Transport

if TYPE_CHECKING:
    # Importing httpx takes a quarter of a second, which the first list must not wait for: `Pool` does it in a thread.
    import httpx

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})
MAX_ANSWER = 4 * 1024 * 1024
"""Bytes of an answer that are read; a longer one is not ours."""
PROBLEM_TYPE = "application/problem+json"
JSON_TYPE = "application/json"
_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem")
"""Where distributions keep theirs; a frozen program's own library may look elsewhere."""
_MAX_RETRY_AFTER = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A reply with its body, which is empty when the content type is not ours or it was too long; ``bare``: it
    truly had none. ``location`` and ``etag`` are headers, "" when not sent."""

    reply: Reply
    body: bytes = b""
    bare: bool = False
    location: str = ""
    etag: str = ""


class _ProblemField(msgspec.Struct):
    pointer: str = ""
    detail: str = ""


class _Problem(msgspec.Struct):
    """RFC 9457, read leniently: a system that leaves members out is still understood."""

    type: str = ""
    title: str = ""
    detail: str = ""
    errors: list[_ProblemField] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTls:
    """Files (PEM) for a system that asks for our certificate, or whose own is not signed by a public authority."""

    certificate: str = ""
    key: str = ""
    authorities: str = ""

    def context(self) -> ssl.SSLContext | None:
        """The context, None when nothing is set; reads the files, so not for the thread of a window.

        Raises:
            OSError: a file cannot be read; ssl.SSLError is one, for what is no certificate or key.
        """
        if not (self.certificate or self.authorities):
            return None
        made = ssl.create_default_context(cafile=self.authorities or None)
        if self.certificate:
            made.load_cert_chain(self.certificate, self.key or None)
        return made


def new_client(base_url: str, timeout_seconds: float, tls: ClientTls = ClientTls()) -> httpx.AsyncClient:
    """A client for one system. On loopback it ignores proxies and certificate settings of the environment."""
    import httpx

    # At INFO it writes every address it calls, and a look-up's address holds names and numbers.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    timeout = httpx.Timeout(timeout_seconds, connect=min(timeout_seconds, 5.0))
    # Shorter than servers keep an idle connection (uvicorn: 5 s): a reused one that is just closing gives NO_ANSWER.
    limits = httpx.Limits(max_connections=8, max_keepalive_connections=4, keepalive_expiry=3)
    if is_loopback(base_url):
        # Without TLS an empty trust store: nothing is read from disk for it.
        bare = machine_trust if base_url.startswith("https:") else lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context = tls.context() or bare()
        return httpx.AsyncClient(timeout=timeout, limits=limits, trust_env=False, verify=context)
    return httpx.AsyncClient(timeout=timeout, limits=limits, verify=tls.context() or machine_trust())


def machine_trust() -> ssl.SSLContext:
    """What this machine trusts: its certificate store, where IT puts the force's own authority (SSL_CERT_FILE wins).

    A machine that has none at all trusts the list that comes with the program.
    """
    paths = ssl.get_default_verify_paths()
    known = next((file for file in _BUNDLES if Path(file).is_file()), None)
    if sys.platform == "win32" or paths.cafile or paths.capath:
        return ssl.create_default_context()
    import certifi

    return ssl.create_default_context(cafile=known or certifi.where())


def lossy_client(tls: ClientTls = ClientTls()) -> httpx.AsyncClient:
    """A client whose requests arrive and whose answers are lost, for trying what then happens."""
    import httpx

    class Losing(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            response = await super().handle_async_request(request)
            await response.aread()
            await response.aclose()
            raise httpx.ReadTimeout("the answer is lost on purpose", request=request)

    return httpx.AsyncClient(timeout=10, transport=Losing(verify=tls.context() or ssl.create_default_context()))


class Pool:
    """The client of one system, made at the first call. One that is passed in is shared and stays open."""

    def __init__(
        self,
        base_url: str,
        timeout_seconds: float,
        shared: httpx.AsyncClient | None = None,
        tls: ClientTls = ClientTls(),
    ) -> None:
        self._base_url = base_url
        self._timeout = timeout_seconds
        self._tls = tls
        self._own = shared is None
        self._client = shared
        self._making = asyncio.Lock()

    async def client(self) -> httpx.AsyncClient:
        """The one client, ready to use."""
        async with self._making:
            if self._client is None:
                self._client = await asyncio.to_thread(new_client, self._base_url, self._timeout, self._tls)
            return self._client

    async def aclose(self) -> None:
        """Close the client if it is our own and was ever made."""
        if self._own and self._client is not None:
            await self._client.aclose()


def is_loopback(url: str) -> bool:
    return (urlsplit(url).hostname or "") in LOOPBACK_HOSTS


def transport_of(error: httpx.HTTPError) -> Transport:
    """NOT_SENT only where no byte of the request can have left; everything else may have been carried out."""
    import httpx

    not_sent = (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx.PoolTimeout,
        httpx.ProxyError,
        httpx.UnsupportedProtocol,
    )
    return Transport.NOT_SENT if isinstance(error, not_sent) else Transport.NO_ANSWER


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait from a Retry-After header (delta-seconds or HTTP date, RFC 9110 §10.2.3); None if unreadable."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _MAX_RETRY_AFTER)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), _MAX_RETRY_AFTER)


def is_json(media: str) -> bool:
    """Whether a content type is that of our own contract."""
    return media in {JSON_TYPE, PROBLEM_TYPE}


async def exchange(
    client: httpx.AsyncClient,
    request: httpx.Request,
    *,
    deadline_seconds: float,
    now: datetime,
    ours: Callable[[str], bool] = is_json,
) -> tuple[Answer | Transport, float]:
    """Send ``request`` once, without following redirects; what came and the milliseconds it took.

    ``deadline_seconds`` bounds the whole of it; ``now`` is what an HTTP date in Retry-After is measured from; ``ours``
    says of a content type whether it is one in which the system itself answers.
    """
    import httpx

    started = time.perf_counter()
    outcome: Answer | Transport
    try:
        async with asyncio.timeout(deadline_seconds):
            response = await client.send(request, stream=True, follow_redirects=False)
            try:
                body = await _read(response)
            finally:
                await response.aclose()
        outcome = _answer(response, body, now, ours)
    except TimeoutError:
        outcome = Transport.NO_ANSWER
    except httpx.HTTPError as error:
        outcome = transport_of(error)
    return outcome, (time.perf_counter() - started) * 1000


async def _read(response: httpx.Response) -> bytes | None:
    """The body, or None when it is too long. A long one is read to its end (the deadline bounds that) and thrown away:
    a stream left half read is closed by the loop later, in a task that nobody owns."""
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_bytes():
        size += len(part)
        if size <= MAX_ANSWER:
            parts.append(part)
        else:
            parts.clear()
    return b"".join(parts) if size <= MAX_ANSWER else None


def _answer(response: httpx.Response, body: bytes | None, now: datetime, is_ours: Callable[[str], bool]) -> Answer:
    media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    ours = body is not None and is_ours(media)
    wait = retry_after(response.headers.get("retry-after"), now)
    problem = _problem(body) if ours and body and response.status_code >= 400 else _Problem()
    return Answer(
        reply=Reply(
            status=response.status_code,
            expected_type=ours,
            problem=problem.type.rstrip("/").rpartition("/")[2].rpartition(":")[2],
            title=problem.title or problem.detail,
            errors=tuple(FieldError(entry.pointer, entry.detail) for entry in problem.errors),
            retry_after=wait,
        ),
        body=body if ours and body else b"",
        bare=body == b"",
        location=response.headers.get("location", ""),
        etag=response.headers.get("etag", ""),
    )


def _problem(body: bytes) -> _Problem:
    try:
        return msgspec.json.decode(body, type=_Problem)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return _Problem()
