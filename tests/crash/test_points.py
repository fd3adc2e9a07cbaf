"""A few of the rows that `triage bench crash --every-point` walks: killed before and after the commit, then gone on."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from triage.training.children import child_environment, own_command

CHOSEN = ("aside.Aside.put_off", "files.Files.lock")
"""An act in one's own list, and one that a person must be able to rely on."""


@pytest.mark.skipif(sys.platform == "win32", reason="lives are forked")
def test_an_act_is_wholly_there_or_wholly_absent_and_there_in_the_end() -> None:
    words = [word for point in CHOSEN for word in ("--point", point)]
    command = own_command("bench", "crash", "--every-point", "--json", *words)
    done = subprocess.run(command, env=child_environment(), capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    assert told["failed"] == []
    assert (told["points"], told["killed"]) == (len(CHOSEN), 2 * len(CHOSEN))
    assert told["schema_steps_killed"] == told["schema_steps"] > 0


@pytest.mark.skipif(sys.platform == "win32", reason="lives are forked")
def test_a_point_without_a_row_is_refused_by_name() -> None:
    command = own_command("bench", "crash", "--every-point", "--point", "nowhere.At.all")
    done = subprocess.run(command, env=child_environment(), capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "There is no row for nowhere.At.all." in done.stderr
