"""A line for whoever started us: there at once, and never the end of the program."""

from __future__ import annotations

import os
import subprocess
import sys

from triage.logs import tell_line


def test_a_line_is_there_at_once(capfd: object) -> None:
    tell_line('{"ready": 1}')
    assert capfd.readouterr().out == '{"ready": 1}\n'  # type: ignore[attr-defined]


def test_a_reader_that_has_gone_changes_nothing() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    code = "from triage.logs import tell_line; tell_line('x'); tell_line('y')"
    ended = subprocess.run([sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_program_without_standard_output_goes_on() -> None:
    code = "import sys; sys.stdout = None; from triage.logs import tell_line; tell_line('x')"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
