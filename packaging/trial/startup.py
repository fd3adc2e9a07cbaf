"""How long the installed desktop takes to a painted, usable queue, beside a bare Qt window on the same machine."""

from __future__ import annotations

import os
import statistics
import sys
from pathlib import Path

from triage.bench.startup import BARE, seconds_to_ready

from .root import PATH, Root
from .stations import HOME, PERSON

WARM_RUNS = 5


def measure(root: Root) -> dict[str, float]:
    """Seconds, on the person's own store.

    Cold (the programs' files are not in memory) once each; warm as the median of five, taken in turn.
    """
    import PySide6

    env = {
        "PATH": PATH, "HOME": HOME, "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen", "TRIAGE_MODE": "training",
        "TRIAGE_TOKEN_FILE": f"{HOME}/.config/triage/token",
        "TRIAGE_GATEWAY_URL": "http://127.0.0.1:9", "TRIAGE_CONTROL_URL": "http://127.0.0.1:9",
        "TRIAGE_CRIME_URL": "http://127.0.0.1:9", "TRIAGE_HANDLER_ID": PERSON, "TRIAGE_HANDLER_NAME": "Ann",
    }  # fmt: skip
    desk, bare = root.command("/usr/bin/triage", "desk", user=PERSON), [sys.executable, "-c", BARE]
    bare_env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    _forget(root.of("/usr/lib/triage"))
    cold_desk = seconds_to_ready(desk, env)
    _forget(Path(PySide6.__path__[0]))
    cold_bare = seconds_to_ready(bare, bare_env)
    warm: dict[str, list[float]] = {"desk": [], "bare": []}
    for _ in range(WARM_RUNS):
        warm["bare"].append(seconds_to_ready(bare, bare_env))
        warm["desk"].append(seconds_to_ready(desk, env))
    found = {"cold": cold_desk, "cold_bare": cold_bare}
    found |= {"warm": statistics.median(warm["desk"]), "warm_bare": statistics.median(warm["bare"])}
    return {name: round(seconds, 2) for name, seconds in found.items()}


def _forget(folder: Path) -> None:
    """Put the folder's files out of the page cache, without touching what other programs have in it."""
    os.sync()
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            handle = os.open(file, os.O_RDONLY)
            try:
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(handle)
