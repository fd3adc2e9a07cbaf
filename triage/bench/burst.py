"""`triage bench burst`: how soon the urgent reports of a burst are in the queue, beside the time of their turn.

Thousands of reports arrive as fast as a hub can send them; one in fifty tells of a danger (by the gateway's own first
look), the others do not. PostgreSQL (fsync on) and one gateway as processes on this machine. ``ratio``: the median wait
of the urgent ones, divided by what it would be if all were shown in the order they came, at the pace of this very run.
"""

from __future__ import annotations

import contextlib
import json
import statistics
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from triage.bench import postgres
from triage.bench.postgres import Server
from triage.bench.queue.filling import sql
from triage.bench.serving import SECRET, gateway
from triage.gateway.reading import Arrival, urgency_of
from triage.insight.risk.pack import shipped_pack
from triage.models.clock import SystemClock
from triage.models.profile_file import default_profile
from triage.training.reports import generate, payload

LOOK_SECONDS = 0.5
ONE_IN = 50
CALLERS = 8
_WAITS = """
SELECT s.report_id, extract(epoch FROM s.received_at), extract(epoch FROM min(c.at))
FROM submissions s JOIN changes c ON c.report_id = s.report_id WHERE c.word = 'new' GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``processes``: reading processes of the gateway (0: threads)."""

    reports: int = 2000
    processes: int = 0
    seed: int = 1


def measure(plan: Plan) -> dict[str, Any]:
    """All figures in one dict; times in seconds.

    Raises:
        KnownError: PostgreSQL is not on this machine.
    """
    calm, urgent = _documents(plan)
    with tempfile.TemporaryDirectory(prefix="triage-bench-burst-") as name, postgres.server() as server:
        url = server.database("burst")
        with gateway(url, Path(name), processes=plan.processes) as served:
            ids = _post(served["intake"], calm, urgent)
            pause = threading.Event()
            while sql(server, url, "SELECT count(*) FROM unread").strip() != "0":
                pause.wait(LOOK_SECONDS)
        return _told(plan, _lines(server, url), ids)


def _documents(plan: Plan) -> tuple[list[bytes], list[bytes]]:
    """Payloads that are not urgent at a glance, and such that are; drawn until there are enough of both."""
    now, pack, profile = SystemClock().now(), shipped_pack(), default_profile()
    about = Arrival(id=1, report_id="", submission_id="", version=1, received_at=now)
    wanted = plan.reports // ONE_IN
    calm: list[bytes] = []
    urgent: list[bytes] = []
    for round_ in count():
        for report in generate(500, plan.seed * 1000 + round_, now=now):
            if report.version_of is not None:
                continue
            raw = payload(report)
            (urgent if urgency_of(raw, about, profile, pack) else calm).append(raw)
        if len(urgent) >= wanted and len(calm) >= plan.reports - wanted:
            break
    return calm[: plan.reports - wanted], urgent[:wanted]


def _post(intake: str, calm: list[bytes], urgent: list[bytes]) -> set[str]:
    """Send all, the urgent ones spread evenly among the others; the ids that these were given."""
    bodies = [(body, False) for body in calm]
    for at, body in enumerate(urgent):
        bodies.insert((at + 1) * len(bodies) // (len(urgent) + 1), (body, True))
    told = {"client_id": "hub", "client_secret": SECRET, "Content-Type": "application/vnd.api+json"}

    def send(mine: list[tuple[bytes, bool]]) -> set[str]:
        ids = set()
        with contextlib.closing(HTTPConnection(urlsplit(intake).netloc, timeout=60)) as hub:
            for body, is_urgent in mine:
                hub.request("POST", "/incidents", body, told)
                answer = json.loads(hub.getresponse().read())
                if is_urgent:
                    ids.add(answer["data"]["id"])
        return ids

    with ThreadPoolExecutor(CALLERS) as pool:
        return set().union(*pool.map(send, (bodies[first::CALLERS] for first in range(CALLERS))))


def _lines(server: Server, url: str) -> list[tuple[str, float, float]]:
    """Each report: when it arrived and when it was in the queue."""
    rows = (line.split("|") for line in sql(server, url, _WAITS).splitlines())
    return [(report_id, float(arrived), float(shown)) for report_id, arrived, shown in rows]


def _told(plan: Plan, lines: list[tuple[str, float, float]], urgent: set[str]) -> dict[str, Any]:
    lines.sort(key=lambda line: line[1])
    turns = sorted(shown for _, _, shown in lines)
    waits = sorted(shown - arrived for report_id, arrived, shown in lines if report_id in urgent)
    in_turn = [turns[at] - arrived for at, (report_id, arrived, _) in enumerate(lines) if report_id in urgent]
    began = lines[0][1]
    return {
        "reports": len(lines),
        "urgent": len(waits),
        "reading_processes": plan.processes,
        "arrived_in_seconds": round(lines[-1][1] - began, 1),
        "shown_in_seconds": round(turns[-1] - began, 1),
        "shown_per_second": round(len(lines) / (turns[-1] - began), 1),
        "urgent_p50_seconds": round(statistics.median(waits), 2),
        "urgent_worst_seconds": round(waits[-1], 2),
        "in_turn_p50_seconds": round(statistics.median(in_turn), 2),
        "in_turn_worst_seconds": round(max(in_turn), 2),
        "ratio": round(statistics.median(waits) / statistics.median(in_turn), 3),
    }
