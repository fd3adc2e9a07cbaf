"""Bytes as they are handed out: to be saved, never to be shown by a browser; whole or the part that Range asks for."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from triage.gateway.byteranges import part_of
from triage.gateway.wire import matches, not_modified, quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """What is sent: bytes ``first`` to ``last`` (both included; an empty file has none) under ``status``."""

    status: int
    first: int
    last: int
    headers: dict[str, str]

    @property
    def size(self) -> int:
        return self.last - self.first + 1


def handout(request: Request, *, name: str, size: int, sha256: str) -> Handout | Response:
    """What of a file this request gets; a finished answer when it knows the file already.

    Raises:
        Refusal: range-not-satisfiable.
    """
    if matches(request.headers.get("if-none-match"), sha256):
        return not_modified(sha256)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='', errors='replace')}",
        "ETag": quoted(sha256),
        "X-Content-SHA256": sha256,
        "Repr-Digest": f"sha-256=:{base64.b64encode(binascii.unhexlify(sha256)).decode()}:",
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "sandbox",
    }
    wanted, if_range = request.headers.get("range"), request.headers.get("if-range")
    found = part_of(wanted, size) if wanted and (not if_range or matches(if_range, sha256)) else None
    if found is None:
        return Handout(status=200, first=0, last=size - 1, headers=headers)
    first, last = found
    headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return Handout(status=206, first=first, last=last, headers=headers)
