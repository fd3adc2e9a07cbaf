"""What a desk opens before everything else and closes after it: lock, key, store, connections, records systems."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from triage.models.clock import Clock, ServerClock
from triage.models.errors import KnownError
from triage.models.operation import GATEWAY
from triage.models.profile import Destination, Profile
from triage.models.verdict import Reply, Transport
from triage.records.build import connect
from triage.records.connector import RecordsSystem
from triage.services import profiles
from triage.services.api.client import Client, Heard, Tokens, Wire
from triage.services.api.queue import QueueApi
from triage.services.api.relay import RelayedRecords
from triage.services.api.training import TrainingApi
from triage.services.audit import ensure_chain
from triage.services.cipher import DamagedStore, saving
from triage.services.hub import Hub
from triage.services.instance import InstanceLock
from triage.services.links import Links
from triage.services.salvage.head import spare_of
from triage.services.secret import CredentialStoreKey, KeySource, TrainingKeyFile
from triage.services.store import Store
from triage.settings import DeskSettings

OpenStore = Callable[[Path, bytes], Awaitable[Store]]
"""How the store is opened: `Store.open`, or a measurement's own that breaks it on purpose."""
FAR_OFF = timedelta(seconds=2)
"""A Date header counts whole seconds; only a clock that is further off than this learns from it."""


def key_source(settings: DeskSettings) -> KeySource:
    """Where this workstation's key is. A passphrase must be asked by the window, which passes its own source.

    Raises:
        KnownError: the settings want a passphrase.
    """
    if settings.key_source == "training-file":
        return TrainingKeyFile(settings.home / "training.key")
    if settings.key_source == "credential-store":
        return CredentialStoreKey(f"{settings.mode}:{settings.handler_id}")
    raise KnownError("This store opens with a passphrase.", "Type it in the window that asks for it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What has to be opened before, and closed after, everything else."""

    settings: DeskSettings
    lock: InstanceLock
    store: Store
    hub: Hub
    clock: ServerClock
    profile: Profile
    api: QueueApi
    links: Links
    systems: Mapping[str, RecordsSystem]
    training: TrainingApi | None


async def open_parts(
    settings: DeskSettings,
    source: KeySource,
    hub: Hub,
    clock: ServerClock,
    open_store: OpenStore,
    tokens: Tokens | None = None,
    wire: Wire | None = None,
) -> Opened:
    """Open store and connections; what was opened is closed again when something fails.

    ``tokens``: of who has signed in; without them the settings' own token is used. ``wire``: what carries every call
    in place of connections of its own.
    """
    async with contextlib.AsyncExitStack() as stack:
        lock, loop = InstanceLock(settings.home), asyncio.get_running_loop()
        await loop.run_in_executor(None, lock.take)  # before the key: two first starts must not make two
        stack.callback(lock.free)
        key = await loop.run_in_executor(None, _key, settings, source)
        store = await _sound_store(settings.store_path, key, clock, open_store)
        stack.push_async_callback(store.close)
        await store.write(lambda conn: ensure_chain(conn, ""))
        links = Links(hub, clock, {GATEWAY: "Gateway"})
        heard = _hearing(links, clock)
        client = Client(settings.gateway_url, tokens or settings.token, clock, client=wire, heard=heard)
        stack.push_async_callback(client.aclose)
        api = QueueApi(client)
        # What we know is enough to begin with: a gateway that is away must not keep the first list waiting.
        profile = await profiles.cached(store) or await profiles.fetch(store, api, None)
        systems: dict[str, RecordsSystem] = {}
        for destination in profile.destinations:
            system = _system(destination, profile, settings, client, clock, wire)
            stack.push_async_callback(system.aclose)
            systems[destination.key] = system
        links.watch({place.key: place.name for place in profile.destinations})
        training = _training(settings, clock)
        stack.pop_all()
    return Opened(
        settings=settings,
        lock=lock,
        store=store,
        hub=hub,
        clock=clock,
        profile=profile,
        api=api,
        links=links,
        systems=systems,
        training=training,
    )


async def _sound_store(path: Path, key: bytes, clock: Clock, open_store: OpenStore) -> Store:
    """The store, or, when it is damaged, a new one with all that could be read of it."""
    try:
        return await open_store(path, key)
    except DamagedStore:
        # Rare, and what it needs is not loaded for the first list.
        rescue = importlib.import_module("triage.services.salvage.rescue").rescue
        await asyncio.get_running_loop().run_in_executor(None, saving, rescue, path, key, clock.now())
        return await open_store(path, key)


def _system(
    destination: Destination, profile: Profile, settings: DeskSettings, client: Client, clock: Clock, wire: Wire | None
) -> RecordsSystem:
    """The way to a destination that the force profile chose; both are the same to everything else."""
    if profile.route == GATEWAY:
        return RelayedRecords(destination, client, profile.files)
    told = settings.records, settings.secrets
    return connect(destination, *told, files=profile.files, client=wire, clock=clock)


def _key(settings: DeskSettings, source: KeySource) -> bytes:
    """A new key opens no store that is there already, so none is made then."""
    return source.load(may_make=not (settings.store_path.exists() or spare_of(settings.store_path).exists()))


def _training(settings: DeskSettings, clock: Clock) -> TrainingApi | None:
    if settings.mode != "training" or not settings.training_url:
        return None
    return TrainingApi(Client(settings.training_url, settings.training_token, clock))


def _hearing(links: Links, clock: ServerClock) -> Heard:
    def heard(outcome: Reply | Transport, latency_ms: float | None, date: datetime | None) -> None:
        ours = isinstance(outcome, Reply) and outcome.expected_type
        if date is not None and ours and abs(date - clock.now()) > FAR_OFF:
            clock.heard(date)
        links.heard(GATEWAY, outcome, latency_ms)

    return heard
