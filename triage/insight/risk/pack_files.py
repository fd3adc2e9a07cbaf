"""Rule packs as files of a force: read whole, with the signature beside."""

from __future__ import annotations

from pathlib import Path

from triage.insight.risk.pack import Pack, read_pack
from triage.models.errors import InputError, KnownError

ENDING = ".sig"
"""What the signature's file adds to the name of the pack."""


def pack_in(path: Path) -> Pack:
    """The pack in a file.

    Raises:
        KnownError: it cannot be read.
        InputError: it is not UTF-8, or cannot be used.
    """
    try:
        return read_pack(read_bytes(path).decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8.", do="Save it as UTF-8.") from error


def signature_of(pack: Path) -> Path:
    """Where the signature of a pack lies."""
    return pack.with_name(pack.name + ENDING)


def read_bytes(path: Path) -> bytes:
    """A file whole.

    Raises:
        KnownError: it cannot be read; names it.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        do = "Check the path and who may read it."
        raise KnownError(f"{path} cannot be read: {error.strerror or error}.", do) from error
