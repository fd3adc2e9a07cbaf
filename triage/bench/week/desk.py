"""A desk whose loops are turned by hand: the very services of a workstation, without waiting for anything."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from pathlib import Path

from triage.models.delivery import HeldBecause
from triage.models.errors import KnownError
from triage.services.desk import Desk
from triage.services.links import REACHABLE, ping
from triage.services.operations import Stored

MOST_ROUNDS = 200
"""Of sending in one turn; a desk that is not done then tries the same over and over, which is a fault."""


class HandDesk(Desk):
    """`wake` in the place of `Desk.start`, then `turn` whenever time has passed."""

    async def wake(self) -> None:
        """What a start does before its loops."""
        await self.outbox.recover()
        await self.reference.open()
        if await self._sync():
            with contextlib.suppress(KnownError):
                await self._renewals.round(everything=True)
                await self.claims.reconcile(starting=True)
        await self.turn()

    async def turn(self) -> None:
        """One turn of every loop."""
        reachable = await self._sync()
        if reachable:
            with contextlib.suppress(KnownError):
                await self._renewals.round()
                await self.claims.reconcile()
                await self._uploader.upload()
            for held in (HeldBecause.GATEWAY, HeldBecause.LEASE):
                await self.outbox.resume(held)
        await self._probe_records()
        await self._send()
        if reachable:
            with contextlib.suppress(KnownError):
                await self.statements.tell()

    async def send_and_die(self, steps: int) -> None:
        """Begin to send what is ready and stop in the middle of it, after so many steps of the event loop."""
        for stored in (await self.outbox.next_ready(frozenset(), 4))[:1]:
            sending = self.spawn("dying", self._pusher.deliver(stored))
            for _ in range(steps):
                await asyncio.sleep(0)
            if sending is not None:
                sending.cancel()
                await asyncio.wait([sending])

    async def die(self, home: Path) -> None:
        """End as a killed program does: its files as they stood at the last commit lie in ``home`` afterwards."""
        await self.store.write(lambda _conn: shutil.copytree(self.settings.home, home))
        await self._tasks.close()
        for system in self._systems.values():
            await system.aclose()
        await self._api.aclose()
        await self.store.close()
        self._lock.free()

    async def _sync(self) -> bool:
        """Fetch what changed; whether the gateway can be reached."""
        if not await self._api.healthy():
            return False
        try:
            while await self._puller.pull():
                continue
        except KnownError:
            return False
        return True

    async def _probe_records(self) -> None:
        away = [name for name in self._systems if self.links.state(name) not in REACHABLE]
        for name in away:
            await ping(self.links, name, self._systems[name])()
            if self.links.state(name) in REACHABLE:
                await self.outbox.resume(HeldBecause.AUTH, name)

    async def _send(self) -> None:
        for _ in range(MOST_ROUNDS):
            ready = await self.outbox.next_ready(frozenset(), 4)
            if not ready:
                return
            await asyncio.gather(*(self._deliver(stored) for stored in ready))
        raise RuntimeError(f"a desk never comes to an end of sending: {[one.op.kind.value for one in ready]}")

    async def _deliver(self, stored: Stored) -> None:
        with contextlib.suppress(KnownError):
            await self._pusher.deliver(stored)
