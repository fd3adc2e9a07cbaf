"""Bringing an older store up to date, cut off in every step: the next start goes on from where it stood."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.services.rig import KEY
from triage.services.cipher import connect
from triage.services.migrate import NewerStore, migrate, version_of
from triage.services.schema import MIGRATIONS
from triage.services.store import Store

STEPS = (("CREATE TABLE a (x)", "INSERT INTO a VALUES ('kept')"), ("CREATE TABLE b (x)",), ("CREATE TABLE c (x)",))
DIES = """
import os, pathlib, signal, sys
from triage.services.cipher import connect
from triage.services.migrate import migrate
path, key, at = pathlib.Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3])
raw = connect(path, key)
raw.create_function("die", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
steps = [list(step) for step in {steps!r}]
steps[at].append("SELECT die()")
migrate(raw, path, steps)
"""


def killed_in(path: Path, step: int) -> int:
    code = DIES.replace("{steps!r}", repr(STEPS))
    command = [sys.executable, "-c", code, str(path), KEY.hex(), str(step)]
    return subprocess.run(command, check=False, capture_output=True).returncode


def tables(raw: Any) -> set[str]:
    return {row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_a_kill_in_the_middle_of_any_step_leaves_the_version_before_it(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    raw = connect(path, KEY)
    migrate(raw, path, STEPS[:1])
    raw.close()
    for step in (1, 2):
        assert killed_in(path, step) == -9
        raw = connect(path, KEY)
        assert version_of(raw) == step
        assert tables(raw) == {"a", "b", "c"} - set("abc"[step:])
        raw.close()
    copy = connect(path.with_name("desk.db.before-2"), KEY)
    assert (version_of(copy), tables(copy)) == (1, {"a"})
    copy.close()
    raw = connect(path, KEY)
    assert migrate(raw, path, STEPS) == 3
    assert raw.execute("SELECT x FROM a").fetchall() == [("kept",)]
    raw.close()


def test_a_copy_that_was_cut_off_is_never_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    raw = connect(path, KEY)
    migrate(raw, path, STEPS[:1])
    path.with_name("desk.db.before-2.new").write_bytes(b"half")
    migrate(raw, path, STEPS)
    raw.close()
    names = {found.name for found in tmp_path.iterdir()}
    assert names == {"desk.db", "desk.db.before-2"}


async def test_a_newer_store_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    await (await Store.open(path, KEY)).close()
    raw = connect(path, KEY)
    raw.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(NewerStore, match="Start the newer Triage"):
        await Store.open(path, KEY)
    assert path.read_bytes() == before
