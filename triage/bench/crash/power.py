"""`triage bench crash --power-cuts N`: a store's writes as the kernel saw them, cut off at any moment, then opened.

A disk keeps what was synced. Of what was written since the last sync of a file it may keep anything: each sector of
each write is kept or dropped by chance. Names (made, renamed, deleted) are taken to be kept at once, as journalling
file systems do; a disk that lies about its syncs is not modelled.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from triage.bench.crash.trace import Step, command, steps
from triage.bench.crash.writer import ACKED, KEY, value_of
from triage.models.errors import KnownError
from triage.services.cipher import DamagedStore
from triage.services.store import Store
from triage.training.children import child_environment, own_command

SECTOR = 512


@dataclass
class File:
    """``disk``: what is certainly there; ``since``: what was done to it after its last sync."""

    disk: bytearray = field(default_factory=bytearray)
    seen: bytearray = field(default_factory=bytearray)
    since: list[Step] = field(default_factory=list)


class Disk:
    """The files of one folder, as they are on a disk whose power may fail."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}

    def do(self, step: Step) -> None:
        if step.kind == "gone":
            self.files.pop(step.path, None)
        elif step.kind == "named":
            self.files[step.to] = self.files.pop(step.path, File())
        else:
            self._change(self.files.setdefault(step.path, File()), step)

    def left(self, rng: random.Random, share: float) -> dict[str, bytes]:
        """The files after the power failed: of what was not synced ``share`` of the sectors are kept."""
        return {path: _after(file, rng, share) for path, file in self.files.items()}

    def _change(self, file: File, step: Step) -> None:
        if step.kind == "sync":
            file.disk, file.since = bytearray(file.seen), []
            return
        placed = Step(step.kind, step.path, len(file.seen) if step.at < 0 else step.at, step.data)
        _apply(file.seen, placed)
        file.since.append(placed)


def _apply(content: bytearray, step: Step) -> None:
    if step.kind == "cut":
        content[step.at :] = bytes(max(step.at - len(content), 0))
        return
    if len(content) < step.at:
        content.extend(bytes(step.at - len(content)))
    content[step.at : step.at + len(step.data)] = step.data


def _after(file: File, rng: random.Random, share: float) -> bytes:
    content = bytearray(file.disk)
    for step in file.since:
        if step.kind == "cut":
            if rng.random() < share:
                _apply(content, step)
            continue
        for first in range(0, len(step.data), SECTOR):
            if rng.random() < share:
                part = step.data[first : first + SECTOR]
                _apply(content, Step("write", step.path, step.at + first, part))
    return bytes(content)


def traced(home: Path, commits: int, *, synced: bool = True) -> list[Step]:
    """Write to a store under strace.

    Raises:
        KnownError: there is no strace, or it may not look into programs here.
    """
    if shutil.which("strace") is None:
        raise KnownError("There is no strace on this machine.", "Install it: it tells what a store writes and when.")
    log = home.with_name(f"{home.name}.strace")
    home.mkdir(parents=True, exist_ok=True)
    words = ["bench", "crash", "--writer", str(home), "--commits", str(commits)]
    inner = own_command(*words, *([] if synced else ["--unsynced"]))
    done = subprocess.run(command(log, inner), env=child_environment(), capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise KnownError("The store could not be watched.", "Allow strace to look into programs (ptrace) here.")
    return list(steps(log, home))


async def try_cuts(made: list[Step], home: Path, cuts: int, seed: int) -> dict[str, int]:
    """Cut the power that often, each time at another moment, and open what is left."""
    rng = random.Random(seed)
    found = {"power_cuts": cuts, "commits_acknowledged": 0, "commits_lost": 0, "commits_half": 0, "called_damaged": 0}
    moments = sorted(rng.choices(range(1, len(made) + 1), k=cuts))
    disk, done, acked = Disk(), 0, 0
    for moment in moments:
        for step in made[done:moment]:
            disk.do(step)
            acked += len(step.data) if step.path.endswith(ACKED) else 0
        done = moment
        left = disk.left(rng, rng.choice((0.0, 0.5, 0.9, 1.0)))
        told = await _opened(left, home)
        found["commits_acknowledged"] += acked
        if told is None:
            found["called_damaged"] += 1
            found["commits_lost"] += acked
            continue
        whole, half = told
        found["commits_half"] += half
        found["commits_lost"] += len(set(range(acked)) - whole)
    return found


async def _opened(left: dict[str, bytes], home: Path) -> tuple[set[int], int] | None:
    """The commits that are there, and how many are there by half; None when the store calls itself damaged."""
    with tempfile.TemporaryDirectory(prefix="triage-power-") as folder:
        for path, content in left.items():
            (Path(folder) / Path(path).relative_to(home)).write_bytes(content)
        try:
            store = await Store.open(Path(folder) / "desk.db", KEY)
        except DamagedStore:
            return None
        try:
            return await store.read(_commits)
        finally:
            await store.close()


def _commits(conn: Connection) -> tuple[set[int], int]:
    rows = {str(row.key): str(row.value) for row in conn.execute(text("SELECT key, value FROM state"))}
    numbers = {int(key[1:]) for key in rows if key[0] in "ab" and key[1:].isdigit()}
    whole = {one for one in numbers if rows.get(f"a{one}") == value_of(one) == rows.get(f"b{one}")}
    return whole, len(numbers - whole)


def measure(cuts: int, commits: int, seed: int) -> dict[str, Any]:
    """All figures; ``held``: nothing that was acknowledged is lost, nothing is there by half."""
    with tempfile.TemporaryDirectory(prefix="triage-bench-power-") as folder:
        home = Path(folder) / "home"
        made = traced(home, commits)
        found: dict[str, Any] = {"commits": commits, "writes": sum(step.kind == "write" for step in made)}
        found |= asyncio.run(try_cuts(made, home, cuts, seed))
    found["held"] = not (found["commits_lost"] or found["commits_half"] or found["called_damaged"])
    return found
