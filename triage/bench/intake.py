"""`triage bench intake`: reports accepted through HTTP beside pgbench running the very same SQL on the same documents.

Everything on this machine and on loopback: PostgreSQL (fsync on), gateways as processes, wrk as the hub. The reader
runs meanwhile; how far it falls behind, and how long it needs to catch up, is told. ``ratio`` goes by the clock, and
suffers when others use the machine; ``processor_ratio`` goes by the processor time that each report took of everything
that took part (PostgreSQL, gateways, readers, wrk; PostgreSQL and pgbench).
"""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from triage.bench import postgres, spent
from triage.bench.postgres import Server
from triage.bench.queue.claims import SUBJECTS, started
from triage.bench.queue.filling import sql
from triage.bench.serving import SECRET, gateway
from triage.gateway.arrivals import STORE
from triage.models.clock import SystemClock
from triage.models.errors import KnownError
from triage.training.reports import generate, payload

DOCUMENTS = 24
LOOK_SECONDS = 0.25
_LUA = """
local parts = dofile("{documents}")
local number = 0
request = function()
    number = number + 1
    local part = parts[number % #parts + 1]
    local body = part[1] .. "{run}-" .. number .. part[2]
    return wrk.format("POST", "/incidents", {{["client_id"] = "hub", ["client_secret"] = "{secret}",
        ["Content-Type"] = "application/vnd.api+json"}}, body)
end
done = function(summary, latency, requests)
    io.write(string.format("FOUND %d %d %d %d %d\\n", summary.requests, summary.duration, summary.errors.status,
        latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``connections``: callers at a time, the same for pgbench and wrk; ``processes``: reading processes of each
    gateway (0: threads); ``polls``: desktops that wait for changes meanwhile, shared out over the gateways."""

    gateways: int = 2
    processes: int = 0
    connections: int = 16
    seconds: int = 5
    polls: int = 0
    seed: int = 1


def measure(plan: Plan) -> dict[str, Any]:
    """All figures in one dict.

    Raises:
        KnownError: PostgreSQL, pgbench or wrk is not on this machine.
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        raise KnownError("wrk is not on this machine.", "Install it (Debian: apt-get install wrk) and measure again.")
    with tempfile.TemporaryDirectory(prefix="triage-bench-intake-") as name, postgres.server() as server:
        bench = _Bench(plan, server, Path(name), wrk)
        before, spent_before = bench.engine("raw_before")
        accepted = bench.gateways()
        after, spent_after = bench.engine("raw_after")
    return {
        "gateways": plan.gateways,
        "reading_processes_each": plan.processes,
        "connections": plan.connections,
        "polls": plan.polls,
        "document_bytes": bench.bytes,
        "engine_per_second": before,
        "engine_again_per_second": after,
        **accepted,
        "engine_processor_ms_each": spent_before,
        "engine_again_processor_ms_each": spent_after,
        "ratio": round(accepted["accepted_per_second"] / ((before + after) / 2), 3),
        "processor_ratio": _by_processor(spent_before, spent_after, accepted["processor_ms_each"]),
    }


def _by_processor(before: float | None, after: float | None, whole: float | None) -> float | None:
    return None if before is None or after is None or not whole else round((before + after) / 2 / whole, 3)


class _Bench:
    def __init__(self, plan: Plan, server: Server, folder: Path, wrk: str) -> None:
        self._plan = plan
        self._server = server
        self._folder = folder
        self._wrk = wrk
        made = generate(4 * DOCUMENTS, plan.seed, now=SystemClock().now())
        chosen = [report for report in made if report.version_of is None]
        self._documents = [cut for report in islice(chosen, DOCUMENTS) if (cut := _cut(payload(report)))]
        self.bytes = sum(len(head) + len(tail) for head, tail in self._documents) // len(self._documents)

    def engine(self, name: str) -> tuple[float, float | None]:
        """Stores a second by pgbench on an empty database of its own, and the processor time of each."""
        url = self._server.database(name)
        with self._gateway(url):
            pass  # it makes the tables
        command = [str(self._server.programs / "pgbench"), "-n", "-M", "prepared", "-j", "2"]
        for number, (head, tail) in enumerate(self._documents):
            script = self._folder / f"{name}-{number}.sql"
            script.write_text(_script(head + tail))
            command += ["-f", str(script)]
        command += ["-c", str(self._plan.connections), "-T", str(self._plan.seconds), url]
        before = spent.seconds(self._server.process)
        done = subprocess.run(command, capture_output=True, text=True, timeout=self._plan.seconds + 60, check=False)  # noqa: S603
        found = re.search(r"tps = ([0-9.]+)", done.stdout)
        if done.returncode or not found:
            raise KnownError(f"pgbench failed: {done.stderr.strip()[-500:]}", "This is a mistake in the measurement.")
        rate = float(found[1])
        took = spent.each_ms(before, spent.seconds(self._server.process), rate * self._plan.seconds)
        return round(rate, 1), took

    def gateways(self) -> dict[str, Any]:
        """Reports accepted a second, their latency, and the reader behind them."""
        url = self._server.database("whole")
        with contextlib.ExitStack() as stack:
            served = [stack.enter_context(self._gateway(url)) for _ in range(self._plan.gateways)]
            for one in served:
                stack.enter_context(self._waiting(one["listen"]))
            self._warm([one["intake"] for one in served], url)
            already = self._standing(url)[0]
            parts = [self._server.process, *(int(one["process"]) for one in served)]
            before = spent.seconds(*parts)
            told = self._load([one["intake"] for one in served])
            after = spent.seconds(*parts)
            stored, unread, oldest = self._standing(url)
            stored -= already
            ended = time.perf_counter()
            self._until_read(url)
            caught_up = time.perf_counter() - ended
        seconds = max(one["seconds"] for one in told)
        return {
            "accepted_per_second": round(stored / seconds, 1),
            "p50_ms": max(one["p50_ms"] for one in told),
            "p99_ms": max(one["p99_ms"] for one in told),
            "processor_ms_each": spent.each_ms(before, after, stored),
            "refused": sum(one["refused"] for one in told),
            "accepted": stored,
            "read_per_second_meanwhile": round((stored - unread) / seconds, 1),
            "unread_at_the_end": unread,
            "oldest_unread_seconds": oldest,
            "seconds_to_catch_up": round(caught_up, 1),
            "read_per_second_alone": round(unread / caught_up, 1) if unread else None,
        }

    def _warm(self, intakes: Sequence[str], url: str) -> None:
        """A few reports through each, read to the end: what starts with the first report (reading processes, prepared
        statements) is there when the measurement begins, as it is for pgbench.
        """
        told = {"client_id": "hub", "client_secret": SECRET, "Content-Type": "application/vnd.api+json"}
        for number, intake in enumerate(intakes):
            with contextlib.closing(HTTPConnection(urlsplit(intake).netloc, timeout=60)) as hub:
                for at, (head, tail) in enumerate(self._documents):
                    hub.request("POST", "/incidents", head + f"warm{number}-{at}".encode() + tail, told)
                    hub.getresponse().read()
        self._until_read(url)

    def _until_read(self, url: str) -> None:
        pause = threading.Event()
        while self._standing(url)[1]:
            pause.wait(LOOK_SECONDS)

    @contextlib.contextmanager
    def _waiting(self, listen: str) -> Iterator[None]:
        """This gateway's share of the desktops that wait."""
        count = self._plan.polls // self._plan.gateways
        if not count:
            yield
            return
        words = [sys.executable, "-m", "triage.bench.queue.waiting", listen, str(count), str(SUBJECTS)]
        with (self._folder / "waiting.log").open("ab") as errors, started(words, errors) as process:
            assert process.stdout is not None
            process.stdout.readline()  # all of them wait
            yield

    def _standing(self, url: str) -> tuple[int, int, float]:
        """Stored, unread, and the age of the oldest unread."""
        told = sql(
            self._server,
            url,
            "SELECT (SELECT count(*) FROM submissions), count(*), "
            "coalesce(round(extract(epoch FROM now() - min(received_at)), 1), 0) FROM unread",
        )
        stored, unread, oldest = told.split("|")
        return int(stored), int(unread), float(oldest)

    def _load(self, intakes: Sequence[str]) -> list[dict[str, Any]]:
        documents = self._folder / "documents.lua"
        documents.write_text("return {" + ",".join(f"{{{_lua(a)},{_lua(b)}}}" for a, b in self._documents) + "}")
        connections = max(1, self._plan.connections // len(intakes))
        started = []
        for number, intake in enumerate(intakes):
            script = self._folder / f"intake-{number}.lua"
            script.write_text(_LUA.format(documents=documents, run=f"run{number}", secret=SECRET))
            words = ["-t1", f"-c{connections}", f"-d{self._plan.seconds}s", "-s", str(script), intake]
            started.append(
                subprocess.Popen(  # noqa: S603 - our own words
                    [self._wrk, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
                )
            )
        return [_read(process.communicate(timeout=self._plan.seconds + 60)[0]) for process in started]

    def _gateway(self, url: str) -> contextlib.AbstractContextManager[dict[str, str]]:
        return gateway(url, self._folder, processes=self._plan.processes)


def _cut(document: bytes) -> tuple[bytes, bytes] | None:
    """A document around its submissionId's value."""
    found = re.search(rb'"submissionId": ?"([^"]*)"', document)
    return (document[: found.start(1)], document[found.end(1) :]) if found else None


def _script(document: bytes) -> str:
    """pgbench's script for one document: the statement of the intake with a report of its own each time."""
    mark = "md5(CAST(:n AS text))"
    values = (
        f"CAST(CAST({mark} AS uuid) AS text)",
        f"{mark} || {mark}",
        f"{mark} || {mark}",
        f"'\\x{document.hex()}'",
        "'application/vnd.api+json'",
        """'["client_id", "client_secret", "content-length", "content-type", "host"]'""",
        "now()",
        mark,
        str(len(document)),
        mark,
        "'hub'",
    )
    statement = STORE
    for number in range(len(values), 0, -1):
        statement = statement.replace(f"${number}::", f"({values[number - 1]})::")
    return f"\\set n random(1, 9000000000000)\n{' '.join(statement.split())};\n"


def _lua(text: bytes) -> str:
    """Bytes as a Lua string."""
    return '"' + "".join(f"\\{byte:03d}" for byte in text) + '"'


def _read(text: str) -> dict[str, Any]:
    found = re.search(r"FOUND (\d+) (\d+) (\d+) (\d+) (\d+)", text)
    if not found:
        raise KnownError(f"wrk: {text[-500:]}", "This is a mistake in the measurement.")
    _, micros, refused, p50, p99 = (int(one) for one in found.groups())
    return {"seconds": micros / 1e6, "refused": refused, "p50_ms": p50 / 1000, "p99_ms": p99 / 1000}
