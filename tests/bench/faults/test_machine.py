"""A small force under faults in any order, drawn and made smaller by Hypothesis; `triage bench faults` draws more."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from triage.bench.faults.drawing import ALONE, FILE_KINDS, JUMPS, KINDS, LOCAL, NETWORKED, OUTSIDE, WAITS
from triage.bench.faults.outside import HANDLERS
from triage.bench.faults.run import memory
from triage.bench.faults.step import CALM, Step
from triage.bench.faults.world import World, world

T = TypeVar("T")
WHO = st.sampled_from(HANDLERS)
WEATHER = st.lists(st.sampled_from([CALM, CALM, *KINDS]), max_size=5).map(tuple)
FILES = st.lists(st.sampled_from([CALM, CALM, *FILE_KINDS]), max_size=5).map(tuple)
SMALL = st.integers(0, 3)
MEANWHILE = st.none() | st.builds(
    Step, act=st.sampled_from(sorted({*LOCAL, *NETWORKED} - ALONE)), who=WHO, report=SMALL
)


class FaultMachine(RuleBasedStateMachine):
    """`World.take` looks after each step whether every promise still holds; at the end all must be recorded."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory(dir=memory())
        self.stack = AsyncExitStack()
        self.made: World | None = None
        self.held = True

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(coro)

    def take(self, step: Step) -> None:
        assert self.made is not None
        self.held = False
        self.run(self.made.take(step))
        self.held = True

    @initialize(careful=st.booleans(), relayed=st.booleans(), who=WHO)
    def opens_with_a_decision(self, careful: bool, relayed: bool, who: str) -> None:
        opening = world(Path(self.folder.name), careful=careful, relayed=relayed)
        self.made = self.run(self.stack.enter_async_context(opening))
        for step in (
            Step(act="arrive"),
            Step(act="arrive", number=1),
            Step(act="pull", who=who),
            Step(act="claim_next", who=who),
            Step(act="decide", who=who),
            Step(act="wait", number=11),
        ):
            self.take(step)

    @rule(who=WHO, weather=WEATHER, files=FILES, meanwhile=MEANWHILE, after=st.booleans())
    def pushes(
        self, who: str, weather: tuple[str, ...], files: tuple[str, ...], meanwhile: Step | None, after: bool
    ) -> None:
        self.take(Step(act="push", who=who, weather=weather, files=files, meanwhile=meanwhile, after=after))

    @rule(act=st.sampled_from(sorted(NETWORKED)), who=WHO, report=SMALL, weather=WEATHER)
    def calls(self, act: str, who: str, report: int, weather: tuple[str, ...]) -> None:
        self.take(Step(act=act, who=who, report=report, weather=weather))

    @rule(act=st.sampled_from(sorted(LOCAL)), who=WHO, report=SMALL, dies=st.sampled_from([0, 0, 0, 1, 2]))
    def works(self, act: str, who: str, report: int, dies: int) -> None:
        self.take(Step(act=act, who=who, report=report, number=dies))

    @rule(who=WHO, report=SMALL, dies=st.sampled_from([0, 0, 1, 2]))
    def a_reporter_asks_to_withdraw(self, who: str, report: int, dies: int) -> None:
        self.take(Step(act="withdraws", who=who, report=report, number=dies))

    @rule(act=st.sampled_from(sorted(set(OUTSIDE) - {"wait", "jump", "jump_server"})), report=SMALL, number=SMALL)
    def happens(self, act: str, report: int, number: int) -> None:
        self.take(Step(act=act, report=report, number=number))

    @rule(seconds=st.sampled_from(WAITS))
    def time_passes(self, seconds: int) -> None:
        self.take(Step(act="wait", number=seconds))

    @rule(who=WHO, seconds=st.sampled_from(JUMPS), server=st.booleans())
    def a_clock_jumps(self, who: str, seconds: int, server: bool) -> None:
        self.take(Step(act="jump_server", number=seconds) if server else Step(act="jump", who=who, number=seconds))

    def teardown(self) -> None:
        try:
            if self.made is not None and self.held:
                self.run(self.made.finish())
        finally:
            self.run(self.stack.aclose())
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()
            self.folder.cleanup()


TestFaults = pytest.mark.timeout(600)(FaultMachine.TestCase)  # a minute of a processor with CI's draws
TestFaults.settings = settings(stateful_step_count=12, max_examples=settings.default.max_examples // 6, deadline=None)
