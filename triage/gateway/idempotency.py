"""Idempotency-Key: the same key gives the same answer, and the act happens once.

The answer is kept in the very transaction of the act, so there is no state in which one exists without the other. A
call that is refused keeps nothing: it changed nothing and may be tried again with the same key.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.database import Database
from triage.gateway.problems import Refusal
from triage.models import codec

LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Call:
    """One call as its caller keyed it. ``request`` is all that must be the same: address and body."""

    subject: str
    name: str
    key: str
    request: bytes


def check_key(key: str | None) -> str:
    """Raises Refusal (400) when the header is missing or not a key."""
    told = (key or "").strip().strip('"')
    if not told:
        raise Refusal("idempotency-key-missing")
    if len(told) > LONGEST_KEY or not told.isprintable():
        raise Refusal("bad-request", f"An Idempotency-Key has at most {LONGEST_KEY} printable characters.")
    return told


class Idempotency:
    """Runs a keyed act once; knows which ones are running in this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._running: set[tuple[str, str, str]] = set()

    @asynccontextmanager
    async def alone(self, call: Call) -> AsyncIterator[None]:
        """Raises Refusal: in-progress, while the same call is running."""
        name = (call.subject, call.name, call.key)
        if name in self._running:
            raise Refusal("in-progress", headers={"Retry-After": "1"})
        self._running.add(name)
        try:
            yield
        finally:
            self._running.discard(name)

    async def once(
        self, connection: AsyncConnection, call: Call, now: datetime, act: Callable[[], Awaitable[bytes]]
    ) -> tuple[bytes, bool]:
        """The answer of ``act`` and whether it is a replay.

        Raises:
            Refusal: idempotency-key-reused; whatever ``act`` raises.
        """
        await self._database.serialise(connection, f"key {call.subject} {call.name} {call.key}")
        wanted = codec.sha256(call.request)
        kept = tables.idempotency
        found = (
            await connection.execute(
                select(kept.c.request_sha256, kept.c.response).where(
                    kept.c.subject == call.subject, kept.c.call == call.name, kept.c.key == call.key
                )
            )
        ).first()
        if found is not None:
            if found.request_sha256 != wanted:
                raise Refusal("idempotency-key-reused")
            return bytes(found.response), True
        response = await act()
        await connection.execute(
            insert(kept).values(
                subject=call.subject,
                call=call.name,
                key=call.key,
                request_sha256=wanted,
                state="done",
                status=200,
                response=response,
                at=now,
            )
        )
        return response, False
