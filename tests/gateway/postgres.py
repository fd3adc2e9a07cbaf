"""A PostgreSQL server of the tests' own: started when its programs are on this machine, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NAMES = ("postgres", "nobody")
LIGHT = "-c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c jit=off"
"""No test lets the machine itself fail; what they compare is small."""


def programs() -> Path | None:
    """The folder of initdb and pg_ctl; None when PostgreSQL is not here."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def ordinary_user() -> str | None:
    """Whom to run it as when we are root, which initdb refuses."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in NAMES if name in known)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that can be stopped and started; ``url`` without a database name."""

    url: str
    folder: Path
    home: Path
    options: str
    user: str | None

    def run(self, program: str, *words: str) -> None:
        command = [str(self.folder / program), *words]
        subprocess.run(command, check=True, user=self.user, cwd=self.home, stdout=subprocess.DEVNULL, timeout=60)

    def start(self) -> None:
        data, log = str(self.home / "data"), str(self.home / "log")
        self.run("pg_ctl", "-D", data, "-w", "-l", log, "-o", self.options, "start")

    def stop(self, how: str = "fast") -> None:
        """``how``: fast, or immediate (as a machine that fails)."""
        self.run("pg_ctl", "-D", str(self.home / "data"), "-w", "-m", how, "stop")


@contextlib.contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server from the programs in ``folder``; gives its URL without a database name."""
    with own_server(folder) as made:
        yield made.url


@contextlib.contextmanager
def own_server(folder: Path) -> Iterator[Server]:
    """The same, for a test that stops and starts it."""
    user = ordinary_user()
    home = Path(tempfile.mkdtemp(prefix="triage-pg-"))
    if user:
        shutil.chown(home, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} {LIGHT}"
    made = Server(f"postgresql://triage@127.0.0.1:{port}", folder, home, options, user)
    try:
        data = str(home / "data")
        made.run("initdb", "-D", data, "-U", "triage", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
        made.start()
        try:
            yield made
        finally:
            with contextlib.suppress(subprocess.SubprocessError):  # the test may have left it stopped
                made.stop("immediate")
    finally:
        shutil.rmtree(home, ignore_errors=True)
