"""A workstation that several people share: it is opened, closed, killed, cut off, and given to the next person."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from triage.bench.week.desk import HandDesk
from triage.bench.week.world import LOOPBACK, World
from triage.settings import DeskSettings
from triage.training.faults.modes import Fault, Mode
from triage.training.faults.proxy import FaultProxy


class Station:
    """``told`` counts what was done to it. One person at a time works here; `desk` is theirs."""

    def __init__(self, name: str, world: World, told: Counter[str], rng: random.Random) -> None:
        self.name = name
        self.person = ""
        self.desk: HandDesk
        self._world = world
        self._told = told
        self._rng = rng
        self._home = world.home / name
        self._links: dict[str, FaultProxy] = {}

    async def connect(self) -> None:
        """Put a link that can be cut before each system."""
        for name, url in (("gateway", self._world.gateway), ("records", self._world.records)):
            address = urlsplit(url)
            link = FaultProxy(name, LOOPBACK, address.hostname or LOOPBACK, address.port or 80)
            await link.start()
            self._links[name] = link

    async def open(self, person: str) -> None:
        """This person signs in here."""
        self.person = person
        desk = await HandDesk.open(self._settings(person), clock=self._world.clock, rng=self._rng)
        assert isinstance(desk, HandDesk)
        self.desk = desk
        await desk.wake()

    async def close(self) -> None:
        await self.desk.stop()

    async def switch(self, person: str) -> None:
        """The next person takes the chair."""
        self._told["hot_desk"] += 1
        await self.close()
        await self.open(person)

    async def restart(self) -> None:
        self._told["restarts"] += 1
        await self.close()
        await self.open(self.person)

    async def kill(self) -> None:
        """Die in the middle of sending, if there is anything to send; then start again."""
        self._told["kills"] += 1
        left = self._home.with_name(f"{self.name}-left")
        await self.desk.send_and_die(self._rng.randrange(1, 60))
        await self.desk.die(left)
        shutil.rmtree(self._home)
        left.rename(self._home)
        await self.open(self.person)

    async def cut(self, name: str) -> None:
        """Take a cable out: "gateway" or "records"."""
        self._told[f"cut_{name}"] += 1
        await self._links[name].set_mode(Mode(mode=Fault.CUT))

    async def mend(self) -> None:
        """All cables are in again."""
        for link in self._links.values():
            if link.mode.mode is not Fault.OPEN:
                await link.set_mode(Mode())

    async def aclose(self) -> None:
        await self.close()
        for link in self._links.values():
            await link.aclose()

    def _settings(self, person: str) -> DeskSettings:
        records = f"http://{LOOPBACK}:{self._links['records'].port}"
        return DeskSettings(
            mode="training",
            home=Path(self._home),
            gateway_url=f"http://{LOOPBACK}:{self._links['gateway'].port}",
            token=f"token-{person}",
            handler_id=person,
            handler_name=person.title(),
            key_source="training-file",
            records={"CONTROL_URL": f"{records}/control", "CRIME_URL": f"{records}/crime"},
        )
