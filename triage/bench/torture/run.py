"""Runs the torture: a PostgreSQL, gateways, processes of claimers; kills some of each until every report is settled."""

from __future__ import annotations

import json
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.bench import postgres
from triage.bench.queue import filling
from triage.bench.torture.claimer import Orders
from triage.bench.torture.history import History, verdict
from triage.models import codec
from triage.models.errors import KnownError
from triage.training.children import child_environment, own_command

LOOK_SECONDS = 1.0
CONFIG = "[queue]\nmost_deliveries = 0\n[limits]\ncalls_per_minute = 0\n"
_ALL_WAIT = "UPDATE reports SET stage = 'incoming', closed_at = NULL WHERE stage = 'closed'"
"""The report that came in by the door and from which the others were made waits too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``kill_claimers``/``kill_gateways``: seconds between two kills; ``seconds``: the run ends then, done or not."""

    reports: int
    gateways: int = 3
    processes: int = 8
    claimers: int = 50
    lease_seconds: int = 2
    kill_claimers: float = 4
    kill_gateways: float = 20
    seconds: float = 1500
    seed: int = 1

    def handlers(self, process: int) -> tuple[str, ...]:
        return tuple(f"h{process}-{number}" for number in range(self.claimers))


@dataclass(slots=True)
class Started:
    """A process that may be killed and started again with the same words."""

    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as errors:
            self.process = subprocess.Popen(  # noqa: S603 - our own words
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=child_environment(),
            )

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self._close()

    def end(self) -> None:
        """Tell it to end, and wait."""
        assert self.process is not None
        self.process.terminate()
        self._close()

    def _close(self) -> None:
        assert self.process is not None
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        self.process.wait(timeout=60)

    def line(self) -> dict[str, Any]:
        """Its first line.

        Raises:
            KnownError: it ended instead.
        """
        assert self.process is not None
        assert self.process.stdout is not None
        told = self.process.stdout.readline()
        if not told:
            raise KnownError(f"A gateway did not start: {self.log.read_text()[-2000:]}")
        found: dict[str, Any] = json.loads(told)
        return found


@dataclass(slots=True)
class Killed:
    claimers: int = 0
    gateways: int = 0
    seconds: float = 0


def measure(plan: Plan) -> dict[str, Any]:
    """Run it; the account of the database's history with what was killed and how long it took."""
    with tempfile.TemporaryDirectory(prefix="triage-torture-") as name, postgres.server() as server:
        folder = Path(name)
        url = server.database("triage")
        gateways = _gateways(plan, folder, url)
        claimers: list[Started] = []
        try:
            gateways[0].start()
            gateways[0].line()
            filling.fill(server, f"http://{gateways[0].command[-1]}", url, plan.reports - 1)
            filling.sql(server, url, _ALL_WAIT)
            for gateway in gateways[1:]:
                gateway.start()
                gateway.line()
            claimers = _claimers(plan, folder, [gateway.command[-1] for gateway in gateways])
            for claimer in claimers:
                claimer.start()
            history = History(server.programs / "psql", url)
            killed = _until_settled(plan, history, gateways, claimers)
        finally:
            for claimer in claimers:
                if claimer.process is not None:
                    claimer.kill()
            for gateway in gateways:
                if gateway.process is not None:
                    gateway.end()
        account = history.account()
        refused = sum(claimer.log.read_text().count("settle refused") for claimer in claimers)
    rate = round(plan.reports / killed.seconds, 1) if killed.seconds else 0
    return {
        **account,
        "settle_refused": refused,
        "killed_claimer_processes": killed.claimers,
        "killed_gateways": killed.gateways,
        "seconds": round(killed.seconds, 1),
        "settled_per_second": rate,
        "held": verdict(account) and not refused,
    }


def _until_settled(plan: Plan, history: History, gateways: list[Started], claimers: list[Started]) -> Killed:
    chance = random.Random(plan.seed)
    killed = Killed()
    pause = threading.Event()
    began = now = time.monotonic()
    next_claimer, next_gateway = now + plan.kill_claimers, now + plan.kill_gateways
    while now - began < plan.seconds and history.settled() < plan.reports:
        pause.wait(LOOK_SECONDS)
        now = time.monotonic()
        if now >= next_claimer:
            victim = chance.choice(claimers)
            victim.kill()
            victim.start()
            killed.claimers += 1
            next_claimer = now + plan.kill_claimers
        if now >= next_gateway:
            gateway = chance.choice(gateways)
            gateway.kill()
            gateway.start()
            gateway.line()
            killed.gateways += 1
            next_gateway = now + plan.kill_gateways
    killed.seconds = time.monotonic() - began
    return killed


def _gateways(plan: Plan, folder: Path, url: str) -> list[Started]:
    (folder / "secret").write_text(filling.SECRET)
    (folder / "gateway.toml").write_text(CONFIG)
    handlers = [me for process in range(plan.processes) for me in plan.handlers(process)]
    (folder / "tokens").write_text("".join(f"{me} {me} handler\n" for me in handlers))
    started = []
    for number in range(plan.gateways):
        address = f"127.0.0.1:{_free_port()}"
        words = [
            "gateway", "serve", "--db", url, "--client-id", "hub", "--client-secret-file", str(folder / "secret"),
            "--dev-token-file", str(folder / "tokens"), "--config", str(folder / "gateway.toml"), "--listen", address,
        ]  # fmt: skip
        started.append(Started(own_command(*words), folder / f"gateway-{number}.log"))
    return started


def _claimers(plan: Plan, folder: Path, addresses: list[str]) -> list[Started]:
    made = []
    for process in range(plan.processes):
        orders = Orders(
            gateways=tuple(f"http://{address}" for address in addresses),
            handlers=plan.handlers(process),
            journal=str(folder),
            lease_seconds=plan.lease_seconds,
            seed=plan.seed,
        )
        command = [sys.executable, "-m", "triage.bench.torture.claimer", codec.encode(orders).decode()]
        made.append(Started(command, folder / f"claimer-{process}.log"))
    return made


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
