"""Ten kinds of report by keys alone, through the real window, gateway and records stand-in; nothing is timed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from triage.bench.keys.scripts import SCRIPTS, STRAIGHTFORWARD


@pytest.mark.timeout(300)
def test_ten_reports_are_sent_within_their_presses_and_without_a_mouse(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "triage.cli", "bench", "keys", "--quick", "--reports", "40", "--json"]
    ended = subprocess.run(
        [*command, "--home", str(tmp_path)], capture_output=True, text=True, check=False, timeout=280
    )
    assert ended.stdout, ended.stderr
    found = json.loads(ended.stdout)
    assert (ended.returncode, found["missed"]) == (0, []), found
    assert {one["report"] for one in found["each"]} == {script.name for script in SCRIPTS}
    assert found["median_presses"] <= STRAIGHTFORWARD
