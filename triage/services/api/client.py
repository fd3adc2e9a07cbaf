"""One system over HTTP: sends a request once and tells what came, as the verdicts need it.

`ApiFailure` is the only thing it raises for what network or server do. Its words are for a person; ``outcome`` is for
`triage.models.verdict.classify`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias

import msgspec

from triage.models import codec
from triage.models.clock import Clock
from triage.models.errors import FieldError, InputError, KnownError
from triage.models.queue import ProblemDocument, ProblemField
from triage.models.verdict import Reply, Transport
from triage.records.http import JSON_TYPE, PROBLEM_TYPE, Pool, retry_after, transport_of

if TYPE_CHECKING:
    import httpx  # imported by the first call: see `Pool`

Wire: TypeAlias = "httpx.AsyncClient"
"""What carries the calls: connections, or something that stands for them."""
MAX_ANSWER = 64 * 1024 * 1024
Heard = Callable[[Reply | Transport, float | None, datetime | None], None]
"""Told of every exchange: outcome, milliseconds (None for a long-poll), the server's Date if it gave one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """A successful answer."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class ApiFailure(KnownError):
    """No success: the reply, or how it ended without one. ``problem`` is the problem document, if there was one."""

    def __init__(self, outcome: Reply | Transport, problem: ProblemDocument | None = None) -> None:
        super().__init__(*_words(outcome, problem))
        self.outcome = outcome
        self.problem = problem

    @property
    def word(self) -> str:
        """The short word of the problem's type, "" when there is none."""
        return self.outcome.problem if isinstance(self.outcome, Reply) else ""

    @property
    def status(self) -> int:
        """The HTTP status, 0 when no reply came."""
        return self.outcome.status if isinstance(self.outcome, Reply) else 0

    @property
    def may_have_happened(self) -> bool:
        """Whether the server may have done it all the same."""
        return self.outcome is Transport.NO_ANSWER or self.status >= 500 or 200 <= self.status < 400


class MustSignIn(KnownError):
    """Nobody can speak for this person until they have signed in again."""

    def __init__(self) -> None:
        super().__init__("Your sign-in has ended.", "Sign in again; your work is saved.")


class Tokens(Protocol):
    """Where the bearer token comes from, asked before each call."""

    async def token(self) -> str:
        """Raises MustSignIn when only the person can bring one, another KnownError when there is none just now."""

    def refused(self, token: str) -> None:
        """The system answered 401 to it."""


class StaticToken:
    """One token for good (training, development)."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self) -> str:
        return self._token

    def refused(self, token: str) -> None:
        """It is all there is."""


class Client:
    """A base address, a token and one connection pool. The first call makes the pool; `aclose` closes it."""

    def __init__(
        self,
        base_url: str,
        token: str | Tokens,
        clock: Clock,
        *,
        client: httpx.AsyncClient | None = None,
        heard: Heard | None = None,
        timeout_seconds: float = 10.0,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._pool = Pool(base_url, timeout_seconds, client)
        self._tokens = StaticToken(token) if isinstance(token, str) else token
        self._clock = clock
        self._heard = heard
        self._timeout = timeout_seconds

    async def call(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        wait: float = 0,
        media: str | None = JSON_TYPE,
    ) -> Got:
        """Send once. ``wait``: seconds of a long-poll on top of the time-out. ``media`` None = any content type.

        Raises:
            ApiFailure: anything but a 2xx (or 304) of our content type.
        """
        client, token = await self._pool.client(), await self._token()
        import httpx

        request = client.build_request(
            method,
            f"{self._base}{path}",
            content=body,
            params=params or None,
            headers={**({"Authorization": f"Bearer {token}"} if token else {}), **(headers or {})},
        )
        if body is not None:
            request.headers["Content-Type"] = JSON_TYPE
        patience = self._timeout + wait
        request.extensions["timeout"] = httpx.Timeout(patience, connect=min(self._timeout, 5.0)).as_dict()
        started = time.perf_counter()
        try:
            async with asyncio.timeout(patience * 2):
                status, answer_headers, content = await _send(client, request)
        except TimeoutError as error:
            raise self._failed(Transport.NO_ANSWER) from error
        except httpx.HTTPError as error:
            raise self._failed(transport_of(error)) from error
        took = None if wait else (time.perf_counter() - started) * 1000
        if status == 401:
            self._tokens.refused(token)
        return self._read(status, answer_headers, content, media, took)

    def _read(self, status: int, headers: httpx.Headers, content: bytes, media: str | None, took: float | None) -> Got:
        told = headers.get("content-type", "").partition(";")[0].strip().lower()
        empty = status in (204, 304)
        good = (200 <= status < 300 or status == 304) and (empty or media is None or told == media)
        ours = good or told in (JSON_TYPE, PROBLEM_TYPE)
        problem = _problem(content) if not good and ours else None
        wait = retry_after(headers.get("retry-after"), self._clock.now())
        reply = _reply(status, problem, expected=ours, wait=wait)
        if self._heard:
            self._heard(reply, took, _date(headers))
        if not good:
            raise ApiFailure(reply, problem)
        return Got(status=status, body=content, headers=dict(headers))

    async def _token(self) -> str:
        """Without a token nothing is sent: a person who has to sign in reads as 401, a provider away as not sent."""
        try:
            return await self._tokens.token()
        except MustSignIn as error:
            raise self._failed(Reply(status=401)) from error
        except KnownError as error:
            raise self._failed(Transport.NOT_SENT) from error

    def _failed(self, outcome: Reply | Transport) -> ApiFailure:
        if self._heard:
            self._heard(outcome, None, None)
        return ApiFailure(outcome)

    async def aclose(self) -> None:
        await self._pool.aclose()


async def _send(client: httpx.AsyncClient, request: httpx.Request) -> tuple[int, httpx.Headers, bytes]:
    import httpx

    response = await client.send(request, stream=True, follow_redirects=False)
    try:
        parts, size = [], 0
        async for part in response.aiter_bytes():
            size += len(part)
            # Read to its end and thrown away: one left half read is closed by the loop later, in a task of nobody.
            if size <= MAX_ANSWER:
                parts.append(part)
            else:
                parts.clear()
        if size > MAX_ANSWER:
            raise httpx.ReadError("the answer is too long", request=request)
        return response.status_code, response.headers, b"".join(parts)
    finally:
        await response.aclose()


def unreadable(error: InputError) -> ApiFailure:
    """A success whose body is not what the contract says: treated like a stranger's page."""
    failure = ApiFailure(Reply(status=200, expected_type=False, title="The answer cannot be read."))
    failure.__cause__ = error
    return failure


def _reply(status: int, problem: ProblemDocument | None, *, expected: bool, wait: float | None) -> Reply:
    if problem is None:
        return Reply(status=status, expected_type=expected, retry_after=wait)
    return Reply(
        status=status,
        expected_type=expected,
        problem=problem.type.rstrip("/").rpartition("/")[2].rpartition(":")[2],
        title=problem.title,
        errors=tuple(FieldError(entry.pointer, entry.detail) for entry in problem.errors),
        retry_after=wait,
    )


class _Lenient(msgspec.Struct):
    type: str = ""
    title: str = ""
    detail: str = ""
    errors: list[ProblemField] = []
    held_by: str = ""
    lease_expires_at: datetime | None = None


def _problem(content: bytes) -> ProblemDocument | None:
    try:
        told = codec.decode(_Lenient, content)
    except (InputError, UnicodeDecodeError):
        return None
    return ProblemDocument(
        type=told.type,
        title=told.title,
        status=0,
        detail=told.detail,
        errors=tuple(told.errors),
        held_by=told.held_by,
        lease_expires_at=told.lease_expires_at,
    )


def _date(headers: httpx.Headers) -> datetime | None:
    try:
        found = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _words(outcome: Reply | Transport, problem: ProblemDocument | None) -> tuple[str, str]:
    if outcome is Transport.NOT_SENT:
        return "The gateway cannot be reached.", "Your work is saved. Triage tries again by itself."
    if outcome is Transport.NO_ANSWER:
        return "The gateway did not answer.", "Your work is saved. Triage tries again by itself."
    if outcome.status == 401:
        return "The gateway does not know this sign-in.", "Sign in again; your work is saved."
    if not outcome.expected_type:
        return "Something between here and the gateway answered in its place.", "Check the network or its log-in page."
    if problem is not None and problem.title:
        return f"{problem.title.rstrip('.')}.", problem.detail
    return f"The gateway refused this ({outcome.status}).", "Your work is saved. Try again, or tell support."
