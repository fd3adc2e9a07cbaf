"""One request in, one answer out: limits first, then everything that decoding needs, then the lock, then the file."""

from __future__ import annotations

import os
import struct

from triage.decoder import confine

MOST_FILE = 256 * 1024 * 1024


def main() -> None:
    """Read the request and the file from standard input, write the answer to standard output."""
    confine.limit()
    os.environ["QT_NO_GLIB"] = "1"  # Qt's threads for large pictures; GLib's own would ask the system for more
    from triage.decoder import open_file

    open_file.preload()
    confined = confine.lock()
    request, content = _read()
    header, pixels = open_file.answer(request, content, confined=confined)
    _write(struct.pack(">4sI", open_file.MAGIC, len(header)) + header)
    for part in pixels:
        _write(part)


def _read() -> tuple[bytes, bytes]:
    (length,) = struct.unpack(">I", _exactly(4))
    (size,) = struct.unpack(">Q", _exactly(8))
    if size > MOST_FILE:
        raise SystemExit(3)
    return _exactly(min(length, 65536)), _exactly(size)


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
