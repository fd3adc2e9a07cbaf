"""Desk, gateway and records as processes on hosts of their own, and a network between them that loses and breaks."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.system_packages import need
from triage.bench.network.hosts import GATEWAY, NEEDED, RECORDS, obstacle
from triage.bench.network.run import Plan, rounds
from triage.bench.network.wire import FAULTS
from triage.training.children import child_environment, own_command


@pytest.mark.timeout(600)
def test_every_fault_of_a_network_loses_and_doubles_nothing(tmp_path: Path) -> None:
    for program, package in NEEDED.items():
        need(program, package)
    why = obstacle()
    if why:
        pytest.skip(f"no network namespaces on this machine: {why}")
    words = ["--rounds", str(len(FAULTS)), "--reports", "2", "--hold", "1", "--home", str(tmp_path), "--json"]
    command = own_command("bench", "network", *words)
    done = subprocess.run(command, env=child_environment(), capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert done.returncode == 0, found
    assert found["held"]
    assert found["posted"] == found["settled"] == found["account"]["acknowledged"] == 2 * len(FAULTS)
    assert found["account"]["differences"] == []
    assert found["account"]["places"] == {"recorded": 2 * len(FAULTS)}
    assert [one["fault"] for one in found["told"]] == list(FAULTS)
    assert all(one["met"] for one in found["told"]), "a fault that met nothing shows nothing"
    assert found["desks_killed"]


def test_each_fault_comes_at_each_service_before_the_seed_draws(tmp_path: Path) -> None:
    first = list(rounds(Plan(home=tmp_path, rounds=2 * len(FAULTS) + 5)))
    taken = {(one.fault, one.host) for one in first[: 2 * len(FAULTS)]}
    assert taken == {(fault, host) for fault in FAULTS for host in (GATEWAY, RECORDS)}
    assert all(0 < one.hold <= 25 for one in first)
