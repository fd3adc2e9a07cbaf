"""`triage bench hostile`: the reports that attack sent to a real gateway and worked in a real window; a bare window
beside them in the same minutes tells what this machine does to any program."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.bench.hostile import cases
from triage.models.errors import KnownError
from triage.models.ids import report_id_for
from triage.models.profile_file import default_profile
from triage.training.children import Child, child_environment, own_command
from triage.training.ground import Ground, open_ground
from triage.training.ground import Plan as GroundPlan
from triage.training.post import post_all

MOST_MS = 100.0
"""A block of the window longer than this is felt (issue C)."""
DESK_SECONDS = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``lines``: a file with more text that attacks; ``only``: these cases, all when empty. ``profile``: a folder for
    the profiler's figures of the window's own thread."""

    lines: Path | None = None
    only: tuple[str, ...] = ()
    home: Path | None = None
    profile: Path | None = None


def measure(plan: Plan) -> dict[str, Any]:
    """The longest block of the window for each step of each case, and of a bare window before and after.

    Raises:
        KnownError: the file cannot be read, a case is not known, or a program did not start or did not tell.
    """
    with tempfile.TemporaryDirectory(prefix="triage-bench-hostile-") as folder:
        return asyncio.run(_measure(plan, plan.home or Path(folder)))


async def _measure(plan: Plan, home: Path) -> dict[str, Any]:
    documents = _chosen(plan)
    async with open_ground(GroundPlan(home=home, reports=0, faults=False)) as ground:
        await post_all(ground.intake, documents.values())
        await ground.all_read()
        before = await _bare(home)
        told = await _work(ground, documents, plan.profile)
        after = await _bare(home)
    bare = max((before, after), key=lambda one: float(one["longest_ms"]))
    return _figures(told, bare)


def _chosen(plan: Plan) -> dict[str, bytes]:
    try:
        lines = plan.lines.read_text("utf-8", errors="replace") if plan.lines else ""
    except OSError as error:
        raise KnownError(f"{plan.lines} cannot be read: {error.strerror}.", "Name a text file.") from error
    documents = cases.documents(lines)
    strange = set(plan.only) - documents.keys()
    if strange:
        raise KnownError(f"No such case: {', '.join(sorted(strange))}.", f"There are {', '.join(documents)}.")
    return {name: sent for name, sent in documents.items() if not plan.only or name in plan.only}


async def _work(ground: Ground, documents: Iterable[str], profile: Path | None) -> list[dict[str, Any]]:
    force = default_profile().force.id
    ids = {name: str(report_id_for(force, cases.submission_id(name))) for name in documents}
    home = ground.plan.home
    file, log = home / "hostile.json", home / "desk.log"
    file.write_text(json.dumps({"cases": ids, "profile": str(profile or "")}), "utf-8")
    env = ground.desktop_environment(home / "desk")
    env.setdefault("QT_QPA_PLATFORM", "offscreen")
    desk = await Child.start("desktop", own_command("bench", "hostile", "--inside", str(file)), log=log, env=env)
    told: list[dict[str, Any]] = []
    try:
        async with asyncio.timeout(DESK_SECONDS):
            async for line in desk.lines():
                if "case" in line:
                    told.append(line)
                    _say(line)
                if "done" in line:
                    return [*told, line]
    except TimeoutError:
        pass
    finally:
        if desk.running:
            await desk.stop()
    tail = await asyncio.to_thread(log.read_text, errors="replace")
    raise KnownError("The desktop ended without telling what it did.", tail[-1500:].strip())


async def _bare(home: Path) -> dict[str, Any]:
    """The same meter in a window with one text field that is typed into."""
    env = child_environment()
    env.setdefault("QT_QPA_PLATFORM", "offscreen")
    bare = await Child.start("bare window", own_command("bench", "hostile", "--bare"), log=home / "bare.log", env=env)
    try:
        return await bare.line()
    finally:
        await bare.stop()


def _say(line: Mapping[str, Any]) -> None:
    worst = max(line["steps"].items(), key=lambda one: one[1]["without_waiting_ms"])
    words = f"{line['case']}: longest {worst[1]['longest_ms']} ms ({worst[0]}), ours {worst[1]['without_waiting_ms']}"
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def _figures(told: list[dict[str, Any]], bare: dict[str, Any]) -> dict[str, Any]:
    *worked, done = told
    steps = [step for case in worked for step in case["steps"].values()]
    ours = max((step["without_waiting_ms"] for step in steps), default=0.0)
    return {
        "bare_window": bare,
        "longest_ms": max((step["longest_ms"] for step in steps), default=0.0),
        "longest_without_waiting_ms": ours,
        "cases": {case["case"]: case["steps"] for case in worked},
        "stuck": done["stuck"],
        "held": bool(steps) and not done["stuck"] and ours <= MOST_MS,
    }
