"""Acts on one report: done once per Idempotency-Key, with their audit line, in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit, idempotency
from triage.gateway.credentials import Subject
from triage.gateway.parts import Parts
from triage.gateway.wire import json_answer, request_id
from triage.models import codec

Act = Callable[[AsyncConnection], Awaitable[object]]
BODY_WORDS = ("bad-request", "too-large", "unknown-report")
"""What every such call can say."""
KEY_WORDS = ("idempotency-key-missing", "idempotency-key-reused", "in-progress")
"""What a call can say that must have a key."""
OPTIONAL_KEY_WORDS = ("idempotency-key-reused", "in-progress")


@dataclass(frozen=True, slots=True)
class Keyed:
    """A call that is done once per key; an empty key: every time it is asked. ``name`` is its audit line's action,
    ``details`` what that line says more."""

    report_id: str
    who: Subject
    name: str
    key: str
    body: bytes
    details: Mapping[str, audit.Scalar] = field(default_factory=dict)


async def act_once(parts: Parts, request: Request, what: Keyed, act: Act) -> Response:
    """Do the act with its audit line in one transaction."""

    async def acting(connection: AsyncConnection) -> bytes:
        done = await act(connection)
        now = parts.clock.now()
        await audit.record(
            connection, now, what.who, what.name, report_id=what.report_id, request_id=request_id(request),
            details=what.details,
        )  # fmt: skip
        return codec.encode(done)

    if not what.key:
        async with parts.database.write() as connection:
            return json_answer(await acting(connection))
    call = idempotency.Call(what.who.id, what.name, what.key, what.report_id.encode() + b"\n" + what.body)
    async with parts.idempotency.alone(call), parts.database.write() as connection:
        now = parts.clock.now()
        content, replayed = await parts.idempotency.once(connection, call, now, lambda: acting(connection))
    return json_answer(content, replayed=replayed)


def needed_key(request: Request) -> str:
    """The Idempotency-Key; raises Refusal (400) without one."""
    return idempotency.check_key(request.headers.get("idempotency-key"))


def optional_key(request: Request) -> str:
    """The Idempotency-Key, or "" when the caller sent none."""
    told = request.headers.get("idempotency-key")
    return idempotency.check_key(told) if told else ""
