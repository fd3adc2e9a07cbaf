"""The supervisor ends what it started, whatever happens to it in the same moment."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.builders import NOW
from triage.models.clock import ManualClock
from triage.models.views import Link
from triage.services.hub import Hub, ReportsChanged
from triage.services.statements import Statements
from triage.services.tasks import Tasks


@pytest.mark.parametrize("turns", range(6))
async def test_a_loop_that_is_woken_as_it_is_ended_ends(turns: int) -> None:
    """The wait took the cancelling for the answer, went round once more, and the desk never stopped."""
    hub = Hub()
    place = cast(Any, SimpleNamespace(store=None, clock=ManualClock(NOW), hub=hub))
    away = cast(Any, SimpleNamespace(state=lambda _name: Link.OFFLINE))
    tasks = Tasks(hub)
    tasks.spawn("state", Statements(place, cast(Any, None), away).run())
    for _ in range(5):
        await asyncio.sleep(0)
    hub.publish(ReportsChanged(None))
    for _ in range(turns):
        await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await tasks.close()
    assert tasks.names() == ()
