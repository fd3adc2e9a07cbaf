"""Files at rest: parts sealed with AES-256-GCM under a key of the file's own, which lies in the encrypted store.

Erasing the key in the store erases the file at once, in the same transaction as everything else of the report; the
sealed bytes that stay behind are noise, and are taken away afterwards. Every function blocks: call it on a thread.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from triage.models.errors import KnownError

PART = 256 * 1024
"""Bytes of the file in one part. All but the last part of a file are full."""
_NONCE, _TAG = 12, 16
_SEALED = _NONCE + PART + _TAG


class Blobs:
    """A folder of sealed files, each under a name that says nothing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @staticmethod
    def new() -> tuple[str, bytes]:
        """A fresh name and key."""
        return secrets.token_hex(16), secrets.token_bytes(32)

    def parts(self, name: str) -> int:
        """How many whole parts are there. A part that was cut off while it was written does not count."""
        try:
            return self._path(name).stat().st_size // _SEALED
        except FileNotFoundError:
            return 0

    def append(self, name: str, key: bytes, at: int, content: bytes) -> None:
        """Write ``content`` from part ``at`` on; only the end of a file may be shorter than a part.

        Raises:
            KnownError: the disk is full or failing.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        seal = AESGCM(key)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self._path(name), os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            with os.fdopen(handle, "r+b") as file:
                file.seek(at * _SEALED)
                file.truncate()
                for number, first in enumerate(range(0, len(content), PART), at):
                    nonce = secrets.token_bytes(_NONCE)
                    told = _told(name, number)
                    file.write(nonce + seal.encrypt(nonce, content[first : first + PART], told))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise KnownError(
                "The attachment could not be kept on this disk.", "Free some space; then open it again."
            ) from error

    def read(self, name: str, key: bytes) -> Iterator[bytes]:
        """The parts in order, opened and checked.

        Raises:
            KnownError: a part is missing or was changed on the disk.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        seal = AESGCM(key)
        try:
            with self._path(name).open("rb") as file:
                number = 0
                while sealed := file.read(_SEALED):
                    yield seal.decrypt(sealed[:_NONCE], sealed[_NONCE:], _told(name, number))
                    number += 1
        except (InvalidTag, OSError, ValueError) as error:
            raise KnownError("The copy of the attachment on this disk is damaged.", "Fetch it again.") from error

    def drop(self, name: str) -> None:
        """Take the sealed file away; nothing when it is gone already or is in use just now."""
        with suppress(OSError):
            self._path(name).unlink()

    def sweep(self, kept: frozenset[str]) -> int:
        """Take away every sealed file that is not in ``kept``; gives how many."""
        if not self._folder.is_dir():
            return 0
        gone = [path for path in self._folder.iterdir() if path.suffix == ".part" and path.stem not in kept]
        for path in gone:
            self.drop(path.stem)
        return len(gone)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.part"


def _told(name: str, number: int) -> bytes:
    """What a part is sealed to, so that parts can be neither swapped nor moved into another file."""
    return f"{name}:{number}".encode()
