"""From the hub's bytes to a stored arrival: recognise it, store it in one transaction, then say yes.

The same content again is the same report (the hub re-sends up to six times); other content under the same
submissionId is a new version of it. What it says is read afterwards (`triage.gateway.reader`), so that neither a long
report nor a mistake of ours can delay or refuse the yes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from triage.gateway.arrivals import Arrivals, Delivered
from triage.gateway.identity import Recognised, recognise
from triage.gateway.pressure import Pressure
from triage.gateway.problems import Refusal
from triage.gateway.profiles import ProfileBook
from triage.models.clock import Clock

__all__ = ["Accepted", "Delivered", "Intake"]
AT_ONCE = 64 * 1024
"""Bytes that are looked through on the event loop: a millisecond. Larger ones go to a thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Stored for good. ``word``: "new", "version" or "resent"."""

    report_id: str
    submission_id: str
    version: int
    received_at: datetime
    word: str


class Intake:
    """Takes payloads in. ``stored`` is told of each one that now waits to be read."""

    def __init__(
        self,
        arrivals: Arrivals,
        profiles: ProfileBook,
        clock: Clock,
        pool: ThreadPoolExecutor,
        pressure: Pressure,
        stored: Callable[[], None],
    ) -> None:
        self._arrivals = arrivals
        self._profiles = profiles
        self._clock = clock
        self._pool = pool
        self._pressure = pressure
        self._stored = stored

    async def accept(self, sent: Delivered) -> Accepted:
        """Store the payload, or find that it is stored.

        Raises:
            InputError: nothing in it says which report it is; nothing was stored.
            Refusal: in-progress, when many versions of this report arrived at once; nothing was stored.
            DatabaseDown: it could not be stored.
        """
        now = self._clock.now()
        who = await self._recognise(sent.raw)
        stored = await self._arrivals.store(who, sent, now)
        if stored is None:
            raise Refusal("in-progress", "Several versions of this report are arriving at once.")
        if not stored.before:
            self._pressure.arrived()
            self._stored()
        return Accepted(
            report_id=who.report_id,
            submission_id=who.submission_id,
            version=stored.version,
            received_at=now,
            word=stored.word,
        )

    async def _recognise(self, raw: bytes) -> Recognised:
        force = self._profiles.current.force.id
        if len(raw) <= AT_ONCE:
            return recognise(raw, force)
        return await asyncio.get_running_loop().run_in_executor(self._pool, recognise, raw, force)
