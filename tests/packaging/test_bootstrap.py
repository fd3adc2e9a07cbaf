"""The bootstrap on a machine that lacks things: said in words, with the exact line, and exit status 2."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROBE = """
import sys
sys.path.insert(0, {folder!r})
import bootstrap
bootstrap.READY = bootstrap.Path({ready!r})
bootstrap.loads = lambda soname: soname not in {absent!r}
bootstrap.has_font = lambda: {font!r}
sys.exit(bootstrap.prepare(check=True, xcb={xcb!r}, asked=None))
"""


def told(absent: tuple[str, ...] = (), font: bool = True, xcb: bool = False, **env: str) -> tuple[int, str]:
    """Exit status and words of ``--check`` on a machine without these libraries."""
    folder = str(ROOT / "packaging")
    code = PROBE.format(folder=folder, ready=str(ROOT / "pyproject.toml"), absent=absent, font=font, xcb=xcb)
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run(
        [sys.executable, "-c", code], env={**kept, **env}, capture_output=True, text=True, check=False, timeout=30
    )
    return done.returncode, done.stderr + done.stdout


def test_nothing_missing_is_silent() -> None:
    assert told() == (0, "")


def test_a_missing_library_is_named_with_the_line_that_brings_it(tmp_path: Path) -> None:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    apt.chmod(0o755)
    status, said = told(("libEGL.so.1",), PATH=str(tmp_path))
    assert status == 2
    assert "apt-get install -y --no-install-recommends libegl1\n" in said


def test_without_apt_the_library_is_named(tmp_path: Path) -> None:
    status, said = told(("libEGL.so.1",), PATH=str(tmp_path))
    assert status == 2
    assert "libEGL.so.1" in said
    assert "apt-get" not in said


def test_a_machine_without_fonts_is_told(tmp_path: Path) -> None:
    assert "a font" in told(font=False, PATH=str(tmp_path))[1]


def test_what_a_window_needs_is_asked_for_only_with_a_display() -> None:
    assert told(("libxcb-cursor.so.0",)) == (0, "")
    assert told(("libxcb-cursor.so.0",), DISPLAY=":0")[0] == 2
    assert told(("libxcb-cursor.so.0",), xcb=True)[0] == 2


def test_an_interpreter_that_does_not_fit_is_refused_in_words(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\necho 3 9\n", "utf-8")
    old.chmod(0o755)
    command = [sys.executable, str(ROOT / "packaging" / "bootstrap.py"), "--python", "--use", str(old)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 2
    assert "Triage needs Python 3.11" in done.stderr
