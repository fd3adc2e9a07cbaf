"""Many random runs, each in a world of its own; a failed one is told by its seed and by the fewest steps that fail."""

from __future__ import annotations

import asyncio
import gc
import logging
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from triage.bench.faults.drawing import Run, draw
from triage.bench.faults.promises import Broken
from triage.bench.faults.step import Step
from triage.bench.faults.world import world
from triage.models import codec

KINDS = {
    "submission lost": "lost",
    "file lost": "files_lost",
    "file twice": "files_doubled",
    "file astray": "files_astray",
    "still not done": "stuck",
    "records in": "doubled",
    "settled twice": "doubled",
    "withdrawal": "withdrawals",
    "words": "drafts_lost",
    "work on": "drafts_lost",
    "a decision is gone": "decisions_dropped",
}
MOST_TRIES = 60
"""So many shorter versions of a failed run are tried at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``first``: the first seed; the others follow it. ``shrink``: look for the fewest steps of what failed."""

    runs: int
    first: int = 1
    shrink: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """``wrong``: "" when every promise was kept."""

    wrong: str
    exchanges: Counter[str]
    submissions: int
    records: int
    files: int


def measure(plan: Plan, tell: Callable[[str], None]) -> dict[str, Any]:
    """Take the runs one after the other; figures in one dict. ``tell`` hears of each failure at once."""
    logging.getLogger("triage").setLevel(logging.CRITICAL)  # desktops that end in the middle of their work say much
    return asyncio.run(_measure(plan, tell))


async def _measure(plan: Plan, tell: Callable[[str], None]) -> dict[str, Any]:
    started = time.perf_counter()
    failures: list[dict[str, Any]] = []
    exchanges: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="triage-faults-", dir=memory()) as folder:
        ready = await prepared(Path(folder))
        spare_the_collector()
        for seed in range(plan.first, plan.first + plan.runs):
            run = draw(seed)
            found = await play(run, Path(folder), ready)
            exchanges += found.exchanges
            totals += Counter(steps=len(run.steps), submissions=found.submissions, records=found.records)
            totals += Counter(files=found.files, relayed_runs=int(run.relayed))
            if found.wrong:
                shortest = await shrink(run, Path(folder), ready) if plan.shrink else run
                failures.append({"seed": seed, "wrong": found.wrong, **told(shortest)})
                tell(f"seed {seed}: {found.wrong}")
    kinds = Counter(kind_of(failure["wrong"]) for failure in failures)
    return {
        "runs": plan.runs,
        "first_seed": plan.first,
        **totals,
        "exchanges": exchanges.total(),
        "faults": exchanges.total() - exchanges["calm"],
        "by_fault": dict(sorted(exchanges.items())),
        **{kind: kinds[kind] for kind in dict.fromkeys((*KINDS.values(), "other"))},
        "failed": failures,
        "seconds": round(time.perf_counter() - started, 1),
        "held": not failures,
    }


async def play(run: Run, folder: Path, ready: Path | None = None) -> Outcome:
    """One run in a folder of its own, to its end or to the first broken promise."""
    with tempfile.TemporaryDirectory(dir=folder) as home:
        async with world(Path(home), careful=run.careful, relayed=run.relayed, ready=ready) as made:
            wrong = ""
            try:
                for step in run.steps:
                    await made.take(step)
                await made.finish()
            except Broken as broken:
                wrong = str(broken)
            except Exception as error:
                last = traceback.extract_tb(error.__traceback__)[-1]
                wrong = f"{type(error).__name__} in {last.name}: {error}"
            records = sum((await made.outside.records.counts()).values())
            return Outcome(wrong, made.network.counts, len(made.acknowledged), records, await made.filed.count())


async def shrink(run: Run, folder: Path, ready: Path | None = None) -> Run:
    """A shorter run that fails in the same way: steps are left out, halves first, then their weather is calmed."""
    kind = kind_of((await play(run, folder, ready)).wrong)
    tries = 0

    async def fails(steps: tuple[Step, ...]) -> bool:
        nonlocal tries
        tries += 1
        found = (await play(replace(run, steps=steps), folder, ready)).wrong
        return bool(found) and kind_of(found) == kind

    steps, size = run.steps, len(run.steps) // 2
    while size and tries < MOST_TRIES:
        start = 0
        while start < len(steps) and tries < MOST_TRIES:
            shorter = steps[:start] + steps[start + size :]
            if await fails(shorter):
                steps = shorter
            else:
                start += size
        size //= 2
    for index, step in enumerate(steps):
        calmer = replace(step, weather=(), files=(), meanwhile=None)
        if calmer != step and tries < MOST_TRIES and await fails((*steps[:index], calmer, *steps[index + 1 :])):
            steps = (*steps[:index], calmer, *steps[index + 1 :])
    return replace(run, steps=steps)


def told(run: Run) -> dict[str, Any]:
    """A run as plain data, without what is as usual."""
    plain = Step(act="")
    steps = [_without(codec.builtins(step), codec.builtins(plain)) for step in run.steps]
    return {"careful": run.careful, **({"relayed": True} if run.relayed else {}), "steps": steps}


def _without(step: dict[str, Any], usual: dict[str, Any]) -> dict[str, Any]:
    made = {name: value for name, value in step.items() if value != usual[name]}
    if "meanwhile" in made:
        made["meanwhile"] = _without(made["meanwhile"], usual)
    return made


def kind_of(wrong: str) -> str:
    return next((kind for words, kind in KINDS.items() if words in wrong), "other")


async def prepared(folder: Path) -> Path:
    """A gateway's database with its tables made, to copy for each run."""
    home = folder / "prepared"
    home.mkdir()
    async with world(home, careful=True):
        pass
    return (home / "gateway.db").rename(folder / "gateway.db")


def spare_the_collector() -> None:
    """What the programs are made of stays until the end: looking through it time and again took a quarter of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def memory() -> str | None:
    """Where writing costs nothing, if this machine has such a place: nothing of a run is worth keeping."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - files of no value, in folders of our own
