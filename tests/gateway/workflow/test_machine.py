"""Random histories of the whole workflow on both engines (`machine` says what must always hold)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import hypothesis
import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.gateway.bench import Bench, open_bench
from tests.gateway.workflow.desk import workflow_settings
from tests.gateway.workflow.machine import WorkflowMachine

MOST_EXAMPLES = 60
"""A history takes a second: more of them are for a soak of their own."""


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Bench]:
    async with open_bench(workflow_settings(url)) as bench:
        yield bench


@pytest.mark.parametrize(("engine", "share"), [("sqlite", 2), ("postgresql", 6)], indirect=["engine"])
def test_whatever_people_do_the_queue_stays_right(database_url: str, share: int) -> None:
    most = min(hypothesis.settings().max_examples, MOST_EXAMPLES) // share
    settings = hypothesis.settings(max_examples=most, stateful_step_count=25, deadline=None)
    with asyncio.Runner() as runner:
        gateway = opened(database_url)
        bench = runner.run(gateway.__aenter__())
        try:
            run_state_machine_as_test(partial(WorkflowMachine, runner, bench), settings=settings)  # type: ignore[arg-type]
        finally:
            runner.run(gateway.__aexit__(None, None, None))
