"""A file of a report on its way to a record: piece by piece, bare or as a field of a form."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from urllib.parse import quote

from triage.records.connector import SentFile

SLOWEST = 64 * 1024
"""Bytes a second below which sending a file is given up (beside the destination's own time-outs)."""


def file_headers(file: SentFile) -> dict[str, str]:
    """Type, length and name (RFC 6266) of a file that is sent as the bare body."""
    return {
        "Content-Type": file.media_type or "application/octet-stream",
        "Content-Length": str(file.size),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
    }


def as_form(file: SentFile, field: str) -> tuple[dict[str, str], AsyncIterator[bytes]]:
    """Headers and bytes of a form with the file in one field (RFC 7578); the file never lies in memory whole."""
    boundary = secrets.token_hex(16)
    name = file.name.encode("ascii", "replace").decode().translate({34: "_", 92: "_", 13: "_", 10: "_"})
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"'
        f"; filename*=UTF-8''{quote(file.name, safe='')}\r\n"
        f"Content-Type: {file.media_type or 'application/octet-stream'}\r\n\r\n"
    ).encode()
    tail = f"\r\n--{boundary}--\r\n".encode()

    async def whole() -> AsyncIterator[bytes]:
        yield head
        async for piece in file.content():
            yield piece
        yield tail

    length = len(head) + file.size + len(tail)
    return {"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": str(length)}, whole()
