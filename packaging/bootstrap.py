"""Get a machine ready for the virtual environment: what the system itself must have.

Runs with the system's Python before anything is installed, so it needs the standard library only and
keeps to syntax that Python 3.8 can read: too old a Python is then told in words, not by a traceback.

    python3 packaging/bootstrap.py            install what is missing (root and apt-get), or name the line to run
    python3 packaging/bootstrap.py --check    only tell
    python3 packaging/bootstrap.py --xcb      also what a window on an X display needs (implied by DISPLAY)
    python3 packaging/bootstrap.py --python   print the interpreter that the environment shall be made with
    python3 packaging/bootstrap.py --display  exit 0 when a display answers, 1 when none does

Exit status: 0 all is there (and nothing is printed), 1 no display (``--display`` only), 2 something is missing.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from display import any_display  # beside this file, which Python puts first on its path

ROOT = Path(__file__).resolve().parent.parent
READY = ROOT / ".venv" / ".ready"
OLDEST, TOO_NEW = (3, 11), (3, 14)
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3", "/usr/bin/python3")

# Shared library -> Debian package. What Qt's own libraries name as NEEDED, beyond what Python itself brings.
OFFSCREEN = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libbrotlidec.so.1": "libbrotli1",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
XCB = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
WAYLAND = {"libwayland-client.so.0": "libwayland-client0", "libwayland-cursor.so.0": "libwayland-cursor0"}

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
FONT_KINDS = (".ttf", ".otf", ".ttc")


class Missing:
    """One thing the system lacks: what it is called and the Debian package that brings it."""

    def __init__(self, what: str, package: str) -> None:
        self.what = what
        self.package = package


def loads(soname: str) -> bool:
    """Whether the loader finds this library: asked of the loader itself, which knows every path and setting."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def has_font() -> bool:
    """Whether any outline font is installed. Without one Qt draws every letter as a box and reports nothing."""
    for folder in FONT_FOLDERS:
        for _, _, names in os.walk(Path(folder).expanduser()):
            if any(name.lower().endswith(FONT_KINDS) for name in names):
                return True
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    listed = subprocess.run([lister, ":", "file"], capture_output=True, text=True, check=False)
    return any(kind in listed.stdout.lower() for kind in FONT_KINDS)


def answers(python: str, code: str) -> str | None:
    """What ``python -c code`` prints, or None when it cannot run (a version manager's shim may point nowhere)."""
    if shutil.which(python) is None:
        return None
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def fits(python: str) -> bool:
    """Whether this interpreter's version is one that Triage runs on."""
    said = answers(python, "import sys; print(*sys.version_info[:2])")
    return said is not None and OLDEST <= tuple(int(part) for part in said.split()) < TOO_NEW


def makes_environments(python: str) -> bool:
    """Whether it can make a virtual environment with pip in it (Debian keeps that part in a package of its own)."""
    return answers(python, "import venv, ensurepip") is not None


def chosen_python(asked: str | None) -> tuple[str | None, bool]:
    """The interpreter to use, and whether it is complete; ``asked`` (``PYTHON=`` of make) leaves no choice."""
    fitting = [name for name in ([asked] if asked else CANDIDATES) if fits(name)]
    for name in fitting:
        if makes_environments(name):
            return name, True
    return (fitting[0], False) if fitting else (None, False)


def venv_package(python: str) -> str:
    """The Debian package that completes this interpreter: python3.11-venv for 3.11, and so on."""
    version = answers(python, "import sys; print(*sys.version_info[:2], sep='.')") or "3"
    return f"python{version}-venv"


def missing_parts(xcb: bool, asked: str | None) -> list[Missing]:
    """Everything the system lacks, in the order a person would want to read it.

    Raises SystemExit(2) when there is no interpreter of a fitting version at all: no package list mends that.
    """
    found: list[Missing] = []
    if not READY.exists():
        python, complete = chosen_python(asked)
        if python is None:
            stop_without_python(asked)
        elif not complete:
            found.append(Missing(f"the venv module of {python}", venv_package(python)))
    if not sys.platform.startswith("linux"):
        return found  # Windows and macOS bring what Qt needs
    libraries = dict(OFFSCREEN)
    if xcb or os.environ.get("DISPLAY"):
        libraries.update(XCB)
    if os.environ.get("WAYLAND_DISPLAY"):
        libraries.update(WAYLAND)
    found += [Missing(soname, package) for soname, package in libraries.items() if not loads(soname)]
    if not has_font():
        found.append(Missing("a font", "fonts-dejavu-core"))
    return found


def stop_without_python(asked: str | None) -> NoReturn:
    """Say which Python is needed, and stop."""
    looked = asked or ", ".join(CANDIDATES)
    say(f"Triage needs Python 3.11, 3.12 or 3.13; none of these is one: {looked}.")
    say("Install one (on Debian 12 or later: sudo apt-get install python3 python3-venv),")
    say("or name it: make setup PYTHON=/path/to/python3.12")
    raise SystemExit(2)


def say(text: str) -> None:
    """One line for the person at the terminal, on stderr: stdout belongs to --python."""
    print(text, file=sys.stderr, flush=True)


def install_command(packages: list[str]) -> list[str]:
    """The apt-get line that brings these packages and nothing that is merely recommended."""
    return ["apt-get", "install", "-y", "--no-install-recommends", *packages]


def install(packages: list[str]) -> int:
    """Install as root, quietly; what apt said is shown only when it failed. Returns 0 or 2."""
    say(f"Installing system packages: {' '.join(packages)}")
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (["apt-get", "update"], install_command(packages)):
        done = subprocess.run(
            command,
            env=quiet,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        # A failed update alone does not stop us: one broken third-party source is common, the rest may do.
        if done.returncode != 0 and command[1] == "install":
            say(done.stdout)
            say("apt-get could not install them. Mend what it says above and run this again.")
            return 2
    return 0


def named(missing: list[Missing]) -> str:
    """What is missing, as a sentence takes it."""
    return ", ".join(part.what for part in missing)


def tell(missing: list[Missing]) -> None:
    """Name what is missing and, where there is apt-get, the exact line that brings it."""
    say(f"This machine lacks what Triage needs: {named(missing)}.")
    if shutil.which("apt-get"):
        packages = sorted({part.package for part in missing})
        say("Run this, then try again:\n")
        say(f"    sudo apt-get update && sudo {shlex.join(install_command(packages))}\n")
    else:
        say("Install them with your system's package manager, then try again.")


def prepare(check: bool, xcb: bool, asked: str | None) -> int:
    """Bring the system to what is needed, or say what it lacks. Returns 0 or 2."""
    missing = missing_parts(xcb, asked)
    if not missing:
        return 0
    may_install = not check and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")
    if not may_install:
        tell(missing)
        return 2
    if install(sorted({part.package for part in missing})) != 0:
        return 2
    left = missing_parts(xcb, asked)
    if left:
        say(f"Still missing after the installation: {named(left)}.")
        return 2
    return 0


def main() -> int:
    """Entry point; see the module's docstring for the options."""
    parser = argparse.ArgumentParser(description="What the system itself must have before Triage can be set up.")
    parser.add_argument("--check", action="store_true", help="only tell, install nothing")
    parser.add_argument("--xcb", action="store_true", help="also what a window on an X display needs")
    parser.add_argument("--python", action="store_true", help="print the interpreter to make the environment with")
    parser.add_argument("--display", action="store_true", help="exit 0 when a display answers, else 1")
    parser.add_argument("--use", metavar="PYTHON", help="use this interpreter and no other")
    options = parser.parse_args()
    if options.display:
        return 0 if any_display() else 1
    if options.python:
        python, complete = chosen_python(options.use)
        if python is None or not complete:
            stop_without_python(options.use)
        print(python)
        return 0
    return prepare(options.check, options.xcb, options.use)


if __name__ == "__main__":
    sys.exit(main())
