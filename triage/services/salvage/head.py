"""A spare copy of the store's first page: without that page nothing of the file can be read.

It lies beside the store, as encrypted as there, and is taken again whenever the file changes (in WAL mode only when a
checkpoint writes it). It also tells a damaged file from a key that does not fit: the spare page opens with the right
key alone.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from triage.services.cipher import PAGE_BYTES


def spare_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-head")


class SpareHead:
    """Kept by the store's writing thread, which is the only one that makes checkpoints."""

    def __init__(self, path: Path, *, stale: bool) -> None:
        """``stale``: the page in use lies in the log, and nobody has read the one in the file; a spare stays then."""
        self._path = path
        # Open for as long as the store: closing any handle of a file drops the locks SQLite holds on it (POSIX).
        self._handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        self._seen = os.fstat(self._handle).st_mtime_ns if stale and spare_of(path).exists() else 0

    def keep(self) -> None:
        """Copy the first page if the file changed since; a disk that takes nothing more keeps the copy before."""
        with contextlib.suppress(OSError):
            changed = os.fstat(self._handle).st_mtime_ns
            if changed == self._seen:
                return
            os.lseek(self._handle, 0, os.SEEK_SET)
            page = os.read(self._handle, PAGE_BYTES)
            if len(page) == PAGE_BYTES:
                write_whole(spare_of(self._path), page)
                self._seen = changed

    def close(self) -> None:
        """After SQLite's own connections are closed."""
        os.close(self._handle)


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file so that it is the old or the new one, never half."""
    half = path.with_name(f"{path.name}.new")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    half.replace(path)
