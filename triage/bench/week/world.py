"""Where the week happens: the gateway inside this process on a clock of its own, the records stand-in as a process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from triage.gateway.app import build
from triage.gateway.config import Config, LimitsConfig, MessagesConfig, RetentionConfig
from triage.gateway.config.messages import SmtpConfig
from triage.gateway.credentials import IntakeCredentials, Role, Subject, TokenBook
from triage.gateway.parts import Parts, open_parts
from triage.gateway.retention import BATCH, erase_due
from triage.gateway.settings import Address, GatewaySettings
from triage.gateway.sweeper import sweep
from triage.models.clock import ManualClock
from triage.models.profile import Profile
from triage.models.profile_file import default_profile
from triage.training.children import Child, child_environment, own_command
from triage.training.faults.control import serve_app
from triage.training.faults.standin import StandinControl
from triage.training.ledger import SYSTEMS
from triage.training.post import Intake, post_all

LOOPBACK = "127.0.0.1"
PEOPLE = ("ann", "bob", "cyd", "dan")
SUPERVISOR = "sue"
RETENTION_DAYS = 30
GOES = {"control": ("image/*",), "crime": ("*/*",)}
"""Which files of a report go to which system."""
USUAL = {"drop_answer": 0.06, "drop_before": 0.03}
"""How the records systems behave all week: some answers are lost after the record was made, some calls before."""
_SECRET = "secret-of-the-week"  # noqa: S105 - opens nothing but this


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """``gateway`` and ``records`` are addresses without any fault in between."""

    home: Path
    clock: ManualClock
    parts: Parts
    gateway: str
    records: str

    async def post(self, payloads: Sequence[bytes]) -> int:
        """What the hub sends is stored, answered and read; returns how many 201 it was given."""
        intake = Intake(url=self.gateway, client_id="hub", client_secret=_SECRET)
        accepted = await post_all(intake, payloads)
        await self.parts.reader.catch_up()
        while await self.parts.media.round():  # links lead nowhere: those files cannot be had
            continue
        return accepted

    async def sweep(self) -> int:
        """Leases that ran out go back, handovers are chased; returns how many leases ran out."""
        expired, _ = await sweep(self.parts)
        await self.parts.workflow.worker(1).round()
        return expired

    async def erase(self) -> int:
        """Retention for all that is due; returns how many reports."""
        erased = 0
        while True:
            found = await erase_due(self.parts)
            erased += found
            if found < BATCH:
                return erased

    async def misbehave(self, **faults: float | bool | str) -> None:
        """Both records systems, from now on; without any: as usual."""
        for system in SYSTEMS:
            await StandinControl(self.records, _SECRET).set_faults(system, json.dumps(faults or USUAL).encode())


def profile_of_the_week() -> Profile:
    """The default profile; what is sent leaves at once, because nobody waits for the undo time here."""
    made = default_profile()
    filed = tuple(replace(place, attachments=GOES.get(place.key, ())) for place in made.destinations)
    return replace(made, undo_seconds=0, destinations=filed)


def _settings(home: Path) -> GatewaySettings:
    people = [(f"token-{name}", Subject(name, Role.HANDLER)) for name in PEOPLE]
    # Letters are written and never leave: the relay is not there and its worker does not run.
    letters = MessagesConfig(sender="desk@force.example", smtp=SmtpConfig(host=LOOPBACK, port=9, tls="none"))
    return GatewaySettings(
        db=f"sqlite:///{home / 'gateway.db'}",
        listen=Address(LOOPBACK, 0),
        profile=profile_of_the_week(),
        credentials=IntakeCredentials("hub", (_SECRET,)),
        tokens=TokenBook((*people, (f"token-{SUPERVISOR}", Subject(SUPERVISOR, Role.SUPERVISOR)))),
        config=Config(
            limits=LimitsConfig(calls_per_minute=0),
            messages=letters,
            retention=RetentionConfig(settled_days=RETENTION_DAYS),
        ),
    )


@asynccontextmanager
async def open_world(home: Path, clock: ManualClock) -> AsyncIterator[World]:
    """Gateway and records, ended in order afterwards.

    Raises:
        KnownError: the stand-in did not start.
    """
    await asyncio.to_thread(home.mkdir, parents=True, exist_ok=True)
    command = own_command("training", "records", "--listen", f"{LOOPBACK}:0", "--db", str(home / "records.db"))
    env = child_environment(TRIAGE_TRAINING_TOKEN=_SECRET)
    records = await Child.start("records stand-in", command, log=home / "records.log", env=env)
    try:
        async with open_parts(_settings(home), clock) as parts:
            app = build(parts, intake=True, queue=True)
            # The machine's date would tell the desks that their clock is wrong.
            async with serve_app(app, LOOPBACK, date_header=False) as address:
                there = str((await records.line())["listen"])
                world = World(home=home, clock=clock, parts=parts, gateway=address, records=there)
                await world.misbehave()
                yield world
    finally:
        await records.stop()
