"""Reading request bodies and headers, writing answers: the same for every call of the queue API."""

from __future__ import annotations

from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from triage.gateway.problems import Refusal
from triage.models import codec
from triage.models.errors import FieldError, InputError

T = TypeVar("T")
MAX_BODY = 8 * 1024 * 1024
"""Bytes that a call of the queue API may carry; a decision with its draft is far below."""


async def body_bytes(request: Request) -> bytes:
    """The body; raises Refusal too-large as soon as it is."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY:
            raise Refusal("too-large", headers={"Connection": "close"})
        parts.append(part)
    return b"".join(parts)


def read(kind: type[T], body: bytes) -> T:
    """The body as ``kind``.

    Raises:
        Refusal: 422 naming the field; 400 when it is not JSON at all.
    """
    try:
        return codec.decode(kind, body)
    except InputError as error:
        pointed = tuple(FieldError(_pointer(entry.pointer), entry.detail) for entry in error.errors)
        raise Refusal("invalid", errors=pointed) from error


def _pointer(dotted: str) -> str:
    """ "draft.checks[0].key" as "/draft/checks/0/key"."""
    return "/" + dotted.replace("[", "/").replace("]", "").replace(".", "/").lstrip("/") if dotted else ""


def etag_told(header: str | None) -> str:
    """The mark in an If-Match header, with or without quotes; what follows “+” says how the report's files stand and
    does not count.

    Raises:
        Refusal: precondition-required; "*" would say that any state is right, which is what the header prevents.
    """
    told = (header or "").strip().removeprefix("W/").strip('"').partition("+")[0]
    if not told or told == "*":
        raise Refusal("precondition-required", "Send If-Match with the report's etag.")
    return told


def quoted(etag: str) -> str:
    return f'"{etag}"'


def matches(header: str | None, etag: str) -> bool:
    """Whether an If-None-Match header names this mark."""
    if not header:
        return False
    told = {part.strip().removeprefix("W/").strip('"') for part in header.split(",")}
    return etag in told or "*" in told


def json_answer(value: object, *, status: int = 200, etag: str = "", replayed: bool = False) -> Response:
    """A value as JSON; ``value`` may be bytes that are JSON already."""
    content = value if isinstance(value, bytes) else codec.encode(value)
    headers = {"Cache-Control": "no-store"}
    if etag:
        headers["ETag"] = quoted(etag)
    if replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(content, status_code=status, media_type="application/json", headers=headers)


def not_modified(etag: str) -> Response:
    return Response(status_code=304, headers={"ETag": quoted(etag), "Cache-Control": "no-store"})


def request_id(request: Request) -> str:
    return str(request.scope["state"]["request_id"])
