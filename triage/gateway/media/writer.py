"""A file on its way into the database: cut into parts, hashed, its beginning kept for a look."""

from __future__ import annotations

import hashlib
from typing import Any

from triage.gateway.media.files import File
from triage.gateway.media.sniff import HEAD
from triage.gateway.media.store import PART, MediaStore


class Writer:
    """Takes bytes in order; holds at most one part of them. ``seconds``: for how long each part keeps the file ours."""

    def __init__(self, store: MediaStore, file: File, *, seconds: float) -> None:
        self._store = store
        self._file = file
        self._seconds = seconds
        self._rest = bytearray()
        self._seq = 0
        self._hash = hashlib.sha256()
        self.head = b""
        self.size = 0

    async def write(self, content: bytes) -> None:
        """Raises TakenOverError, DatabaseDown."""
        if len(self.head) < HEAD:
            self.head += content[: HEAD - len(self.head)]
        self._hash.update(content)
        self.size += len(content)
        self._rest += content
        while len(self._rest) > PART:
            part = bytes(self._rest[:PART])
            del self._rest[:PART]
            await self._store.add(self._file, self._seq, part, self._seconds)
            self._seq += 1

    async def close(self, **values: Any) -> dict[str, Any]:
        """The end: size, SHA-256 and ``values`` are the file's from now on. Gives what was written.

        Raises:
            TakenOverError, DatabaseDown.
        """
        known = {"size": self.size, "sha256": self._hash.hexdigest(), **values}
        await self._store.arrive(self._file, self._seq, bytes(self._rest), **known)
        return known
