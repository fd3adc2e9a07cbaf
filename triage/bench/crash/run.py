"""`triage bench crash`: lives of a scripted handler ended at random, then the accounts of everybody compared."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from triage.bench.crash.orders import WAY, Acks, Order
from triage.bench.crash.watched import AFTER, BEFORE
from triage.bench.exactly_once import first_versions
from triage.bench.filed import TYPE, figures_of, with_file
from triage.models.errors import KnownError
from triage.training.children import own_command
from triage.training.ground import Ground, open_ground
from triage.training.ground import Plan as GroundPlan
from triage.training.ledger import Ledger, read_ledger
from triage.training.post import post_all

REPORTS_A_LIFE = 4
"""A life rarely gets through more reports than this before it is ended."""
FULL_SHARE = 0.15
LONGEST_LIFE = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``runs``: lives ended by the clock, after those that end at each commit of a report's way."""

    runs: int = 500
    seed: int = 1
    home: Path | None = None


@dataclass(slots=True)
class Deaths:
    """How the lives ended."""

    killed: int = 0
    ended: int = 0
    broke: int = 0
    at: Counter[str] = field(default_factory=Counter)


class Nursery:
    """The workers' parent, from outside."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def live(self, order: Order) -> int:
        """One life; its exit status, minus nine for one that was killed."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write((order.line() + "\n").encode())
        await self._process.stdin.drain()
        told = await self._process.stdout.readline()
        if not told:
            raise KnownError("The parent of the workers ended.", "See workers.log in the folder of the measurement.")
        return int(json.loads(told)["status"])


@asynccontextmanager
async def nursery(home: Path, environment: dict[str, str]) -> AsyncIterator[Nursery]:
    """``environment``: the settings of the workers' desks."""
    with (home / "workers.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *own_command("bench", "crash", "--inside", str(home)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            env=environment,
        )
    try:
        yield Nursery(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        with contextlib.suppress(ProcessLookupError):
            await process.wait()


async def measure(plan: Plan) -> dict[str, Any]:
    """All figures in one dict; ``held`` says whether nothing was lost or doubled."""
    with tempfile.TemporaryDirectory(prefix="triage-bench-crash-") as folder:
        home = plan.home or Path(folder)
        ground_plan = GroundPlan(home=home, reports=0, seed=plan.seed, undo_seconds=0, faults=False, files=TYPE)
        async with open_ground(ground_plan) as ground:
            await _post(ground, plan)
            async with nursery(home, ground.desktop_environment(home / "desk")) as lives:
                deaths = await _lives(lives, Acks(home), plan)
                last = await lives.live(Order(reports=0))  # works off what is in hand, undisturbed
        return figures(plan, deaths, last, Acks(home), read_ledger(home))


async def _post(ground: Ground, plan: Plan) -> None:
    count = max(plan.runs * REPORTS_A_LIFE, 20)
    await post_all(ground.intake, [with_file(one) for one in first_versions(count, plan.seed)])
    await ground.all_read()


async def _lives(lives: Nursery, acks: Acks, plan: Plan) -> Deaths:
    rng, deaths = random.Random(plan.seed), Deaths()
    for order in [*at_each_commit(), *(an_order(rng) for _ in range(plan.runs))]:
        status = await lives.live(order)
        if status == -9:
            deaths.killed += 1
        elif status == 0:
            deaths.ended += 1
        else:
            deaths.broke += 1
    for ack in acks.read():
        if ack["what"] == "dying":
            deaths.at[f"{ack['point']} {ack['moment']}"] += 1
    return deaths


def at_each_commit() -> list[Order]:
    """A life for each time that one report meets a commit point: ended just before it, and just after it."""
    moments = (BEFORE, AFTER)
    return [
        Order(point=point, moment=moment, nth=nth)
        for point, times in WAY
        for nth in range(1, times + 1)
        for moment in moments
    ]


def an_order(rng: random.Random) -> Order:
    """A life ended by the clock; in some the disk is full for a while."""
    after = rng.uniform(0.02, LONGEST_LIFE)
    if rng.random() < FULL_SHARE:
        return Order(after_seconds=after + 0.5, full_from=rng.uniform(0.0, after), full_for=rng.uniform(0.1, 1.0))
    return Order(after_seconds=after)


def figures(plan: Plan, deaths: Deaths, last: int, acks: Acks, ledger: Ledger) -> dict[str, Any]:
    decided = acks.decided()
    found: dict[str, Any] = {
        "runs": plan.runs,
        "seed": plan.seed,
        "killed_at_commits": sum(deaths.at.values()),
        "commit_points": len(deaths.at),
        "killed": deaths.killed,
        "ended_by_themselves": deaths.ended,
        "broke": deaths.broke,
        "last_life": last,
        "drafts_acknowledged": sum(ack["what"] == "saved" for ack in acks.read()),
        "drafts_lost": sum(ack["what"] == "draft lost" for ack in acks.read()),
        "decided": len(decided),
        "settled": len(ledger.settled),
        "decisions_lost": len(decided - set(ledger.settled)),
        "settled_twice": ledger.settlements - len(ledger.settled),
    }
    for system, external in ledger.records.items():
        found[f"{system}_records"] = len(external)
        found[f"{system}_duplicates"] = len(external) - len(set(external))
        found[f"{system}_lost"] = len(decided - set(external))
    found |= figures_of(ledger, decided)
    found["references_agree"] = ledger.references_agree(decided)
    found["in_order"] = ledger.in_order(decided)
    wrong = [name for name, value in found.items() if name.endswith(("_lost", "_duplicates", "_twice")) and value]
    agree = found["references_agree"] and found["in_order"]
    found["held"] = not wrong and agree and last == 0 and not deaths.broke
    return found
