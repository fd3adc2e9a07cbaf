"""A desk that is killed: real gateway and records stand-in, lives of a scripted handler as processes of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.test_enclosures import TEXT, with_files
from tests.services.test_files import arrive
from tests.services.world import World, world
from triage.bench.crash.orders import Acks
from triage.bench.crash.run import Nursery, nursery
from triage.training.children import child_environment
from triage.training.ledger import Ledger, read_ledger


@dataclass
class Mortal:
    """``home`` holds the stores of everybody."""

    home: Path
    world: World
    lives: Nursery

    @property
    def acks(self) -> Acks:
        return Acks(self.home)

    def accounts(self) -> Ledger:
        return read_ledger(self.home)


@asynccontextmanager
async def mortal(home: Path, reports: int) -> AsyncIterator[Mortal]:
    async with world(home, with_files("text/plain")) as there:
        for number in range(reports):
            await arrive(there, f"s-{number}", TEXT)
        told = there.settings()
        environment = child_environment(
            TRIAGE_MODE="training",
            TRIAGE_HOME=str(told.home),
            TRIAGE_GATEWAY_URL=told.gateway_url,
            TRIAGE_TOKEN=told.token,
            TRIAGE_CONTROL_URL=told.records["CONTROL_URL"],
            TRIAGE_CRIME_URL=told.records["CRIME_URL"],
            TRIAGE_HANDLER_ID=told.handler_id,
        )
        async with nursery(home, environment) as lives:
            yield Mortal(home, there, lives)
