"""Damage to a closed store as a failing disk does it, in a place that leaves something to fetch from the gateway."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from triage.bench.faults.workstation import KEY
from triage.models.salvage import Fate
from triage.services.cipher import PAGE_BYTES
from triage.services.salvage.rescue import rescue

WHERE, HOW_MANY = 50, 64
"""In the page, and bytes."""


def wreck(path: Path, now: datetime) -> None:
    """Damage the last page without which a rescue leaves something to be fetched.

    Raises:
        ValueError: there is no such page.
    """
    for page in reversed(range(1, path.stat().st_size // PAGE_BYTES)):
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            tried = Path(folder) / path.name
            for found in path.parent.glob(f"{path.name}*"):
                shutil.copyfile(found, tried.with_name(found.name))
            _scribble(tried, page)
            leaves = bool(rescue(tried, KEY, now).of(Fate.FETCH))
        if leaves:
            _scribble(path, page)
            return
    raise ValueError("no page of this store leaves anything to be fetched")


def _scribble(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek(page * PAGE_BYTES + WHERE)
        file.write(bytes((number * 37 + 11) % 256 for number in range(HOW_MANY)))
