"""Debian's programs that tests run beside the product: installed when missing and we are root, else the test skips."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/sbin")
_LOCK = Path(tempfile.gettempdir()) / "triage-system-packages.lock"


def need(program: str, package: str) -> Path:
    """Where the program is. Missing: its Debian package is installed when we are root; otherwise the test skips.

    Several test processes may ask at once: one installs, the others wait and then find it.
    """
    found = found_or_installed(lambda: look(program), package)
    if found is None:
        pytest.skip(f"{program} is not on this machine (Debian package {package})")
    return found


def found_or_installed(find: Callable[[], Path | None], package: str) -> Path | None:
    """What ``find`` finds, after installing the package when it finds nothing and we are root; else None."""
    found = find()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        with _LOCK.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            found = find()
            if found is None:
                _install(package)
                found = find()
    return found


def look(program: str) -> Path | None:
    """The program in PATH or in the folders of the system's own."""
    path = os.pathsep.join([os.environ.get("PATH", ""), *FOLDERS])
    found = shutil.which(program, path=path)
    return Path(found) if found else None


def _install(package: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", package]):
        subprocess.run(["apt-get", "-q", *words], env=environment, check=False, stdout=subprocess.DEVNULL, timeout=300)
