"""The processes of a training ground: each with its own log, known to be up by its first line, ended in order."""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

from triage.models.errors import KnownError

START_SECONDS = 60
STOP_SECONDS = 15
_PR_SET_PDEATHSIG = 1


def own_command(*words: str) -> list[str]:
    """The command line that runs this very program with other words (from a checkout, installed or frozen)."""
    start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "triage.cli"]
    return [*start, *words]


def child_environment(**more: str) -> dict[str, str]:
    """Our environment with the package importable and ``more`` laid over it."""
    package_home = str(Path(__file__).resolve().parents[2])
    paths = [package_home, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1", **more}


def die_with_parent() -> Callable[[], None] | None:
    """On Linux a child is told to end when the ground is killed, so that nothing is left listening."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """One running process whose standard output is JSON lines."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: Path) -> None:
        self.name = name
        self.log = log
        self._process = process

    @classmethod
    async def start(cls, name: str, command: Sequence[str], *, log: Path, env: dict[str, str] | None = None) -> Child:
        """Start ``command``; its standard error goes to ``log``."""
        with log.open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                env=env or child_environment(),
                limit=1 << 20,
                preexec_fn=die_with_parent(),
            )
        return cls(name, process, log)

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    @property
    def returncode(self) -> int | None:
        return self._process.returncode

    @property
    def pid(self) -> int:
        return self._process.pid

    async def line(self, seconds: float = START_SECONDS) -> dict[str, Any]:
        """The next JSON line.

        Raises:
            KnownError: the process ended or stayed silent; names it and its log.
        """
        try:
            # Closed here: a generator that is left half way is closed later, in a task of nobody.
            async with asyncio.timeout(seconds), aclosing(self.lines()) as lines:
                async for found in lines:
                    return found
        except TimeoutError as error:
            raise self._silent(f"said nothing for {seconds:.0f} seconds") from error
        raise self._silent(f"ended with status {await self.wait()}")

    async def lines(self) -> AsyncGenerator[dict[str, Any], None]:
        """JSON lines until the process closes its output; anything else it prints is passed over."""
        assert self._process.stdout is not None
        while raw := await self._process.stdout.readline():
            try:
                found = json.loads(raw)
            except ValueError:
                continue
            if isinstance(found, dict):
                yield found

    def _silent(self, how: str) -> KnownError:
        tail = self.log.read_text(errors="replace")[-600:].strip() if self.log.exists() else ""
        return KnownError(f"The {self.name} {how}.", f"See {self.log}. {tail}".strip())

    async def wait(self) -> int:
        return await self._process.wait()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self.running:
            self._process.kill()

    async def stop(self) -> int:
        """Ask it to end; kill it when it does not. Returns its exit status."""
        if self.running:
            self._process.terminate()
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    return await self.wait()
            except TimeoutError:
                self.kill()
        return await self.wait()
