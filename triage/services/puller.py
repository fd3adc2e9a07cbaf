"""The delta loop: long-polls the feed, stores each page with its cursor in one transaction, backs off when alone."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from datetime import datetime

from triage.models.errors import KnownError
from triage.models.operation import GATEWAY
from triage.services.api.client import ApiFailure
from triage.services.api.queue import QueueApi
from triage.services.backoff import delay
from triage.services.hub import Hub, LinkChanged, Notice, SignInChanged
from triage.services.links import REACHABLE
from triage.services.reports import Reports

WAIT_SECONDS = 20
PAGE = 500
GONE = 410


class Puller:
    """``server_time`` hears the gateway's clock with each page. ``caught_up`` is set once the queue is complete."""

    def __init__(
        self,
        reports: Reports,
        api: QueueApi,
        hub: Hub,
        server_time: Callable[[datetime], None],
        rng: random.Random,
        *,
        wait_seconds: int = WAIT_SECONDS,
    ) -> None:
        self._reports = reports
        self._api = api
        self._hub = hub
        self._server_time = server_time
        self._rng = rng
        self._wait = wait_seconds
        self._retry = asyncio.Event()
        self._woken = False
        self._anew = False
        self.caught_up = asyncio.Event()
        hub.subscribe(LinkChanged, self._link_changed)
        hub.subscribe(SignInChanged, self._sign_in_changed)

    async def run(self) -> None:
        failures = 0
        while True:
            try:
                await self.pull(self._wait if self.caught_up.is_set() else 0)
                failures, self._woken = 0, False
            except ApiFailure as failure:
                failures += 1
                outcome = failure.outcome
                retry_after = getattr(outcome, "retry_after", None)
                await self._pause(delay(failures, self._rng, retry_after).total_seconds())
            except KnownError as error:  # the store cannot take it now; the cursor has not moved, so nothing is skipped
                failures += 1
                self._hub.publish(Notice("error", error.what, error.do, key="puller"))
                await self._pause(delay(failures, self._rng).total_seconds())

    def start_over(self) -> None:
        """The store lost its place in the feed: the queue is complete once all was fetched again."""
        self._anew = True
        self.caught_up.clear()
        self.wake()

    def wake(self) -> None:
        """End the pause that failures brought; what fails just now is tried again at once."""
        self._woken = True
        self._retry.set()

    async def pull(self, wait: int = 0) -> bool:
        """Fetch and store one page; True when there is more now.

        Raises:
            ApiFailure: no page; the cursor is as it was.
        """
        self._anew = False
        place = await self._reports.place()
        try:
            changes = await self._api.changes(place.cursor, limit=PAGE, wait=wait if place.cursor else 0)
        except ApiFailure as failure:
            if failure.status != GONE or not place.cursor:
                raise
            self.caught_up.clear()
            await self._reports.start_over()
            return True
        self._server_time(changes.server_time)
        if await self._reports.apply(changes, place) is None:
            return True
        if changes.next is None and not self._anew:
            self.caught_up.set()
        return changes.next is not None

    async def _pause(self, seconds: float) -> None:
        self._retry.clear()
        if not self._woken:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._retry.wait()
        self._woken = False

    def _sign_in_changed(self, event: SignInChanged) -> None:
        if event.signed_in:  # what waits for the person goes on as soon as the gateway is heard of again
            self.wake()

    def _link_changed(self, event: LinkChanged) -> None:
        if event.link.name == GATEWAY and event.link.state in REACHABLE:
            self._retry.set()
