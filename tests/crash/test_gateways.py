"""A row that `triage bench crash --gateway` walks: the gateway is killed before and after the commit, and goes on."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from triage.training.children import child_environment, own_command

CHOSEN = "routes.deciding.DecidingRoutes.begin"
"""The most that a kill could do harm to: a decision that is begun twice makes two records."""


@pytest.mark.skipif(sys.platform == "win32", reason="lives are forked")
def test_a_begin_that_nobody_heard_the_answer_of_is_one_begin_and_one_record() -> None:
    command = own_command("bench", "crash", "--gateway", "--json", "--point", CHOSEN)
    done = subprocess.run(command, env=child_environment(), capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    assert told["failed"] == []
    assert (told["points"], told["killed"]) == (1, 2)


@pytest.mark.skipif(sys.platform == "win32", reason="lives are forked")
def test_a_point_of_the_gateway_without_a_row_is_refused_by_name() -> None:
    command = own_command("bench", "crash", "--gateway", "--point", "nowhere.At.all")
    done = subprocess.run(command, env=child_environment(), capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "There is no row for nowhere.At.all." in done.stderr
