"""A PostgreSQL of a measurement's own: made from the programs on this machine, durable as in a force."""

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

from triage.models.errors import KnownError

NAMES = ("postgres", "nobody")
SETTINGS = ("listen_addresses=127.0.0.1", "max_connections=300", "shared_buffers=256MB", "max_wal_size=4GB")
"""Nothing that trades durability for speed: fsync and synchronous_commit stay on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server. ``url`` ends before the database's name; ``programs`` holds psql, pgbench, pg_ctl."""

    url: str
    programs: Path
    data: Path
    user: str | None
    options: str

    def database(self, name: str) -> str:
        """Make a database and give its URL."""
        self._run("psql", "-X", "-q", "-d", f"{self.url}/postgres", "-c", f'CREATE DATABASE "{name}"')
        return f"{self.url}/{name}"

    @property
    def process(self) -> int:
        """The number of its first process."""
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def start(self) -> None:
        log = str(self.data.parent / "log")
        self._run("pg_ctl", "-D", str(self.data), "-w", "-l", log, "-o", self.options, "start")

    def stop(self, how: str = "fast") -> None:
        """``how``: fast, or immediate (as when the machine fails)."""
        self._run("pg_ctl", "-D", str(self.data), "-w", "-m", how, "stop")

    def _run(self, program: str, *words: str) -> None:
        command = [str(self.programs / program), *words]
        subprocess.run(  # noqa: S603 - our own words
            command, check=True, user=self.user, cwd=self.data.parent, stdout=subprocess.DEVNULL, timeout=120
        )


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """Make and start a server; it is stopped and its files are removed at the end.

    Raises:
        KnownError: PostgreSQL is not on this machine.
    """
    programs = _programs()
    user = _ordinary_user()
    home = Path(tempfile.mkdtemp(prefix="triage-bench-pg-"))
    if user:
        shutil.chown(home, user)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = " ".join([f"-p {port} -c unix_socket_directories={home}", *(f"-c {told}" for told in SETTINGS)])
    made = Server(
        url=f"postgresql://triage@127.0.0.1:{port}", programs=programs, data=home / "data", user=user, options=options
    )
    try:
        made._run("initdb", "-D", str(made.data), "-U", "triage", "-A", "trust", "-E", "UTF8", "--locale=C")
        made.start()
        try:
            yield made
        finally:
            with contextlib.suppress(subprocess.SubprocessError):  # it may have been stopped by the measurement
                made.stop("immediate")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs() -> Path:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    raise KnownError("PostgreSQL is not on this machine.", "Install it (Debian: postgresql-15) and measure again.")


def _ordinary_user() -> str | None:
    """Whom to run it as when we are root, which initdb refuses."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in NAMES if name in known)
