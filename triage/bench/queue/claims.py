"""`triage bench claims`: claims through HTTP, sign-in and gateway beside pgbench running the very same SQL.

Everything on this machine and on loopback: PostgreSQL (fsync on), gateways as processes, wrk. Each phase works on a
fresh copy of the same database.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.bench import postgres
from triage.bench.postgres import Server
from triage.bench.queue import filling
from triage.gateway.claims import FUNCTION
from triage.models.errors import KnownError
from triage.training.children import child_environment, own_command

SUBJECTS = 200
_ENGINE = """\\set who random(1, {subjects})
SELECT * FROM {function}('handler-' || :who, 'handler', 'pgbench', :who, 1, 50, now(), interval '900 s',
    now() + interval '10 min', 1, false, true, ARRAY[''], NULL, true);
"""
_LUA = """
request = function()
    local token = "Bearer token-" .. math.random(1, {subjects})
    local told = {{["Authorization"] = token, ["Content-Type"] = "application/json"}}
    return wrk.format("POST", "/v1/claims", told, '{{"max": 1, "lease_seconds": 900}}')
end
init = function(args) math.randomseed(os.time() + {seed}) end
done = function(summary, latency, requests)
    io.write(string.format("FOUND %d %d %d %d %d\\n", summary.requests, summary.duration, summary.errors.status,
        latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``connections``: callers at a time, the same for pgbench and wrk; ``polls``: long polls that wait meanwhile."""

    reports: int = 20_000
    gateways: int = 2
    connections: int = 32
    seconds: int = 5
    polls: int = 1_000
    seed: int = 1


def measure(plan: Plan) -> dict[str, Any]:
    """All figures in one dict.

    Raises:
        KnownError: PostgreSQL, pgbench or wrk is not on this machine.
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        raise KnownError("wrk is not on this machine.", "Install it (Debian: apt-get install wrk) and measure again.")
    found: dict[str, Any] = {"reports": plan.reports, "gateways": plan.gateways, "connections": plan.connections}
    with tempfile.TemporaryDirectory(prefix="triage-bench-claims-") as name, postgres.server() as server:
        bench = _Bench(plan, server, Path(name), wrk)
        bench.fill()
        found["engine_per_second"] = bench.engine()
        found |= bench.gateways("", polls=0)
        found["engine_again_per_second"] = bench.engine()
        found |= bench.gateways("with_polls_", polls=plan.polls)
    raw = (found["engine_per_second"] + found["engine_again_per_second"]) / 2
    for prefix in ("", "with_polls_"):
        found[f"{prefix}ratio"] = round(found[f"{prefix}claims_per_second"] / raw, 3)
    return found


class _Bench:
    """One measurement: a server and a folder."""

    def __init__(self, plan: Plan, server: Server, folder: Path, wrk: str) -> None:
        self._plan = plan
        self._server = server
        self._folder = folder
        self._wrk = wrk
        self._files = filling.write_files(folder, SUBJECTS)

    def fill(self) -> None:
        url = self._server.database("filled")
        with self._gateway(url) as told:
            filling.fill(self._server, told["intake"], url, self._plan.reports)

    def engine(self) -> float:
        """Claims a second by pgbench."""
        url = self._copy("raw")
        script = self._folder / "engine.sql"
        script.write_text(_ENGINE.format(subjects=SUBJECTS, function=FUNCTION))
        command = [
            str(self._server.programs / "pgbench"), "-n", "-M", "prepared", "-f", str(script), "-j", "1",
            "-c", str(self._plan.connections), "-T", str(self._plan.seconds), url,
        ]  # fmt: skip
        before = time.perf_counter()
        _run(command, self._plan.seconds + 60)
        took = time.perf_counter() - before
        return round(self._leases(url) / min(took, self._plan.seconds), 1)

    def gateways(self, prefix: str, *, polls: int) -> dict[str, Any]:
        """Claims a second through gateways, with the latency that wrk saw."""
        url = self._copy("whole")
        plan = self._plan
        with contextlib.ExitStack() as stack:
            listening = [stack.enter_context(self._gateway(url))["listen"] for _ in range(plan.gateways)]
            share = polls // plan.gateways
            waiting = [stack.enter_context(self._waiting(listen, share)) for listen in listening] if share else []
            before = self._leases(url)
            told = self._load(listening)
            claims = self._leases(url) - before
            polled = [self._end(process) for process in waiting]
        seconds = max(one["seconds"] for one in told)
        figures: dict[str, Any] = {
            f"{prefix}claims_per_second": round(claims / seconds, 1),
            f"{prefix}p50_ms": max(one["p50_ms"] for one in told),
            f"{prefix}p99_ms": max(one["p99_ms"] for one in told),
            f"{prefix}refused": sum(one["refused"] for one in told),
        }
        for key in ("answers", "items", "failures") if polled else ():
            figures[f"polls_{key}"] = sum(one[key] for one in polled)
        return figures

    def _load(self, listening: list[str]) -> list[dict[str, Any]]:
        connections = max(1, self._plan.connections // len(listening))
        started = []
        for number, listen in enumerate(listening):
            script = self._folder / f"claims-{number}.lua"
            script.write_text(_LUA.format(subjects=SUBJECTS, seed=number + self._plan.seed))
            words = ["-t1", f"-c{connections}", f"-d{self._plan.seconds}s", "-s", str(script), listen]
            started.append(
                subprocess.Popen(  # noqa: S603 - our own words
                    [self._wrk, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
                )
            )
        return [_read(process.communicate(timeout=self._plan.seconds + 60)[0]) for process in started]

    def _copy(self, name: str) -> str:
        admin = f"{self._server.url}/postgres"
        filling.sql(self._server, admin, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        filling.sql(self._server, admin, f"CREATE DATABASE {name} TEMPLATE filled")
        url = f"{self._server.url}/{name}"
        filling.settle_down(self._server, url)
        return url

    def _leases(self, url: str) -> int:
        return int(filling.sql(self._server, url, "SELECT count(*) FROM leases"))

    @contextlib.contextmanager
    def _gateway(self, url: str) -> Iterator[dict[str, str]]:
        command = own_command(
            "gateway", "serve", "--db", url, "--listen", "127.0.0.1:0", "--client-id", "hub",
            "--client-secret-file", str(self._files["secret"]), "--dev-token-file", str(self._files["tokens"]),
            "--config", str(self._files["config.toml"]), "--profile", str(self._files["profile.toml"]),
        )  # fmt: skip
        with (self._folder / "gateway.log").open("ab") as errors, started(command, errors) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                raise KnownError("A gateway did not start.", (self._folder / "gateway.log").read_text()[-1000:])
            yield json.loads(line)

    @contextlib.contextmanager
    def _waiting(self, listen: str, count: int) -> Iterator[subprocess.Popen[bytes]]:
        words = [sys.executable, "-m", "triage.bench.queue.waiting", listen, str(count), str(SUBJECTS)]
        with (self._folder / "waiting.log").open("ab") as errors, started(words, errors) as process:
            assert process.stdout is not None
            process.stdout.readline()  # all of them wait
            yield process

    def _end(self, process: subprocess.Popen[bytes]) -> dict[str, int]:
        """Let the polls stop; what they met."""
        out, _ = process.communicate(b"\n", timeout=30)
        if not out:
            raise KnownError("The long polls failed.", (self._folder / "waiting.log").read_text()[-1000:])
        told: dict[str, int] = json.loads(out)
        return told


@contextlib.contextmanager
def started(command: list[str], errors: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours for as long as the block lasts."""
    process = subprocess.Popen(  # noqa: S603 - our own words
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=child_environment()
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdin, process.stdout):
            if stream and not stream.closed:
                stream.close()


def _run(command: list[str], seconds: float) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)  # noqa: S603
    if done.returncode:
        raise KnownError(f"pgbench failed: {done.stderr.strip()[-500:]}", "This is a mistake in the measurement.")


def _read(text: str) -> dict[str, Any]:
    found = re.search(r"FOUND (\d+) (\d+) (\d+) (\d+) (\d+)", text)
    if not found:
        raise KnownError(f"wrk: {text[-500:]}", "This is a mistake in the measurement.")
    requests, micros, refused, p50, p99 = (int(one) for one in found.groups())
    return {
        "requests": requests,
        "seconds": micros / 1e6,
        "refused": refused,
        "p50_ms": p50 / 1000,
        "p99_ms": p99 / 1000,
    }
