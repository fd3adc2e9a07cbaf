"""The installed programs at work in the root: gateway as its unit starts it, records stand-in, a person's desktop."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from triage.training.children import Child
from triage.training.faults.control import Control, serve_app
from triage.training.faults.proxy import FaultProxy
from triage.training.post import Intake

from .root import PATH, Root

PERSON = "ann"
HOME = f"/home/{PERSON}"
ACCOUNT = "triage-gateway"
UNIT = "/lib/systemd/system/triage-gateway.service"
ETC = "/etc/triage-gateway"
LISTEN = "127.0.0.1:8443"
PART_SECONDS = 240
BASE = {"PATH": PATH, "HOME": HOME, "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}


@dataclass(slots=True)
class Steps:
    """What was tried so far, each with whether it held."""

    held: int = 0
    failed: list[str] = field(default_factory=list)
    say: Callable[[str], None] = print

    def tell(self, words: str, ok: bool) -> None:
        self.say(f"  {'✓' if ok else '✗'} {words}")
        if ok:
            self.held += 1
        else:
            self.failed.append(words)


@dataclass(slots=True, kw_only=True)
class Stations:
    """Everything that runs, and what the desktop said. ``reports``: ids in the order in which they were decided."""

    root: Root
    steps: Steps
    logs: Path
    intake: Intake
    environment: dict[str, str]
    control_token: str
    gateway: Child | None = None
    records: Child | None = None
    real_records: str = ""
    reports: list[str] = field(default_factory=list)
    drafted: str = ""

    async def start_gateway(self) -> None:
        """As systemd would: the unit's account, environment file, folder and command, without capabilities."""
        unit = _unit(self.root)
        env = {"PATH": PATH, "LANG": "C.UTF-8", **_environment(self.root.of(unit["EnvironmentFile"]))}
        words = self.root.command(*unit["ExecStart"].split(), user=unit["User"], confined=True)
        self.gateway = await Child.start("gateway", words, log=self.logs / "gateway.log", env=env)
        told = await self.gateway.line()
        self.steps.tell(f"the gateway listens as {unit['User']} ({told['listen']})", bool(told["listen"]))

    async def stop_gateway(self) -> None:
        if self.gateway is not None:
            status = await self.gateway.stop()
            self.steps.tell("the gateway ends when it is told to, with status 0", status == 0)

    async def start_records(self, listen: str) -> str:
        """The stand-in for the force's records systems, which the desktop's package brings; gives its address."""
        words = ["/usr/bin/triage", "training", "records", "--listen", listen, "--db", f"{HOME}/records/records.db"]
        env = {**BASE, "TRIAGE_TRAINING_TOKEN": self.control_token}
        command = self.root.command(*words, user=PERSON)
        self.records = await Child.start("records stand-in", command, log=self.logs / "records.log", env=env)
        return str((await self.records.line())["listen"])

    async def stop_records(self) -> None:
        if self.records is not None:
            await self.records.stop()

    async def play(self, part: str, *, killed: bool = False) -> None:
        """The installed desktop plays one part of the tour, by key presses on its own window."""
        words = self.root.command("/usr/bin/triage", "desk", user=PERSON)
        env = {**self.environment, "TRIAGE_TOUR": part, "TRIAGE_TOUR_SHOTS": f"{HOME}/shots"}
        desk = await Child.start("desktop", words, log=self.logs / "desk.log", env=env)
        try:
            async with asyncio.timeout(PART_SECONDS):
                async for line in desk.lines():
                    self._hear(line)
                    if line.get("kill_me") and killed:
                        desk.kill()
                status = await desk.wait()
            self.steps.tell(f"the part “{part}” ended as it should", (status != 0) == killed)
        except TimeoutError:
            self.steps.tell(f"the part “{part}” ends within {PART_SECONDS} seconds", False)
        finally:
            desk.kill()
            await desk.wait()

    def _hear(self, line: dict[str, object]) -> None:
        if "step" in line:
            self.steps.tell(str(line["step"]), bool(line.get("ok", True)))
        if "decided" in line:
            self.reports.append(str(line["decided"]))
        if "drafted" in line:
            self.drafted = str(line["drafted"])


def set_up_gateway(root: Root) -> tuple[Intake, str]:
    """PostgreSQL and /etc/triage-gateway as the docs say; gives the hub's credentials and a handler's token."""
    root.run("pg_ctlcluster", "15", "main", "start")
    root.run("createuser", ACCOUNT, user="postgres", env={"HOME": "/"})
    root.run("createdb", "--owner", ACCOUNT, "triage", user="postgres", env={"HOME": "/"})
    secret, token = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    for name, text in (("hub.secret", secret), ("people", f"{token} {PERSON} handler\n")):
        file = root.of(f"{ETC}/{name}")
        file.write_text(text)
        root.run("chown", f"root:{ACCOUNT}", f"{ETC}/{name}")
        file.chmod(0o640)
    told = {
        "DB": f"postgresql://{ACCOUNT}@/triage?host=/run/postgresql",
        "LISTEN": LISTEN,
        "CLIENT_ID": "hub",
        "CLIENT_SECRET_FILE": f"{ETC}/hub.secret",
        "DEV_TOKEN_FILE": f"{ETC}/people",
    }
    with root.of(f"{ETC}/gateway.env").open("a") as settings:
        settings.writelines(f"TRIAGE_GATEWAY_{name}={value}\n" for name, value in told.items())
    return Intake(url=f"http://{LISTEN}", client_id="hub", client_secret=secret), token


@asynccontextmanager
async def open_stations(root: Root, steps: Steps, logs: Path) -> AsyncIterator[Stations]:
    """The gateway on PostgreSQL, the records stand-in, and a network between them and the desktop that can be cut."""
    intake, token = set_up_gateway(root)
    home = root.of(HOME)
    for folder in (home / ".config/triage", home / "shots", home / "records"):
        folder.mkdir(parents=True)
    (home / ".config/triage/token").write_text(token)
    root.run("chown", "-R", f"{PERSON}:{PERSON}", HOME)
    stations = Stations(
        root=root, steps=steps, logs=logs, intake=intake, environment={}, control_token=secrets.token_urlsafe(24)
    )
    stations.real_records = await stations.start_records("127.0.0.1:0")
    real = {"gateway": f"http://{LISTEN}", "records": stations.real_records}
    proxies = {}
    through = {}
    for name, url in real.items():
        address = urlsplit(url)
        proxies[name] = FaultProxy(name, "127.0.0.1", address.hostname or "", address.port or 80)
        through[name] = f"http://127.0.0.1:{await proxies[name].start()}"
    control = Control(proxies=proxies, records_url=real["records"], token=stations.control_token)
    async with serve_app(control.app(), "127.0.0.1") as control_url:
        environment = {
            **BASE,
            "TRIAGE_MODE": "training",
            "TRIAGE_GATEWAY_URL": through["gateway"],
            "TRIAGE_TOKEN_FILE": f"{HOME}/.config/triage/token",
            "TRIAGE_CONTROL_URL": f"{through['records']}/control",
            "TRIAGE_CRIME_URL": f"{through['records']}/crime",
            "TRIAGE_HANDLER_ID": PERSON,
            "TRIAGE_HANDLER_NAME": "Ann",
            "TRIAGE_TRAINING_URL": control_url,
            "TRIAGE_TRAINING_TOKEN": stations.control_token,
        }
        stations.environment.update(environment)
        try:
            yield stations
        finally:
            for proxy in proxies.values():
                await proxy.aclose()
            if stations.gateway is not None:
                await stations.gateway.stop()
            await stations.stop_records()


def ask(root: Root, statement: str) -> list[dict[str, object]]:
    """Rows of the gateway's database."""
    wrapped = f"SELECT coalesce(json_agg(t), '[]') FROM ({statement}) t"  # noqa: S608 - our own statements
    found = json.loads(root.run("psql", "-AtX", "-d", "triage", "-c", wrapped, user="postgres", env={"HOME": "/"}))
    assert isinstance(found, list)
    return found


def _unit(root: Root) -> dict[str, str]:
    pairs = (line.split("=", 1) for line in root.of(UNIT).read_text().splitlines() if "=" in line and line[0] != "#")
    return dict(pairs)


def _environment(file: Path) -> dict[str, str]:
    lines = (line for line in file.read_text().splitlines() if "=" in line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in lines)
