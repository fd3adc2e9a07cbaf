"""A backup is restored: every desktop starts its feed again, and nothing becomes a second report."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.gateway import postgres
from tests.gateway.bench import Bench, ok, open_bench, payload, refused, settings_for


class Backup:
    """One backup of a database, taken and put back with the engine's own tools, as docs/gateway.md says."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = url
        self._file = folder / "backup"

    @property
    def _path(self) -> Path:
        return Path(self._url.removeprefix("sqlite:///"))

    def take(self) -> None:
        if self._url.startswith("sqlite"):
            with closing(sqlite3.connect(self._path)) as source, closing(sqlite3.connect(self._file)) as target:
                source.backup(target)
        else:
            self._run("pg_dump", "-Fc", "-f", str(self._file), self._url)

    def put_back(self) -> None:
        """The gateway is stopped meanwhile."""
        if self._url.startswith("sqlite"):
            for tail in ("-wal", "-shm"):
                Path(f"{self._path}{tail}").unlink(missing_ok=True)
            shutil.copyfile(self._file, self._path)
        else:
            self._run("pg_restore", "--clean", "--if-exists", "--single-transaction", "-d", self._url, str(self._file))

    def _run(self, program: str, *words: str) -> None:
        folder = postgres.programs()
        found = shutil.which(program) or (str(folder / program) if folder else "")
        if not found or not os.access(found, os.X_OK):
            pytest.skip(f"{program} is not on this machine")
        subprocess.run([found, *words], check=True, timeout=60)


@pytest.fixture
def backup(bare_database_url: str, tmp_path: Path) -> Backup:
    return Backup(bare_database_url, tmp_path)


async def work_after(bench: Bench) -> str:
    """What happens after the backup and is lost with the restore; gives the desktop's cursor at its end."""
    held = await bench.ann.claim(await bench.arrive("s-1"))
    await bench.ann.begun(held)
    ok(await bench.ann.settle(held))
    await bench.arrive("s-3")
    return (await bench.ann.changes()).delta or ""


@pytest.mark.parametrize("more", [0, 12], ids=["at once", "when it has grown again"])
async def test_a_cursor_from_after_the_backup_starts_again(bare_database_url: str, backup: Backup, more: int) -> None:
    async with open_bench(settings_for(bare_database_url)) as bench:
        await bench.arrive("s-1")
        backup.take()
        cursor = await work_after(bench)
    backup.put_back()
    async with open_bench(settings_for(bare_database_url)) as bench:
        for number in range(more):
            await bench.arrive(f"later-{number}")
        refused(await bench.ann.call("GET", f"/v1/changes?after={cursor}"), 410, "cursor-gone")
        assert len((await bench.ann.changes()).items) == 1 + more


async def test_what_is_sent_again_after_a_restore_is_the_same_report(bare_database_url: str, backup: Backup) -> None:
    async with open_bench(settings_for(bare_database_url)) as bench:
        first = await bench.arrive("s-1")
        held = await bench.ann.claim(first)
        await bench.ann.begun(held)
        backup.take()
        ok(await bench.ann.settle(held))
        third = await bench.arrive("s-3")
    backup.put_back()
    async with open_bench(settings_for(bare_database_url)) as bench:
        # The desktop's outbox still has the settle, the hub's copy (or its e-mail) the report.
        ok(await bench.ann.settle(held))
        assert await bench.arrive("s-3") == third
        assert await bench.arrive("s-1") == first
        assert len((await bench.ann.changes()).items) == 2
        again = ok(await bench.post(payload("s-1")))
        assert again.json()["data"]["attributes"]["version"] == 1
