"""The two systems of a run: the real gateway on SQLite, and the records stand-in, both in this process.

The stand-in comes in two manners. The careful one knows keys again and keeps external references unique. The careless
one does neither, and its look-ups miss what is younger than `INDEX_DELAY`: there only our own care prevents a second
record, and a second copy of a file. Either desktops send to them, or the gateway does.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from triage.bench.faults.network import GATEWAY, GATEWAY_HOST, RECORDS_HOST, Line, Network
from triage.gateway.app import build
from triage.gateway.config import Config, LimitsConfig, RelayConfig
from triage.gateway.credentials import IntakeCredentials, Role, Subject, TokenBook
from triage.gateway.parts import Parts, open_parts
from triage.gateway.settings import Address, GatewaySettings
from triage.gateway.sweeper import sweep
from triage.models.clock import Clock, ManualClock
from triage.models.profile import Profile
from triage.models.profile_file import default_profile
from triage.models.resources import read_resource
from triage.training.records_standin.answers import RecordReceipt
from triage.training.records_standin.app import RecordsStandin
from triage.training.records_standin.cutting import Connections
from triage.training.records_standin.keeping import Kept, KeptFile, RecordsStore
from triage.training.records_standin.serve import SCHEMA

HANDLERS = ("ann", "bob")
INDEX_DELAY = timedelta(seconds=60)
HUB = {"client_id": "hub", "client_secret": "the-secret-of-a-run", "Content-Type": "application/vnd.api+json"}
GOES = {"control": ("image/*",), "crime": ("*/*",)}
"""Which files go to which system."""
ADDRESSES = {"CONTROL_URL": f"https://{RECORDS_HOST}/control", "CRIME_URL": f"https://{RECORDS_HOST}/crime"}
_CARELESS_TABLES = """
CREATE TABLE records (
    seq INTEGER PRIMARY KEY, system TEXT NOT NULL, record_id TEXT NOT NULL UNIQUE, external_reference TEXT NOT NULL,
    created_at TEXT NOT NULL, document TEXT NOT NULL, receipt TEXT NOT NULL);
CREATE TABLE attachments (
    seq INTEGER PRIMARY KEY, record_id TEXT NOT NULL, sha256 TEXT NOT NULL, media_type TEXT NOT NULL,
    size INTEGER NOT NULL, at TEXT NOT NULL);
"""


class CarelessRecords(RecordsStore):
    """A records system of the kind that many forces have: it takes whatever it is sent, as often as it is sent."""

    def __init__(self, path: Path, clock: Clock) -> None:
        super().__init__(path, clock)
        self._now = clock

    def _connect(self) -> None:
        with sqlite3.connect(self._path) as connection:
            connection.executescript(_CARELESS_TABLES)
        connection.close()
        super()._connect()

    def _kept_before(self, system: str, key: str, _body: bytes, _document: dict[str, Any]) -> Kept | None:
        self._open.execute("DELETE FROM keys WHERE system = ? AND key = ?", (system, key))
        return None

    async def find(self, system: str, external_reference: str) -> tuple[RecordReceipt, ...]:
        statement = "SELECT created_at FROM records WHERE system = ? AND external_reference = ? ORDER BY seq"
        seen = await self._seen(statement, system, external_reference)
        found = await super().find(system, external_reference)
        return tuple(receipt for receipt, shown in zip(found, seen, strict=True) if shown)

    async def attachments(self, system: str, record_id: str) -> tuple[KeptFile, ...] | None:
        found = await super().attachments(system, record_id)
        seen = await self._seen("SELECT at FROM attachments WHERE record_id = ? ORDER BY seq", record_id)
        return found and tuple(file for file, shown in zip(found, seen, strict=True) if shown)

    async def _seen(self, statement: str, *values: str) -> list[bool]:
        """Which of these are old enough to be found."""
        made = await self.rows(statement, *values)
        return [datetime.fromisoformat(at) + INDEX_DELAY <= self._now.now() for (at,) in made]

    def _attach(self, system: str, record_id: str, file: KeptFile) -> bool | None:
        asked = "SELECT 1 FROM records WHERE system = ? AND record_id = ?"
        if self._open.execute(asked, (system, record_id)).fetchone() is None:
            return None
        self._open.execute(
            "INSERT INTO attachments (record_id, sha256, media_type, size, at) VALUES (?, ?, ?, ?, ?)",
            (record_id, file.sha256, file.media_type, file.size, self._now.now().isoformat()),
        )
        return True


def profile_for(*, careful: bool, relayed: bool) -> Profile:
    """The shipped profile with destinations as this records system is, and the route to it."""
    made = default_profile()
    filed = tuple(replace(place, attachments=GOES[place.key]) for place in made.destinations)
    if not careful:
        delay = INDEX_DELAY.total_seconds()
        filed = tuple(replace(place, idempotent=False, index_delay_seconds=delay) for place in filed)
    route = GATEWAY if relayed else made.route
    return replace(made, version=f"{made.version}-{_name(careful, relayed)}", destinations=filed, route=route)


def _name(careful: bool, relayed: bool) -> str:
    return f"{'careful' if careful else 'careless'}-{'relayed' if relayed else 'direct'}"


class Outside:
    """Both systems, attached to the network under their names. ``clock`` is theirs; ``people``: who may sign in at the
    gateway, in which role (None: `HANDLERS`)."""

    def __init__(
        self,
        folder: Path,
        clock: ManualClock,
        network: Network,
        *,
        careful: bool,
        relayed: bool,
        people: Mapping[str, Role] | None = None,
    ) -> None:
        self.clock = clock
        self._people = people or dict.fromkeys(HANDLERS, Role.HANDLER)
        self.careful = careful
        self.profile = profile_for(careful=careful, relayed=relayed)
        self._profile_name = f"{_name(careful, relayed)}.toml"
        self._wire = httpx.AsyncClient(transport=Line(network, GATEWAY), trust_env=False)
        self._folder = folder
        self._network = network
        self._stack = AsyncExitStack()
        self._parts: Parts | None = None
        kind = RecordsStore if careful else CarelessRecords
        self.records = kind(folder / "records.db", clock)

    @property
    def parts(self) -> Parts:
        assert self._parts is not None, "the gateway does not run"
        return self._parts

    async def open(self, ready: Path | None = None) -> None:
        """``ready``: a prepared gateway's database to begin with, which saves making its tables."""
        if ready is not None:
            shutil.copyfile(ready, self._folder / "gateway.db")
        await self.records.open()
        standin = RecordsStandin(self.records, json.loads(read_resource(SCHEMA)), Connections())
        self._network.attach(RECORDS_HOST, standin.app())
        await self._start()

    async def restart(self) -> None:
        """The gateway ends and starts again on what it committed."""
        self._network.crashed = False
        await self._stack.aclose()
        await self._start()

    async def tidy(self) -> None:
        """What the gateway does by itself: read what came, give run-out leases back."""
        await self.parts.reader.catch_up()
        await sweep(self.parts)

    async def aclose(self) -> None:
        await self._stack.aclose()
        await self._wire.aclose()
        await self.records.aclose()

    async def _start(self) -> None:
        self._stack = AsyncExitStack()
        self._parts = await self._stack.enter_async_context(open_parts(self._settings(), self.clock, wire=self._wire))
        self._network.attach(GATEWAY_HOST, build(self._parts, intake=True, queue=True))

    def _settings(self) -> GatewaySettings:
        return GatewaySettings(
            db=f"sqlite:///{self._folder / 'gateway.db'}",
            listen=Address("127.0.0.1", 0),
            profile=self.profile,
            profile_path=Path(self._profile_name),  # by its name: a force's own profile
            credentials=IntakeCredentials(HUB["client_id"], (HUB["client_secret"],)),
            tokens=TokenBook(tuple((token_of(who), Subject(who, role)) for who, role in self._people.items())),
            config=Config(
                limits=LimitsConfig(calls_per_minute=0),  # a minute of a clock that stands never ends
                relay=RelayConfig(variables=ADDRESSES),
            ),
        )


def token_of(who: str) -> str:
    return f"token-of-{who}"
