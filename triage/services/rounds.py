"""What a desk does again every few seconds: renew its leases, and put what it holds beside what the gateway says."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from triage.models.errors import KnownError
from triage.services.claims import Claims
from triage.services.conflicts import Conflicts
from triage.services.hub import Hub, Notice
from triage.services.puller import Puller
from triage.services.renewals import Renewals

RECONCILE_EVERY = 5.0


class Rounds:
    """Both rounds run until they are cancelled."""

    def __init__(self, hub: Hub, renewals: Renewals, puller: Puller, claims: Claims, conflicts: Conflicts) -> None:
        self._hub = hub
        self._renewals = renewals
        self._puller = puller
        self._claims = claims
        self._conflicts = conflicts

    async def renew(self) -> None:
        """Every lease at once, then each when it is due."""
        with contextlib.suppress(KnownError):
            await self._renewals.round(everything=True)
        await self._forever("renew", self._renewals.round)

    async def reconcile(self) -> None:
        """From the first complete queue on."""
        await self._puller.caught_up.wait()
        with contextlib.suppress(KnownError):
            await self._claims.reconcile(starting=True)
        await self._forever("reconcile", self._tidy)

    async def _tidy(self) -> None:
        await self._conflicts.end_discards()
        await self._claims.reconcile()

    async def _forever(self, name: str, step: Callable[[], Awaitable[object]]) -> None:
        """Repeat a step; what the store or the gateway cannot do now is tried again the next time."""
        while True:
            await asyncio.sleep(RECONCILE_EVERY)
            try:
                await step()
            except KnownError as error:
                self._hub.publish(Notice("warning", error.what, error.do, key=f"loop:{name}"))
