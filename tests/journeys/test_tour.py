"""The journey: the tour as a stranger runs it, with gateway, records stand-in and desktop as processes of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PICTURES = (
    "1-queue",
    "2-open-report",
    "3-corrected",
    "4-decided-and-preview",
    "5-sent-with-undo",
    "6-crime-reference",
    "7-offline-strip",
    "8-outbox-waiting",
    "9-all-arrived",
)


@pytest.mark.timeout(600)
def test_every_step_of_the_tour_holds(tmp_path: Path) -> None:
    """Claim to crime reference; two decided offline; quit, killed, started again; each arrives exactly once."""
    command = [sys.executable, "-m", "triage.cli", "training", "--offscreen", "--tour", "--shots", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=580)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "0 failed" in ended.stdout
    assert {path.stem for path in tmp_path.glob("*.png")} >= set(PICTURES)
