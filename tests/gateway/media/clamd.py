"""A real clamd of the tests' own, with the one signature of the EICAR test file, as an ordinary user."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.gateway.postgres import ordinary_user
from tests.system_packages import need

EICAR_HEX = (
    "58354f2150254041505b345c505a58353428505e2937434329377d24"
    "45494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a"
)
CONFIG = """
DatabaseDirectory {home}/db
LocalSocket {home}/socket
TCPSocket {port}
TCPAddr 127.0.0.1
StreamMaxLength 2M
Foreground yes
LogFile {home}/log
PidFile {home}/pid
"""
UP_SECONDS = 30


@dataclass(frozen=True)
class Scanner:
    """Where it listens: both ways reach the same one."""

    address: str
    path: str


@contextlib.contextmanager
def scanner() -> Iterator[Scanner]:
    program = need("clamd", "clamav-daemon")
    user = ordinary_user()
    home = Path(tempfile.mkdtemp(prefix="triage-clamd-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (home / "db").mkdir()
    (home / "db" / "local.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR_HEX}\n")
    (home / "clamd.conf").write_text(CONFIG.format(home=home, port=port))
    if user:
        for path in (home, *home.rglob("*")):
            shutil.chown(path, user)
    process = subprocess.Popen(
        [str(program), "-c", str(home / "clamd.conf")],
        user=user,
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait(process, home / "socket")
        yield Scanner(f"127.0.0.1:{port}", str(home / "socket"))
    finally:
        process.kill()
        process.communicate()
        shutil.rmtree(home, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], path: Path) -> None:
    """Until it accepts: it says so by its socket only, so this is the one place that looks again and again."""
    until = time.monotonic() + UP_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(path))
            return
        assert process.poll() is None, process.communicate()[0]
        os.sched_yield()
    raise AssertionError("clamd did not come up")
