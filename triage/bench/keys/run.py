"""`triage bench keys`: a gateway and a desktop of 100,000 reports, a sync that runs, ten reports by keys alone."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.bench.keys import filling
from triage.bench.keys.scripts import SCRIPTS
from triage.models.clock import SystemClock
from triage.models.errors import KnownError
from triage.models.ids import report_id_for
from triage.models.profile_file import default_profile, load_profile
from triage.settings import load_settings
from triage.training.children import Child, own_command
from triage.training.ground import Ground, open_ground
from triage.training.ground import Plan as GroundPlan
from triage.training.post import post_all
from triage.training.reports import GeneratedReport, generate, payload

DESK_SECONDS = 900
LOOKED_THROUGH = 3000
"""Generated reports among which the first of each kind is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``reports``: lines of the queue beside the ten. ``profile``: a file for the profiler's figures, "" for none."""

    reports: int = 100_000
    seed: int = 1
    profile: str = ""
    home: Path | None = None


def measure(plan: Plan) -> dict[str, Any]:
    """All figures in one dict; see `judged` for what must hold.

    Raises:
        KnownError: the gateway or the desktop did not start, or the desktop ended without telling.
    """
    with tempfile.TemporaryDirectory(prefix="triage-bench-keys-") as folder:
        return asyncio.run(_measure(plan, plan.home or Path(folder)))


def judged(found: Mapping[str, Any]) -> bool:
    """Whether the promises of the desk hold (issue C): presses, THRIVE, no mouse, key to paint."""
    return bool(
        not found["stuck"]
        and found["median_presses"] <= 20
        and found["every_letter_answered"]
        and not found["mouse_used"]
        and found["p95_ms"] <= 50
        and found["max_ms"] <= 100
    )


async def _measure(plan: Plan, home: Path) -> dict[str, Any]:
    begun = time.perf_counter()
    async with open_ground(GroundPlan(home=home, reports=0, seed=plan.seed, undo_seconds=1, faults=False)) as ground:
        kinds = await _post_ten(ground, plan.seed)
        lines = filling.waiting(plan.reports, plan.seed)
        filling.fill_gateway(home / "gateway.db", lines)
        env = ground.desktop_environment(home / "desk")
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
        text = await asyncio.to_thread((home / "profile.toml").read_text, "utf-8")
        await filling.fill_desk(load_settings(env), lines, load_profile(text, source="bench"))
        filled = time.perf_counter() - begun
        stop = threading.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.to_thread(filling.tell_again, home / "gateway.db", lines, stop))
            try:
                told = await _work(plan, ground, env, kinds)
            finally:
                stop.set()
    return _figures(plan, told, filled, env["QT_QPA_PLATFORM"])


async def _post_ten(ground: Ground, seed: int) -> dict[str, str]:
    """Send one report of each script's kind; report id → kind."""
    wanted = {script.kind for script in SCRIPTS}
    first: dict[str, GeneratedReport] = {}
    for report in generate(LOOKED_THROUGH, seed, now=SystemClock().now()):
        if report.kind in wanted and report.kind not in first and report.version_of is None:
            first[report.kind] = report
        if len(first) == len(wanted):
            break
    await post_all(ground.intake, (payload(first[script.kind]) for script in SCRIPTS))
    await ground.all_read()
    force = default_profile().force.id
    return {str(report_id_for(force, report.submission_id)): kind for kind, report in first.items()}


def say(report: Mapping[str, Any]) -> None:
    """One line on standard error as each report is sent: the whole takes minutes."""
    words = f"{report['kind']}: {report['presses']} presses, {report['seconds']} s"
    sys.stderr.write(f"{words}, next open after {report['next_open_ms']} ms\n")
    sys.stderr.flush()


async def _work(plan: Plan, ground: Ground, env: dict[str, str], kinds: dict[str, str]) -> dict[str, Any]:
    file = ground.plan.home / "keys.json"
    file.write_text(json.dumps({"kinds": kinds, "reports": plan.reports, "profile": plan.profile}), "utf-8")
    log = ground.plan.home / "desk.log"
    desk = await Child.start("desktop", own_command("bench", "keys", "--inside", str(file)), log=log, env=env)
    try:
        async with asyncio.timeout(DESK_SECONDS):
            async for line in desk.lines():
                if "report" in line:
                    say(line["report"])
                if "keys" in line:
                    return line
    except TimeoutError:
        pass
    finally:
        if desk.running:
            await desk.stop()
    tail = log.read_text(errors="replace")[-1500:]
    raise KnownError("The desktop ended without telling what it did.", tail.strip())


def _figures(plan: Plan, told: dict[str, Any], filled: float, platform: str) -> dict[str, Any]:
    each = told["each"]
    letters = len(default_profile().thrive)
    found: dict[str, Any] = {
        "queue": plan.reports,
        "platform": platform,
        "processors": os.cpu_count(),
        "seconds_filling": round(filled, 1),
        "reports_sent": len(each),
        "median_presses": statistics.median([one["presses"] for one in each]) if each else 0,
        "most_presses": max((one["presses"] for one in each), default=0),
        "median_seconds": round(statistics.median([one["seconds"] for one in each]), 2) if each else 0.0,
        "every_letter_answered": bool(each) and all(one["thrive_answered"] == letters for one in each),
        "sync_pages": sum(one["sync_pages"] for one in each),
        **told["keys"],
        "stuck": told["stuck"],
        "each": each,
    }
    return {**found, "held": judged(found)}
