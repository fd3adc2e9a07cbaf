"""How reachable each system is, from what really happened with it (and light probes when nothing does)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from triage.models.clock import Clock
from triage.models.verdict import Reply, Transport
from triage.models.views import Link, LinkState
from triage.records.connector import SAID_HERE, RecordsSystem
from triage.services.hub import Hub, LinkChanged

SLOW_MS = 2000.0
TELL_LATENCY_EVERY = timedelta(seconds=5)
PROBE_EVERY = 5.0
IDLE = timedelta(seconds=30)
REACHABLE = frozenset({Link.ONLINE, Link.DEGRADED})


def link_of(outcome: Reply | Transport, latency_ms: float | None) -> Link:
    """What one exchange says about the link."""
    if isinstance(outcome, Transport) or not outcome.expected_type:
        return Link.OFFLINE
    if outcome.status == 401:
        return Link.SIGNED_OUT
    slow = latency_ms is not None and latency_ms > SLOW_MS
    return Link.DEGRADED if slow or outcome.status >= 500 or outcome.status == 429 else Link.ONLINE


class Links:
    """The state of each system; ``titles``: name → words for the screen."""

    def __init__(self, hub: Hub, clock: Clock, titles: Mapping[str, str]) -> None:
        self._hub = hub
        self._clock = clock
        self._states: dict[str, LinkState] = {}
        self._told: dict[str, datetime] = {}
        self.watch(titles)

    def watch(self, titles: Mapping[str, str]) -> None:
        """Keep an eye on these too; one that is watched already keeps its state."""
        for name, title in titles.items():
            known = self._states.get(name, LinkState(name=name, title=title))
            self._states[name] = replace(known, title=title)
            self._told.setdefault(name, self._clock.now())

    def states(self) -> tuple[LinkState, ...]:
        return tuple(self._states.values())

    def state(self, name: str) -> Link:
        found = self._states.get(name)
        return found.state if found else Link.UNKNOWN

    def heard(self, name: str, outcome: Reply | Transport, latency_ms: float | None) -> None:
        """Take note of a real exchange; what our own side said in the system's place tells nothing of the link."""
        before = self._states.get(name)
        said_here = isinstance(outcome, Reply) and outcome.problem in SAID_HERE
        if before is None or said_here:
            return
        now = self._clock.now()
        link = link_of(outcome, latency_ms)
        after = replace(
            before,
            state=link,
            since=before.since if link is before.state else now,
            last_ok=now if link in REACHABLE else before.last_ok,
            latency_ms=before.latency_ms if latency_ms is None else latency_ms,
        )
        self._states[name] = after
        if link is not before.state or now - self._told[name] >= TELL_LATENCY_EVERY:
            self._told[name] = now
            self._hub.publish(LinkChanged(after))


def ping(links: Links, name: str, system: RecordsSystem) -> Callable[[], Awaitable[None]]:
    """The probe of a records system. A gateway's own client tells the links by itself; a connector is told of here."""

    async def probe() -> None:
        exchange = await system.ping()
        links.heard(name, exchange.outcome, exchange.latency_ms)

    return probe


class Probes:
    """Asks each system for a sign of life while it is away, or when nothing was heard of it for a while."""

    def __init__(
        self,
        links: Links,
        clock: Clock,
        probes: Mapping[str, Callable[[], Awaitable[object]]],
        every: float = PROBE_EVERY,
    ) -> None:
        self._links = links
        self._clock = clock
        self._probes = probes
        self._every = every
        self._asked = dict.fromkeys(probes, clock.now() - IDLE)

    async def run(self) -> None:
        while True:
            await self.round()
            await asyncio.sleep(self._every)

    async def round(self) -> None:
        """Probe what is due, side by side. A probe tells the links itself by the exchange it makes."""
        due = [name for name in self._probes if self._due(name)]
        for name in due:
            self._asked[name] = self._clock.now()
        await asyncio.gather(*(self._probes[name]() for name in due))

    def _due(self, name: str) -> bool:
        state = next((state for state in self._links.states() if state.name == name), None)
        if state is None or state.state in (Link.OFFLINE, Link.UNKNOWN, Link.DEGRADED):
            return True
        quiet_since = max(state.last_ok or self._asked[name], self._asked[name])
        return self._clock.now() - quiet_since >= IDLE
