"""What every source of look-ups offers, and the one way of asking over HTTP that they share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
import msgspec

from triage.models.answer import Answer
from triage.models.lookup import About, LookupLevel

MOST_BYTES = 256 * 1024
"""Of an answer; a vehicle is a thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a source said. ``found`` False: it knows nothing of the kind."""

    found: bool
    summary: str
    level: LookupLevel = LookupLevel.INFO
    details: tuple[Answer, ...] = ()


class NotAsked(Exception):
    """The source could not be asked or could not be understood; the message is for the handler, without any data.

    ``wait``: seconds after which the source wants to be asked again, 0 when it did not say.
    """

    def __init__(self, why: str, wait: float = 0) -> None:
        super().__init__(why)
        self.why = why
        self.wait = wait


class Provider(Protocol):
    """A source. ``asks`` is the kind of thing it knows; ``key`` what may-leave rules and figures call it."""

    @property
    def name(self) -> str:
        """As the screen says it."""
        ...

    @property
    def asks(self) -> About: ...

    def plain(self, value: str) -> str:
        """The value as the source takes it; "" when it cannot be asked about that."""
        ...

    async def ask(self, plain: str) -> Said:
        """Ask.

        Raises:
            NotAsked: no answer, or none that can be used.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int
    body: Any
    wait: float = 0


class Line:
    """HTTP to one service: a time limit for the whole, no redirects, no more than `MOST_BYTES`, JSON only."""

    def __init__(self, client: httpx.AsyncClient, seconds: float, name: str) -> None:
        self._client = client
        self._seconds = seconds
        self._name = name

    async def send(self, method: str, url: str, **parts: Any) -> Reply:
        """One question.

        Raises:
            NotAsked: the service was not reached in time, or what came is no JSON of a sensible size.
        """
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._client.stream(method, url, follow_redirects=False, **parts) as answer,
            ):
                body = await self._read(answer)
                told = answer.headers.get("retry-after", "")
                return Reply(status=answer.status_code, body=body, wait=float(told) if told.isdecimal() else 0)
        except TimeoutError as error:
            raise NotAsked(f"{self._name} did not answer in {self._seconds:g} seconds.") from error
        except httpx.HTTPError as error:
            raise NotAsked(f"{self._name} cannot be reached.") from error

    async def _read(self, answer: httpx.Response) -> Any:
        size, parts = 0, []
        async for part in answer.aiter_bytes():
            size += len(part)
            if size > MOST_BYTES:
                raise NotAsked(f"{self._name} gave an answer that is too long to be one.")
            parts.append(part)
        try:
            return msgspec.json.decode(b"".join(parts)) if size else None
        except (msgspec.DecodeError, RecursionError) as error:
            if answer.status_code >= 400:
                return None
            raise NotAsked(f"Something other than {self._name} answered.") from error
