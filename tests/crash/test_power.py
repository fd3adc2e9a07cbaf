"""A power cut at any moment: what was acknowledged is there, whatever the disk dropped of what was not synced."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from triage.bench.crash.power import traced, try_cuts
from triage.models.errors import KnownError

COMMITS = 20


def cuts(home: Path, *, synced: bool) -> dict[str, int]:
    try:
        made = traced(home, COMMITS, synced=synced)
    except KnownError as error:
        pytest.skip(f"{error.what} {error.do}")
    return asyncio.run(try_cuts(made, home, 15, seed=4))


def test_no_acknowledged_commit_is_lost_with_the_power(tmp_path: Path) -> None:
    found = cuts(tmp_path / "home", synced=True)
    assert found["commits_acknowledged"] > 0
    assert (found["commits_lost"], found["commits_half"], found["called_damaged"]) == (0, 0, 0)


def test_the_trial_would_notice_a_store_that_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    assert cuts(tmp_path / "home", synced=False)["commits_lost"] > 0
