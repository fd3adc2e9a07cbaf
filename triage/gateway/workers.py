"""What the gateway does without being asked: rounds of work, each for ever, none of which can end another.

Several gateways may share one database: a round takes its work so that no other has it meanwhile (row locks that
skip what another holds, advisory locks, or leases in the database), so that nothing is done twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from triage.gateway.database import DatabaseDown
from triage.gateway.logs import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """``round`` does what is there to do and says whether more is waiting; ``every``: seconds between rounds when
    nothing is. `nudge` lets the next round begin at once.
    """

    name: str
    every: float
    round: Callable[[], Awaitable[bool]]
    _nudged: asyncio.Event = field(default_factory=asyncio.Event)

    def nudge(self) -> None:
        self._nudged.set()

    async def work_for_ever(self) -> None:
        """Rounds until cancelled. A database that is away, or a mistake of ours, is told and tried again later."""
        while True:
            self._nudged.clear()
            if not await self._once():
                await self._pause()

    async def _once(self) -> bool:
        try:
            return await self.round()
        except DatabaseDown:
            say("worker-waits", logging.WARNING, worker=self.name, word="database-down")
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            # Something inside was cancelled, not this worker: that must not end it without a word.
            logging.getLogger("triage.gateway").exception("worker-bug")
        except Exception:
            logging.getLogger("triage.gateway").exception("worker-bug")
        return False

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self.every):
                await self._nudged.wait()
        except TimeoutError:
            return
