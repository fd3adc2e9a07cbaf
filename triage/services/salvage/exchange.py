"""Putting a new store in the place of a damaged one, so that a kill at any moment leaves one of the two whole.

The damaged file goes first. From then on the new one, which is complete, is the store, and the next start goes on.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from triage.models.salvage import KEPT_DAYS
from triage.services.salvage.head import spare_of

_DATED = re.compile(r"\.damaged-(\d{8}-\d{6})")
BESIDE = ("-wal", "-head")


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def mending_of(path: Path) -> Path:
    """Where the new store is made."""
    return path.with_name(f"{path.name}.mending")


def aside_of(path: Path, now: datetime) -> Path:
    """The name under which the damaged file is kept: with the date, and a number if there is one of that second."""
    base = f"{path.name}.damaged-{now:%Y%m%d-%H%M%S}"
    names = [base, *(f"{base}-{number}" for number in range(2, 100))]
    return next(path.with_name(name) for name in names if not path.with_name(name).exists())


def put_in_place(path: Path, aside: Path) -> None:
    if path.exists():
        path.replace(aside)
    finish(path, aside)


def finish(path: Path, aside: Path | None = None) -> bool:
    """Go on with an exchange that was cut off; False when there is none. Call it before the store is opened."""
    mending = mending_of(path)
    if path.exists() or not mending.exists():
        return False
    kept = aside or _latest_aside(path)
    for ending in BESIDE:
        left = path.with_name(f"{path.name}{ending}")
        if left.exists():
            left.replace(kept.with_name(f"{kept.name}{ending}"))
    # The index of the old log; SQLite makes a new one.
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    mending.replace(path)
    _sync(path.parent)
    return True


def gone(path: Path) -> bool:
    """Whether a store was here and its file is away or empty: its first page lies beside nothing."""
    return spare_of(path).exists() and (not path.exists() or path.stat().st_size == 0)


def remove(path: Path) -> None:
    """Take a scratch copy away with all that SQLite laid beside it."""
    for ending in ("", "-wal", "-shm", "-head"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


def expired(path: Path, now: datetime) -> tuple[Path, ...]:
    """Damaged files beside the store at ``path`` that were put aside more than `KEPT_DAYS` ago, by the date in their
    names: a file's own times change when it is copied or looked at."""
    return tuple(found for found in _asides(path) if (at := _put_aside_at(found)) and now - at > timedelta(KEPT_DAYS))


def _put_aside_at(aside: Path) -> datetime | None:
    told = _DATED.search(aside.name)
    try:
        return datetime.strptime(told[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC) if told else None
    except ValueError:
        return None


def _asides(path: Path) -> list[Path]:
    return [found for found in path.parent.glob(f"{path.name}.damaged-*") if not found.name.endswith(BESIDE)]


def _latest_aside(path: Path) -> Path:
    return max(_asides(path), key=lambda found: found.stat().st_mtime, default=path.with_name(f"{path.name}.damaged"))


def _sync(folder: Path) -> None:
    """The names themselves must outlive a power cut too; Windows has no such call and does it by itself."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
