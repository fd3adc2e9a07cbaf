"""The training ground: a gateway, a records stand-in and a fault proxy on loopback, filled with synthetic reports.

They are the very programs that a force runs, as processes of their own, so that only what really crosses a network
does. The ground keeps everything in one folder, which is thrown away at the end unless a folder was named.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from triage.models.clock import SystemClock
from triage.models.profile_file import load_profile
from triage.models.resources import read_resource
from triage.training.approvals import TRAINEE, Approvals
from triage.training.children import Child, child_environment, own_command
from triage.training.colleague import COLLEAGUE, Colleague
from triage.training.county import make_county
from triage.training.desk_calls import DeskCalls
from triage.training.faults.control import Control, serve_app
from triage.training.faults.proxy import FaultProxy
from triage.training.faults.standin import StandinControl
from triage.training.filing import Filing
from triage.training.ledger import SYSTEMS, unread
from triage.training.mail import ANSWER_SECONDS, PostOffice, open_post_office
from triage.training.post import Intake, post_all
from triage.training.programs import (
    HANDLER,
    HANDLER_NAME,
    LOOPBACK,
    ROLES_FILE,
    SUPERVISOR_NAME,
    Tokens,
    profile_for,
    start_gateway,
    start_records,
    write_private,
)
from triage.training.reports import GeneratedReport, generate, payload
from triage.training.vehicles import KEY, PATH, Vehicles

DROPPED = "dropped_answer"
LOOK_SECONDS = 0.05
ANSWERED_SECONDS = 15.0
"""How often colleagues read what the supervisor said: time enough to see in the queue for whom a report is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a training ground is to be: ``rate`` new reports a minute keep coming after the first ``reports``.

    ``undo_seconds`` shortens the time to take a sent report back, for the tour. ``supervisor``: the person practises as
    one, beside people who ask for approval or left work unfinished. ``roles``: the desktop begins by asking for a role.
    ``answer_seconds``: how long reporters take to answer what they are asked. ``files`` as `profile_for` takes it.
    """

    home: Path
    reports: int = 40
    seed: int = 1
    rate: float = 0.0
    undo_seconds: int | None = None
    faults: bool = True
    roles: bool = False
    supervisor: bool = False
    answer_seconds: float = ANSWER_SECONDS
    files: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a gateway reaches besides its desktops: who knows the cars, and the post."""

    vehicles: Vehicles
    vehicles_url: str
    post: PostOffice

    def learn(self, payloads: list[bytes]) -> None:
        """Take in the reports that are about to be sent."""
        self.vehicles.learn(payloads)
        self.post.learn(payloads)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where everything listens. ``gateway`` and ``records`` go through the fault proxies, the ``real_`` ones do not."""

    gateway: str
    records: str
    real_gateway: str
    real_records: str
    control: str


class Ground:
    """A running training ground; made by `open_ground`."""

    def __init__(
        self, plan: Plan, gateway: Child, records: Child, addresses: Addresses, tokens: Tokens, outside: Outside
    ) -> None:
        self.plan = plan
        self.gateway = gateway
        self.records = records
        self.addresses = addresses
        self.tokens = tokens
        self._outside = outside
        self._approvals: Approvals | None = None

    @property
    def intake(self) -> Intake:
        return Intake(
            url=self.addresses.real_gateway, client_id=Tokens.CLIENT_ID, client_secret=self.tokens.client_secret
        )

    async def seed(self) -> int:
        """Put the plan's synthetic reports into the queue through the intake; returns how many were accepted."""
        accepted = await self._post(self._reports(self.plan.reports))
        await self.all_read()
        if self.plan.supervisor:
            await asyncio.to_thread(self._work_beside)
        return accepted

    def _work_beside(self) -> None:
        """What colleagues did before the supervisor came; what they asked for first, so that it waits at once."""
        profile = load_profile(read_resource("profile.toml"), source="training profile")
        address = self.addresses.real_gateway
        calls = DeskCalls(address, self.tokens.colleague, COLLEAGUE)
        filing = Filing(self.addresses.real_records, profile)
        colleague = Colleague(calls, filing)
        colleague.finish_work(profile)
        self._approvals = Approvals(calls, DeskCalls(address, self.tokens.trainee, TRAINEE), filing, profile)
        self._approvals.ask()
        colleague.leave_work(profile)

    async def keep_answering(self) -> None:
        """Let the authors of what waited for approval hear the answer and act on it, until cancelled."""
        while self._approvals is not None:
            await asyncio.sleep(ANSWERED_SECONDS)
            await asyncio.to_thread(self._approvals.answer)

    async def all_read(self) -> None:
        """Until the gateway has read all that it accepted."""
        while True:
            if not await asyncio.to_thread(unread, self.plan.home):
                return
            await asyncio.sleep(LOOK_SECONDS)

    def _reports(self, count: int, later: int = 0) -> list[GeneratedReport]:
        return list(generate(count, self.plan.seed + later, now=SystemClock().now()))

    async def keep_coming(self) -> None:
        """Send one report after the other at the plan's rate, until cancelled."""
        later = 0
        while self.plan.rate > 0:
            later += 1
            await asyncio.sleep(60 / self.plan.rate)
            await self._post(self._reports(1, 1000 + later))

    async def _post(self, reports: list[GeneratedReport]) -> int:
        payloads = [payload(report) for report in reports]
        self._outside.learn(payloads)
        return await post_all(self.intake, payloads)

    async def start_desk(self, **more: str) -> Child:
        """The desktop on this ground, with further settings by environment."""
        env = {**self.desktop_environment(self.plan.home / "desk"), **more}
        return await Child.start("desktop", own_command("desk"), log=self.plan.home / "desk.log", env=env)

    async def set_records_faults(self, **faults: float | bool | str) -> None:
        """Make both records systems misbehave (members of the stand-in's Faults); without any, behave again."""
        for system in SYSTEMS:
            await self._standin.set_faults(system, json.dumps(faults).encode())

    async def answers_dropped(self) -> int:
        """How many answers the records systems committed and then did not give."""
        _, state = await self._standin.state()
        return sum(int(system["counts"].get(DROPPED, 0)) for system in state["systems"].values())

    @property
    def _standin(self) -> StandinControl:
        return StandinControl(self.addresses.real_records, self.tokens.control)

    def desktop_environment(self, home: Path) -> dict[str, str]:
        """What the desktop needs to know, as settings by environment."""
        return child_environment(
            TRIAGE_MODE="training",
            TRIAGE_HOME=str(home),
            TRIAGE_GATEWAY_URL=self.addresses.gateway,
            TRIAGE_TOKEN_FILE=str(self.plan.home / "desk-token"),
            TRIAGE_CONTROL_URL=f"{self.addresses.records}/control",
            TRIAGE_CRIME_URL=f"{self.addresses.records}/crime",
            TRIAGE_HANDLER_ID=HANDLER,
            TRIAGE_HANDLER_NAME=SUPERVISOR_NAME if self.plan.supervisor else HANDLER_NAME,
            TRIAGE_TRAINING_URL=self.addresses.control,
            TRIAGE_TRAINING_TOKEN=self.tokens.control,
            **({"TRIAGE_TRAINING_ROLES": str(self.plan.home / ROLES_FILE)} if self.plan.roles else {}),
        )


def _config_for(plan: Plan, outside: Outside) -> Path:
    """The gateway's settings file: where the invented county lies, who knows the invented cars, and the post."""
    path = plan.home / "gateway.toml"
    folder = json.dumps(str(plan.home / "refdata"))
    key = plan.home / "vehicle-key"
    write_private(key, KEY)
    lookups = f'vehicle_url = "{outside.vehicles_url}{PATH}"\nvehicle_key_file = {json.dumps(str(key))}'
    lookups += '\nmay_leave = ["vehicle"]'
    settings = f"[refdata]\nfolder = {folder}\n[lookups]\n{lookups}\n{outside.post.settings}"
    path.write_text(settings, encoding="utf-8")
    return path


@asynccontextmanager
async def open_ground(plan: Plan) -> AsyncIterator[Ground]:
    """Start everything of ``plan`` and end it in order afterwards, whatever happens meanwhile.

    Raises:
        KnownError: a part did not start; names it and its log.
    """
    plan.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    tokens = Tokens.make()
    tokens.write(plan.home, supervisor=plan.supervisor)
    vehicles = Vehicles()
    async with (
        serve_app(vehicles.app(), LOOPBACK) as vehicles_url,
        open_post_office(plan.home, SystemClock(), plan.answer_seconds) as post,
        _open_programs(plan, tokens, Outside(vehicles=vehicles, vehicles_url=vehicles_url, post=post)) as ground,
    ):
        yield ground


@asynccontextmanager
async def _open_programs(plan: Plan, tokens: Tokens, outside: Outside) -> AsyncIterator[Ground]:
    """Gateway, records stand-in and what lies between them and the desktop."""
    profile = profile_for(plan.home, plan.undo_seconds, plan.files)
    config = ("--config", str(_config_for(plan, outside)))
    gateway = await start_gateway(plan.home, profile, *config)
    await asyncio.to_thread(make_county, plan.home / "refdata", SystemClock().now())
    records = await start_records(plan.home, tokens)
    proxies: list[FaultProxy] = []
    try:
        real_gateway = str((await gateway.line())["listen"])
        real_records = str((await records.line())["listen"])
        links = {"gateway": real_gateway, "records": real_records}
        through = dict(links)
        if plan.faults:
            for name, url in links.items():
                address = urlsplit(url)
                proxy = FaultProxy(name, LOOPBACK, address.hostname or LOOPBACK, address.port or 80)
                proxies.append(proxy)
                through[name] = f"http://{LOOPBACK}:{await proxy.start()}"
        control = Control(
            proxies={proxy.name: proxy for proxy in proxies}, records_url=real_records, token=tokens.control
        )
        async with serve_app(control.app(), LOOPBACK) as control_url:
            yield Ground(
                plan,
                gateway,
                records,
                Addresses(
                    gateway=through["gateway"],
                    records=through["records"],
                    real_gateway=real_gateway,
                    real_records=real_records,
                    control=control_url,
                ),
                tokens,
                outside,
            )
    finally:
        for proxy in proxies:
            await proxy.aclose()
        await gateway.stop()
        await records.stop()
