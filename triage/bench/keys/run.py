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
from triage.bench.keys.scripts import SCRIPTS, STRAIGHTFORWARD
from triage.bench.keys.striker import LATE_MS, TOO_LATE_MS
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
    """``reports``: lines of the queue beside the ten. ``profile``: a file for the profiler's figures, "" for none.
    ``quick``: no pauses and few words, to try the scripts; nothing is said about times then."""

    reports: int = 100_000
    seed: int = 1
    profile: str = ""
    quick: bool = False
    home: Path | None = None


def measure(plan: Plan) -> dict[str, Any]:
    """All figures in one dict; see `missed` for what must hold.

    Raises:
        KnownError: the gateway or the desktop did not start, or the desktop ended without telling.
    """
    with tempfile.TemporaryDirectory(prefix="triage-bench-keys-") as folder:
        return asyncio.run(_measure(plan, plan.home or Path(folder)))


def missed(found: Mapping[str, Any]) -> list[str]:
    """The promises of the desk that do not hold: presses, THRIVE, no mouse, key to paint; empty when all do."""
    sent, each = found["reports_sent"], found["each"]
    over = [one["report"] for one in each if one["presses"] > one["most"]]
    told = {
        f"stuck: {found['stuck']}": bool(found["stuck"]),
        f"only {sent} of {len(SCRIPTS)} reports were sent": sent < len(SCRIPTS),
        f"the median of presses is over {STRAIGHTFORWARD}": found["median_presses"] > STRAIGHTFORWARD,
        f"more presses than the script may take: {', '.join(over)}": bool(over),
        "a letter of THRIVE was left empty": not found["every_letter_answered"],
        "the mouse was used": bool(found["mouse_used"]),
        f"key to paint, 95th percentile, is over {LATE_MS} ms": found["p95_ms"] > LATE_MS and not found["quick"],
        f"key to paint is over {TOO_LATE_MS} ms at times": found["max_ms"] > TOO_LATE_MS and not found["quick"],
    }
    return [words for words, wrong in told.items() if wrong]


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
    words = f"{report['report']}: {report['presses']} presses (at most {report['most']}), {report['seconds']} s"
    sys.stderr.write(f"{words}, next open after {report['next_open_ms']} ms\n")
    sys.stderr.flush()


async def _work(plan: Plan, ground: Ground, env: dict[str, str], kinds: dict[str, str]) -> dict[str, Any]:
    file = ground.plan.home / "keys.json"
    told = {"kinds": kinds, "reports": plan.reports, "profile": plan.profile, "quick": plan.quick}
    file.write_text(json.dumps(told), "utf-8")
    log = ground.plan.home / "desk.log"
    desk = await Child.start("desktop", own_command("bench", "keys", "--inside", str(file)), log=log, env=env)
    bare = await Child.start("bare field", own_command("bench", "keys", "--bare"), log=log, env=env)
    figures: dict[str, Any] = {}
    try:
        async with asyncio.timeout(DESK_SECONDS), asyncio.TaskGroup() as group:
            listening = group.create_task(_listen(bare, figures))
            async for line in desk.lines():
                if "report" in line:
                    say(line["report"])
                if "keys" in line:
                    listening.cancel()
                    return {**line, **figures}
            listening.cancel()
    except TimeoutError:
        pass
    finally:
        for child in (desk, bare):
            if child.running:
                await child.stop()
    tail = log.read_text(errors="replace")[-1500:]
    raise KnownError("The desktop ended without telling what it did.", tail.strip())


async def _listen(bare: Child, figures: dict[str, Any]) -> None:
    """Keep what the bare field told last."""
    async for line in bare.lines():
        figures.update(line)


def _figures(plan: Plan, told: dict[str, Any], filled: float, platform: str) -> dict[str, Any]:
    each = told["each"]
    letters = len(default_profile().thrive)
    found: dict[str, Any] = {
        "queue": plan.reports,
        "quick": plan.quick,
        "platform": platform,
        "processors": os.cpu_count(),
        "seconds_filling": round(filled, 1),
        "reports_sent": len(each),
        "median_presses": statistics.median([one["presses"] for one in each]) if each else 0,
        "most_presses": max((one["presses"] for one in each), default=0),
        "median_seconds": _median(each, "seconds"),
        "median_seconds_without_words": _median(each, "seconds_without_words"),
        "every_letter_answered": bool(each) and all(one["thrive_answered"] == letters for one in each),
        "sync_pages": sum(one["sync_pages"] for one in each),
        **told["keys"],
        "bare_field": told.get("bare", {}),
        "stuck": told["stuck"],
        "each": each,
    }
    wrong = missed(found)
    return {**found, "missed": wrong, "held": not wrong}


def _median(each: list[dict[str, Any]], name: str) -> float:
    return round(statistics.median([one[name] for one in each]), 2) if each else 0.0


def lines(found: Mapping[str, Any]) -> dict[str, Any]:
    """The figures as a person reads them: one line for each report, each of the slowest keys and each promise."""
    told = {name: value for name, value in found.items() if name not in ("each", "slowest", "bare_field", "missed")}
    for one in found["each"]:
        seconds = f"{one['seconds']} s ({one['seconds_without_words']} s without words)"
        more = f"{one['letters']} letters, {seconds}, next open after {one['next_open_ms']} ms"
        told[one["report"]] = f"{one['presses']} presses (at most {one['most']}), {more}"
    for at, one in enumerate(found["slowest"], 1):
        parts = f"waited {one['waited']}, worked {one['worked']}"
        told[f"slowest {at}"] = f"{one['took']} ms ({parts}): {one['key']} on {one['focus']}"
    told |= {f"bare field {name}": value for name, value in found["bare_field"].items()}
    return told | {f"missed {at}": words for at, words in enumerate(found["missed"], 1)}
