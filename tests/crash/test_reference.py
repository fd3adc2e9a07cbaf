"""Reference data put into use and killed at each change of its folder: the old version or the new one, and whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import NOW
from triage.insight.reference.shelf import file_of, in_use, install, scratch, sha256_of, sweep
from triage.models import codec
from triage.models.reference import KINDS, RefSet

DIES = """
import os, pathlib, signal, sys
from triage.insight.reference.shelf import install
from triage.models import codec
from triage.models.reference import RefSet
folder, at, met = pathlib.Path(sys.argv[1]), int(sys.argv[2]), 0
entry = codec.decode(RefSet, (folder / "entry").read_bytes())
def hook(event, args):
    global met
    changes = event in ("os.rename", "os.remove") or (event == "open" and "w" in str(args[1]))
    if changes and str(folder) in str(args[0]):
        met += 1
        if met == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
install(folder, entry, folder / "written.part")
"""
CHANGES = 4
"""The data named, its name begun, put in place, the version before the last erased."""


def version(folder: Path, number: int) -> tuple[RefSet, Path]:
    """A version with its data, written and not in use."""
    written = scratch(folder, KINDS[0])
    written.write_bytes(f"version {number}".encode() * 1000)
    size, sha256 = written.stat().st_size, sha256_of(written)
    entry = RefSet(
        kind=KINDS[0], version=f"V{number}", rows=1, refused=0, size=size, sha256=sha256, source="", imported_at=NOW
    )
    return entry, written


def whole(folder: Path) -> str:
    """The version in use, whose data must be there with every byte."""
    (entry,) = in_use(folder)
    assert sha256_of(file_of(folder, entry)) == entry.sha256
    return entry.version


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_a_kill_at_any_change_leaves_a_whole_version_in_use(tmp_path: Path) -> None:
    found = []
    for at in range(1, CHANGES + 1):
        folder = tmp_path / str(at)
        for number in (1, 2):
            install(folder, *version(folder, number))
        entry, written = version(folder, 3)
        written.rename(folder / "written.part")
        (folder / "entry").write_bytes(codec.encode(entry))
        done = subprocess.run([sys.executable, "-c", DIES, str(folder), str(at)], check=False, capture_output=True)
        assert done.returncode == -9, done.stderr
        found.append(whole(folder))
        install(folder, *version(folder, 3))
        assert whole(folder) == "V3"
        sweep(folder, NOW.replace(year=NOW.year + 10))
        assert not list(folder.glob("*.part"))
    assert found == ["V2", "V2", "V2", "V3"]
