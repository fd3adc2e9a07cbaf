"""Each step of the store's own schema, killed in its middle: the next start goes on from the version before it."""

from __future__ import annotations

import os
import signal
import tempfile
from functools import partial
from pathlib import Path

from triage.bench.crash.nursery import forked
from triage.bench.faults.workstation import KEY
from triage.services.cipher import connect
from triage.services.migrate import migrate, version_of
from triage.services.schema import MIGRATIONS

DIE = "SELECT die()"


def kill_in_each_step(folder: Path) -> tuple[int, list[tuple[int, str]]]:
    """How many steps were killed, and what was wrong after which of them."""
    killed, wrong = 0, []
    for step in range(len(MIGRATIONS)):
        with tempfile.TemporaryDirectory(dir=folder) as home:
            path = Path(home) / "desk.db"
            status = forked(partial(_dies, path, step))
            killed += status == -signal.SIGKILL
            told = _found(path, step) if status == -signal.SIGKILL else f"it ended with {status}"
            if told:
                wrong.append((step + 1, told))
    return killed, wrong


def _dies(path: Path, step: int) -> None:
    raw = connect(path, KEY)
    raw.create_function("die", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
    migrate(raw, path, MIGRATIONS[:step])
    migrate(raw, path, [*MIGRATIONS[:step], (*MIGRATIONS[step], DIE)])


def _found(path: Path, step: int) -> str:
    """What is wrong; "" when nothing is."""
    raw = connect(path, KEY)
    try:
        if version_of(raw) != step:
            return f"the version is {version_of(raw)}"
        migrate(raw, path, MIGRATIONS)
        whole = raw.execute("PRAGMA integrity_check").fetchone()[0]
        return "" if version_of(raw) == len(MIGRATIONS) and whole == "ok" else f"not whole: {whole}"
    finally:
        raw.close()
