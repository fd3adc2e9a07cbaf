"""A gateway with teams, outcomes that lead on, and restricted complaints; it runs on both engines."""

from __future__ import annotations

import pytest

from tests.gateway.bench import Bench, Handler
from tests.gateway.workflow.desk import workflow_settings
from triage.gateway.settings import GatewaySettings
from triage.models.queue import Claimed


@pytest.fixture
def settings(database_url: str) -> GatewaySettings:
    return workflow_settings(database_url)


@pytest.fixture
def sue(bench: Bench) -> Handler:
    """A supervisor."""
    return bench.handler("sue")


@pytest.fixture
async def held(bench: Bench, ann: Handler) -> Claimed:
    """A report that Ann holds."""
    return await ann.claim(await bench.arrive("s-1"))
