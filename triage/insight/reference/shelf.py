"""The folder that reference data lies in, and the one moment at which a new version takes the old one's place.

For each kind there is ``KIND.json``, which names the version in use, and the file it names (``KIND-SHA256.ref``).
A new version is written beside the old one, seen to the disk and only then named: a reader finds the old or the new
one, never half of either, and an import that fails changes nothing. The version before stays until the next comes.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from triage.models import codec
from triage.models.errors import InputError, KnownError
from triage.models.reference import KINDS, RefSet

_PART = 1 << 20
LEFT_OVER = timedelta(days=1)
"""Older than this, an unfinished file belongs to nobody any more."""


def file_of(folder: Path, entry: RefSet) -> Path:
    """Where a version's data lies."""
    return folder / f"{entry.kind}-{entry.sha256[:16]}.ref"


def in_use(folder: Path) -> tuple[RefSet, ...]:
    """The version of each kind that is in use here, in the order of `KINDS`; what cannot be read is left out."""
    found: list[RefSet] = []
    for kind in KINDS:
        with suppress(OSError, InputError):
            entry = codec.decode(RefSet, (folder / f"{kind}.json").read_bytes())
            if entry.kind == kind and file_of(folder, entry).is_file():
                found.append(entry)
    return tuple(found)


def scratch(folder: Path, kind: str) -> Path:
    """A new file's path in the folder, to write a version to before `install`.

    Raises:
        KnownError: the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError(f"The folder {folder} cannot be made.", "Choose another with --to.") from error
    return folder / f"{kind}-{uuid.uuid4().hex}.part"


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(_PART):
            digest.update(part)
    return digest.hexdigest()


def install(folder: Path, entry: RefSet, written: Path) -> None:
    """Put a written file into use.

    Raises:
        KnownError: the folder cannot be written to; the version before is still in use.
    """
    before = next((one for one in in_use(folder) if one.kind == entry.kind), None)
    name = folder / f"{entry.kind}.json"
    naming = name.with_suffix(f".{uuid.uuid4().hex}.part")
    try:
        written.replace(file_of(folder, entry))
        with naming.open("wb") as file:
            file.write(codec.encode(entry))
            file.flush()
            os.fsync(file.fileno())
        naming.replace(name)
    except OSError as error:
        for path in (written, naming):
            path.unlink(missing_ok=True)
        what = f"The {entry.kind} in {folder} cannot be replaced."
        raise KnownError(what, "Check the rights and the space; the version before is still in use.") from error
    _prune(folder, entry.kind, {file_of(folder, one).name for one in (entry, before) if one is not None})


def _prune(folder: Path, kind: str, keep: set[str]) -> None:
    for path in folder.glob(f"{kind}-*.ref"):
        if path.name not in keep:
            with suppress(OSError):  # Windows keeps a file that somebody has open; the next import tries again
                path.unlink()


def sweep(folder: Path, now: datetime) -> None:
    """Remove what imports that were killed left behind."""
    for path in folder.glob("*.part"):
        with suppress(OSError):
            if path.stat().st_mtime < (now - LEFT_OVER).timestamp():
                path.unlink()
