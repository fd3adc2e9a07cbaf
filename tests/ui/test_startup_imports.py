"""What the first list must not wait for: libraries and panels that are only needed later."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

LATER = (
    "alembic",
    "httpx",
    "keyring",
    "triage.gateway",
    "triage.records.document",
    "triage.records.preview",
    "triage.training",
    "pyqtgraph",
    "triage.ui.board",
    "triage.ui.faults",
    "triage.ui.help",
    "triage.ui.guides",
    "triage.ui.outbox.panel",
    "triage.ui.palette",
    "triage.ui.settings.panel",
)
LOAD = (
    "import json, sys, triage.app, triage.services.desk, triage.ui.presenter.window; print(json.dumps([*sys.modules]))"
)


@pytest.fixture(scope="module")
def loaded() -> frozenset[str]:
    """The modules in memory when the desktop has imported all that its window is made of."""
    told = subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True, timeout=60)
    return frozenset(json.loads(told.stdout))


@pytest.mark.parametrize("name", LATER)
def test_the_first_list_does_not_wait_for(name: str, loaded: frozenset[str]) -> None:
    assert name not in loaded
