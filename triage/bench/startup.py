"""From starting the process to a painted queue that takes keys, beside a bare PySide6 window on the same machine."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from triage.insight.risk.assess import assess
from triage.models import codec
from triage.models.clock import SystemClock
from triage.models.errors import KnownError
from triage.models.ids import ReportId, report_id_for
from triage.models.profile_file import default_profile
from triage.models.queue import Summary
from triage.models.sdm import parse
from triage.models.stage import Stage
from triage.models.summarise import summarise
from triage.services import snapshot, state
from triage.services.secret import TrainingKeyFile
from triage.services.store import Store
from triage.settings import load_settings
from triage.training.children import child_environment, own_command
from triage.training.reports import generate, payload

DISTINCT = 500
CHUNK = 2000
SECONDS = 120

BARE = """
import json, sys, time
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QLabel("ready"))
window.resize(1366, 768)
window.show()
window.repaint()
print(json.dumps({"ready": time.monotonic()}), flush=True)
"""


def summaries(count: int, seed: int) -> list[Summary]:
    """``count`` lines of a queue: some hundred real ones, repeated under other ids and times."""
    profile, now = default_profile(), SystemClock().now()
    made: list[Summary] = []
    for report in islice(generate(DISTINCT, seed, now=now), min(DISTINCT, count)):
        parsed = parse(payload(report), profile=profile, received_at=now)
        risk = assess(parsed, now=now)
        made.append(summarise(parsed, risk, profile, etag="1", stage=Stage.INCOMING, version=1, received_at=now))
    return [_as_number(made[number % len(made)], number) for number in range(count)]


def _as_number(summary: Summary, number: int) -> Summary:
    later = timedelta(seconds=number % 86_400)
    return replace(
        summary,
        report_id=ReportId(report_id_for("bench", str(number))),
        submitted_at=summary.submitted_at + later,
        due_at=summary.due_at + later,
    )


async def fill(home: Path, count: int, seed: int) -> None:
    """Make a desktop's store at ``home`` with that many lines in its queue."""
    settings = load_settings(_environment(home))
    store = await Store.open(settings.store_path, TrainingKeyFile(settings.home / "training.key").load())
    try:
        profile = codec.encode(default_profile()).decode()
        await store.write(lambda conn: state.put(conn, state.PROFILE, profile))
        lines = summaries(count, seed)
        for start in range(0, count, CHUNK):
            part = lines[start : start + CHUNK]
            await store.write(lambda conn, part=part: snapshot.put_summaries(conn, part))  # type: ignore[misc]
    finally:
        await store.close()


def _environment(home: Path) -> dict[str, str]:
    """A workstation in training mode whose gateway cannot be reached: start-up must not wait for it."""
    token = home / "token"
    home.mkdir(parents=True, exist_ok=True)
    token.write_text("bench")
    return child_environment(
        TRIAGE_MODE="training",
        TRIAGE_HOME=str(home / "desk"),
        TRIAGE_GATEWAY_URL="http://127.0.0.1:9",
        TRIAGE_TOKEN_FILE=str(token),
        TRIAGE_CONTROL_URL="http://127.0.0.1:9",
        TRIAGE_CRIME_URL="http://127.0.0.1:9",
        TRIAGE_HANDLER_ID="bench",
        TRIAGE_HANDLER_NAME="Bench",
        QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"),
    )


def seconds_to_ready(command: list[str], env: dict[str, str]) -> float:
    """Seconds from starting the process to its line ``{"ready": monotonic time}``; the process is then ended.

    Raises:
        KnownError: it ended or stayed silent.
    """
    begun = time.monotonic()
    with subprocess.Popen(  # noqa: S603 - our own commands
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        silent = threading.Timer(SECONDS, process.kill)
        silent.start()
        try:
            for line in process.stdout:
                if '"ready"' in line:
                    return float(json.loads(line)["ready"]) - begun
        finally:
            silent.cancel()
            process.terminate()
    raise KnownError("The program ended before its window was ready.", "Start “triage desk” by hand to see why.")


def measure(counts: list[int], runs: int, seed: int) -> dict[str, Any]:
    """Medians in seconds for a bare window and for the desktop with each number of reports, taken in turn."""
    with tempfile.TemporaryDirectory(prefix="triage-bench-") as folder:
        homes = {count: Path(folder) / str(count) for count in counts}
        for count, home in homes.items():
            asyncio.run(fill(home, count, seed))
        environments = {count: _environment(home) for count, home in homes.items()}
        bare_environment = next(iter(environments.values()))
        times: dict[str, list[float]] = {}
        for _ in range(runs + 1):  # the first round warms the page cache and is not counted
            times.setdefault("bare", []).append(seconds_to_ready([sys.executable, "-c", BARE], bare_environment))
            for count, env in environments.items():
                times.setdefault(str(count), []).append(seconds_to_ready(own_command("desk"), env))
    bare = statistics.median(times["bare"][1:])
    found: dict[str, Any] = {"runs": runs, "bare_window_seconds": round(bare, 3)}
    for count in counts:
        median = statistics.median(times[str(count)][1:])
        found[f"seconds_with_{count}"] = round(median, 3)
        found[f"ratio_with_{count}"] = round(median / bare, 2)
    return found
