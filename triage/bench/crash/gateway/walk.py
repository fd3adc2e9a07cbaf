"""`triage bench crash --gateway`: each row of the table, its gateway killed just before and just after its commit."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from triage.bench.crash.gateway.around import around
from triage.bench.crash.gateway.ground import Ground
from triage.bench.crash.gateway.life import live
from triage.bench.crash.gateway.process import open_gates
from triage.bench.crash.gateway.row import POSTGRESQL, SQLITE, Row
from triage.bench.crash.gateway.table import ROWS
from triage.bench.crash.nursery import forked
from triage.bench.crash.points.brink import Death
from triage.bench.crash.points.life import START
from triage.bench.crash.points.walk import lives, to_the_end, why
from triage.bench.crash.watched import AFTER, BEFORE
from triage.bench.faults.run import memory
from triage.models.errors import KnownError


def measure(points: Iterable[str], tell: Callable[[str], None], server: str = "") -> dict[str, Any]:
    """Walk these points, all when there are none; figures in one dict. ``tell`` hears of each failure at once.
    ``server``: a database server's address, up to the database's name; "" for SQLite.

    Raises:
        KnownError: a point that is not in the table.
    """
    rows = _rows(tuple(points), POSTGRESQL if server else SQLITE)
    logging.getLogger("triage").setLevel(logging.CRITICAL)  # desks whose gateway ends say much
    started, killed = time.perf_counter(), 0
    failed: list[dict[str, str]] = []
    with tempfile.TemporaryDirectory(prefix="triage-gateways-", dir=memory()) as name, lives():
        ground = Ground(Path(name), server)
        if forked(lambda: _prepare(ground)):
            raise KnownError("The gateway of the measurement could not be made.", "See what is printed above.")
        for row in rows:
            for moment in (BEFORE, AFTER):
                dead, wrong = _kill(row, moment, ground)
                killed += dead
                if wrong:
                    failed.append({"point": row.name, "moment": moment, "wrong": wrong})
                    tell(f"{row.name} {moment}: {wrong}")
    return {
        "database": ground.kind,
        "points": len(rows),
        "killed": killed,
        "not_reached": 2 * len(rows) - killed,
        "failed": failed,
        "seconds": round(time.perf_counter() - started, 1),
        "held": not failed,
    }


def _rows(points: Sequence[str], kind: str) -> tuple[Row, ...]:
    unknown = [point for point in points if point not in ROWS]
    if unknown:
        raise KnownError(f"There is no row for {unknown[0]}.", "The table is in triage/bench/crash/gateway.")
    chosen = tuple(ROWS[point] for point in points) or tuple(ROWS.values())
    return tuple(row for row in chosen if row.only in ("", kind))


def _prepare(ground: Ground) -> None:
    gates = open_gates()

    async def once(db: str) -> None:
        async with around(ground.folder, START, gates, db) as there:
            there.start()

    asyncio.run(once(ground.ready()))


def _kill(row: Row, moment: str, ground: Ground) -> tuple[bool, str]:
    """Whether it was killed there, and what is wrong ("" when all holds)."""
    with tempfile.TemporaryDirectory(dir=ground.folder) as name:
        home = Path(name)

        def life() -> None:
            gates = open_gates()
            db = ground.copy(home, empty=row.starting)
            try:
                to_the_end(home, lambda: live(row, moment, home, gates, db))
            finally:
                ground.drop(home)

        status = forked(life)
        wrong = (why(home) or "the life ended without a word") if status else ""
        return Death.read(home) is not None, wrong
