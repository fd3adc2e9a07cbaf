"""A gateway as a force runs it: its own process, found by the one line it prints."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import httpx

from triage.models import codec
from triage.models.queue import Changes

ROOT = Path(__file__).resolve().parents[2]


def command(folder: Path, *more: str, db: str = "") -> list[str]:
    """The command line of a gateway whose files are in ``folder``."""
    (folder / "secret").write_text("right-secret\n")
    (folder / "tokens").write_text("token-ann ann handler\ntoken-bob bob handler\n")
    return [
        sys.executable, "-m", "triage.cli", "gateway", "serve",
        "--db", db or f"sqlite:///{folder / 'gateway.db'}",
        "--listen", "127.0.0.1:0",
        "--client-id", "hub",
        "--client-secret-file", str(folder / "secret"),
        "--dev-token-file", str(folder / "tokens"),
        *more,
    ]  # fmt: skip


class Process:
    """A running gateway."""

    def __init__(self, process: subprocess.Popen[bytes], listen: str, intake: str, log: Path) -> None:
        self.process = process
        self.listen = listen
        self.intake = intake
        self._log = log

    def desk(self, me: str = "ann") -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.listen, headers={"Authorization": f"Bearer token-{me}"}, timeout=30, trust_env=False
        )

    async def shown(self, *report_ids: str) -> Changes:
        """The feed once these reports are in it: they are read after the hub's answer, within milliseconds."""
        async with self.desk() as desk, asyncio.timeout(60):
            while True:
                page = await _feed(desk, limit=500)
                if set(report_ids) <= {item.report_id for item in page.items}:
                    return page
                await _feed(desk, after=page.delta or "", wait=5)

    def log(self) -> str:
        return self._log.read_text()


async def _feed(desk: httpx.AsyncClient, **params: str | int) -> Changes:
    answer = await desk.get("/v1/changes", params=params)
    assert answer.is_success, answer.text
    return codec.decode(Changes, answer.content)


@contextlib.contextmanager
def gateway(folder: Path, *more: str, db: str = "") -> Iterator[Process]:
    """Start a gateway and wait for its line; at the end it is killed if it still runs."""
    log = folder / "log"
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command(folder, *more, db=db),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    assert process.stdout is not None
    try:
        told = _line(process.stdout, log)
        yield Process(process, told["listen"], told["intake"], log)
    finally:
        process.stdout.close()
        process.kill()
        process.wait()


def _line(stdout: IO[bytes], log: Path) -> dict[str, str]:
    line = stdout.readline()
    assert line, log.read_text()
    told: dict[str, str] = json.loads(line)
    return told
