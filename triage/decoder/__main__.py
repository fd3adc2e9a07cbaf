"""One request in, one answer out: limits first, then the libraries it needs, then the lock, then the file."""

from __future__ import annotations

import os
import struct

from triage.decoder import confine

MOST_FILE = 256 * 1024 * 1024
HEAD = 64
"""Bytes by which it is told which libraries are needed: compared before the lock, decoded only behind it."""


def main() -> None:
    """Read the request and the file from standard input, write the answer to standard output."""
    confine.limit()
    os.environ["QT_NO_GLIB"] = "1"  # Qt's threads for large pictures; GLib's own would ask the system for more
    from triage.decoder import open_file

    request, size = _read_request()
    head = _exactly(min(size, HEAD))
    open_file.preload(head)
    confined = confine.lock()
    content = head + _exactly(size - len(head))
    header, pixels = open_file.answer(request, content, confined=confined)
    _write(struct.pack(">4sI", open_file.MAGIC, len(header)) + header)
    for part in pixels:
        _write(part)


def _read_request() -> tuple[bytes, int]:
    """What the desk asks, and how many bytes of the file follow."""
    (length,) = struct.unpack(">I", _exactly(4))
    (size,) = struct.unpack(">Q", _exactly(8))
    if size > MOST_FILE:
        raise SystemExit(3)
    return _exactly(min(length, 65536)), size


def _exactly(size: int) -> bytes:
    parts, left = [], size
    while left:
        part = os.read(0, min(left, 1 << 20))
        if not part:
            raise SystemExit(3)
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _write(content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(1, view) :]


if __name__ == "__main__":
    main()
