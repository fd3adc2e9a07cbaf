"""Debian's programs that tests run beside the product: installed when missing and we are root, else the test skips."""

from __future__ import annotations

import ctypes.util
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

T = TypeVar("T")
FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/sbin")
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
SYSTEM_PYTHON = Path("/usr/bin/python3")
XCB = {
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-image": "libxcb-image0",
    "xcb-randr": "libxcb-randr0",
    "xcb-render-util": "libxcb-render-util0",
    "xcb-shape": "libxcb-shape0",
    "xcb-sync": "libxcb-sync1",
    "xcb-xfixes": "libxcb-xfixes0",
    "xcb-xkb": "libxcb-xkb1",
    "xcb-util": "libxcb-util1",
    "xkbcommon-x11": "libxkbcommon-x11-0",
    "X11-xcb": "libx11-xcb1",
}
"""Library that Qt needs to open a window on X11 → its Debian package; a machine may have any part of them."""
_LOCK = Path(tempfile.gettempdir()) / "triage-system-packages.lock"


def need(program: str, package: str) -> Path:
    """Where the program is. Missing: its Debian package is installed when we are root; otherwise the test skips.

    Several test processes may ask at once: one installs, the others wait and then find it.
    """
    found = found_or_installed(lambda: look(program), package)
    if found is None:
        pytest.skip(f"{program} is not on this machine (Debian package {package})")
    return found


@dataclass(frozen=True)
class Accessibility:
    """A screen without a monitor, a message bus, the accessibility bus, and a Python that can read it."""

    xvfb: Path
    bus: Path
    launcher: Path
    python: Path


def need_accessibility() -> Accessibility:
    """What the tests of the accessibility tree stand on, installed or skipped as `need` does."""
    for library, package in XCB.items():
        if found_or_installed(lambda library=library: ctypes.util.find_library(library), package) is None:
            pytest.skip(f"Qt cannot open a window on X11 here (Debian package {package})")
    if found_or_installed(_reading_python, "python3-gi gir1.2-atspi-2.0 at-spi2-core") is None:
        pytest.skip("no Python here can read the accessibility bus (Debian packages python3-gi gir1.2-atspi-2.0)")
    launcher = found_or_installed(lambda: LAUNCHER if LAUNCHER.exists() else None, "at-spi2-core")
    if launcher is None:
        pytest.skip("there is no accessibility bus on this machine (Debian package at-spi2-core)")
    return Accessibility(need("Xvfb", "xvfb"), need("dbus-daemon", "dbus"), launcher, SYSTEM_PYTHON)


def _reading_python() -> Path | None:
    """The system's Python when it has GObject's view of the accessibility bus."""
    words = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
    if not SYSTEM_PYTHON.exists():
        return None
    asked = subprocess.run([str(SYSTEM_PYTHON), "-c", words], check=False, stderr=subprocess.DEVNULL)
    return SYSTEM_PYTHON if asked.returncode == 0 else None


def found_or_installed(find: Callable[[], T | None], package: str) -> T | None:
    """What ``find`` finds, after installing the packages when it finds nothing and we are root; else None."""
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
    for words in (["update"], ["install", "-y", "--no-install-recommends", *package.split()]):
        subprocess.run(["apt-get", "-q", *words], env=environment, check=False, stdout=subprocess.DEVNULL, timeout=300)
