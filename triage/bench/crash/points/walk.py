"""`triage bench crash --every-point`: each row of the table, killed just before and just after its commit."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Coroutine, Iterable, Iterator
from pathlib import Path
from typing import Any

from triage.bench.crash.nursery import forked
from triage.bench.crash.points.brink import Death
from triage.bench.crash.points.life import dies, goes_on, prepare
from triage.bench.crash.points.row import Row
from triage.bench.crash.points.steps import kill_in_each_step
from triage.bench.crash.points.table import ROWS
from triage.bench.crash.watched import AFTER, BEFORE
from triage.bench.faults.run import memory
from triage.models.errors import KnownError
from triage.services.schema import MIGRATIONS

WHY = "why.txt"


def measure(points: Iterable[str], tell: Callable[[str], None]) -> dict[str, Any]:
    """Walk these points, all when there are none; figures in one dict. ``tell`` hears of each failure at once.

    Raises:
        KnownError: a point that is not in the table.
    """
    rows = _rows(tuple(points))
    logging.getLogger("triage").setLevel(logging.CRITICAL)  # desks that end in the middle of their work say much
    started, failed, killed = time.perf_counter(), [], 0
    with tempfile.TemporaryDirectory(prefix="triage-points-", dir=memory()) as folder, lives():
        ready = Path(folder) / "ready"
        ready.mkdir()
        if forked(lambda: asyncio.run(prepare(ready))):
            raise KnownError("The gateway of the measurement could not be made.", "See what is printed above.")
        for row in rows:
            for moment in (BEFORE, AFTER):
                dead, wrong = _kill(row, moment, Path(folder), ready / "gateway.db")
                killed += dead
                if wrong:
                    failed.append({"point": row.point, "moment": moment, "wrong": wrong})
                    tell(f"{row.point} {moment}: {wrong}")
        steps, wrong_steps = kill_in_each_step(Path(folder))
    failed += [{"point": "schema", "moment": str(step), "wrong": wrong} for step, wrong in wrong_steps]
    return {
        "points": len(rows),
        "killed": killed,
        "schema_steps": len(MIGRATIONS),
        "schema_steps_killed": steps,
        "not_reached": 2 * len(rows) - killed,
        "failed": failed,
        "seconds": round(time.perf_counter() - started, 1),
        "held": not failed,
    }


def _rows(points: tuple[str, ...]) -> tuple[Row, ...]:
    unknown = [point for point in points if point not in ROWS]
    if unknown:
        raise KnownError(f"There is no row for {unknown[0]}.", "The table is in triage/bench/crash/points.")
    return tuple(ROWS[point] for point in points) or tuple(ROWS.values())


def _kill(row: Row, moment: str, folder: Path, ready: Path) -> tuple[bool, str]:
    """Whether it was killed there, and what is wrong ("" when all holds)."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        home = Path(name)
        status = forked(lambda: to_the_end(home, lambda: dies(row, moment, home, ready)))
        death = Death.read(home)
        if status != -signal.SIGKILL or death is None:
            return False, why(home) or f"the first life ended with {status}"
        if forked(lambda: to_the_end(home, lambda: goes_on(row, death, home))):
            return True, why(home) or "the second life ended without a word"
        return True, ""


def to_the_end(home: Path, life: Callable[[], Coroutine[Any, Any, None]]) -> None:
    try:
        asyncio.run(life())
    except Exception as error:
        places = " < ".join(f"{at.name}:{at.lineno}" for at in reversed(traceback.extract_tb(error.__traceback__)[-4:]))
        (home / WHY).write_text(f"{type(error).__name__}: {error} ({places})", encoding="utf-8")
        raise


def why(home: Path) -> str:
    path = home / WHY
    return path.read_text("utf-8") if path.exists() else ""


@contextlib.contextmanager
def lives() -> Iterator[None]:
    """While children are raised: the end of one is waited for, not signalled."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
