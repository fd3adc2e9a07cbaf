"""Sends what is queued. A message is marked as being sent before the first byte leaves, and its end is noted after; a
gateway that dies in between leaves a message of which nobody knows, and that is what it is then called.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit
from triage.gateway.config.messages import MessagesConfig
from triage.gateway.database import Database, DatabaseDown
from triage.gateway.logs import say
from triage.gateway.messages import outbox
from triage.gateway.messages.carrier import Carrier, Outcome, Outgoing, Verdict
from triage.gateway.messages.guard import why_not_now
from triage.gateway.workers import Worker
from triage.models.clock import Clock
from triage.models.messages import MessageState as S

AT_ONCE = 8
FIRST_WAIT, LONGEST_WAIT = 5.0, 3600.0
DEAD_AFTER = 60.0
"""Seconds past the longest send after which a message that is still being sent has lost its gateway."""
LEAST_LOOK = 30.0
LOOK_FOR = timedelta(days=4)
"""Notify itself tries for 72 hours."""
HELD = "Held back: it may not be safe any more. Make sure that only the right person reads it, then send it again."
NOT_ASKED = "The database could not be asked whether it is still safe to send this."
DIED = "The gateway stopped while it sent this. It may have left or not: ask, or send it again."


class Sender:
    """``rng`` draws the waits between tries (full jitter)."""

    def __init__(self, database: Database, clock: Clock, carrier: Carrier, config: MessagesConfig, rng: Random) -> None:
        self._database = database
        self._clock = clock
        self._carrier = carrier
        self._config = config
        self._rng = rng
        self._ended: list[tuple[Outgoing, Outcome]] = []
        self.worker = Worker(name="messages", every=config.every_seconds, round=self.round)

    async def round(self) -> bool:
        """Send what is due; says whether there was anything.

        Raises:
            DatabaseDown: what came of messages is kept here and stored in a later round.
        """
        await self._store()
        taken = await self._take()
        async with asyncio.TaskGroup() as group:
            for message in taken:
                group.create_task(self._send(message))
        await self._store()
        looked = await self._look() if self._carrier.knows else False
        return bool(taken) or looked

    async def _take(self) -> list[Outgoing]:
        """Mark what is due as being sent; ``next_at`` is then the moment by which it must have ended."""
        now = self._clock.now()
        by = now + timedelta(seconds=self._carrier.longest_seconds + DEAD_AFTER)
        async with self._database.write() as connection:
            await self._find_stuck(connection, now)
            found = await outbox.take(connection, S.QUEUED, now, AT_ONCE)
            for message in found:
                await outbox.note(
                    connection, message, [S.QUEUED], now,
                    state=S.SENDING, tries=message.tries + 1, carrier=self._carrier.name, next_at=by,
                )  # fmt: skip
        return [replace(message, tries=message.tries + 1) for message in found]

    async def _find_stuck(self, connection: AsyncConnection, now: datetime) -> None:
        for message in await outbox.stuck(connection, now, AT_ONCE):
            if self._carrier.knows and message.carrier == self._carrier.name:
                await outbox.note(connection, message, [S.SENDING], now, state=S.QUEUED, next_at=now)
            else:
                values = {"state": S.UNCERTAIN, "next_at": None, "reason": DIED}
                await outbox.tell(connection, message, [S.SENDING], now, **values)

    async def _send(self, message: Outgoing) -> None:
        self._ended.append((message, await self._held_back(message) or await self._carrier.send(message)))

    async def _held_back(self, message: Outgoing) -> Outcome | None:
        """Why it may not go after all: since it was written, or tried last, its report may have come to say more."""
        try:
            async with self._database.read() as connection:
                why = await why_not_now(connection, message, self._config)
        except DatabaseDown:
            return Outcome(verdict=Verdict.AGAIN, reason=NOT_ASKED)
        return Outcome(verdict=Verdict.HELD, reason=" ".join((HELD, *why))) if why else None

    async def _store(self) -> None:
        while self._ended:
            # Taken out first: another round may be storing beside this one.
            message, outcome = self._ended.pop(0)
            try:
                async with self._database.write() as connection:
                    await self._end(connection, message, outcome)
            except BaseException:
                self._ended.insert(0, (message, outcome))
                raise
            say("message", verdict=outcome.verdict.value, carrier=self._carrier.name, tries=message.tries)

    async def _end(self, connection: AsyncConnection, message: Outgoing, outcome: Outcome) -> None:
        now = self._clock.now()
        verdict = outcome.verdict
        values: dict[str, Any] = {"reason": outcome.reason, "next_at": None}
        if verdict is Verdict.SENT:
            look = now + timedelta(seconds=FIRST_WAIT) if self._carrier.knows else None
            values |= {"sent_at": now, "next_at": look, "carrier_reference": outcome.reference}
            # Better news than what was thought when this took too long.
            await outbox.tell(connection, message, [S.SENDING, S.UNCERTAIN], now, state=S.SENT, **values)
        elif verdict is Verdict.AGAIN and now < message.try_until:
            wait = max(outcome.after_seconds, self._wait(message.tries))
            values["next_at"] = now + timedelta(seconds=wait)
            await outbox.note(connection, message, [S.SENDING], now, state=S.QUEUED, **values)
        elif verdict is Verdict.HELD:
            # Who has to be asked whether they have a message may have one of an earlier try.
            state = S.UNCERTAIN if self._carrier.knows and message.tries > 1 else S.FAILED
            if await outbox.tell(connection, message, [S.SENDING], now, state=state, **values):
                told = {"number": message.number}
                await audit.record(
                    connection, now, "gateway", "message.held", report_id=message.report_id, details=told
                )
        else:
            state = {Verdict.AGAIN: S.GIVEN_UP, Verdict.REFUSED: S.FAILED}.get(verdict, S.UNCERTAIN)
            await outbox.tell(connection, message, [S.SENDING], now, state=state, **values)

    async def _look(self) -> bool:
        """Ask what became of messages that are under way. The next look is set first: others leave them alone then."""
        async with self._database.write() as connection:
            now = self._clock.now()
            found = await outbox.take(connection, S.SENT, now, AT_ONCE, carrier=self._carrier.name)
            for message in found:
                age = now - message.created_at
                wait = timedelta(seconds=max(LEAST_LOOK, age.total_seconds() / 4))
                await outbox.look_again(connection, message, now + wait if age < LOOK_FOR else None)
        for message in found:
            fate = await self._carrier.fate(message)
            if fate.state:
                async with self._database.write() as connection:
                    values = {"state": S(fate.state), "next_at": None, "reason": fate.reason}
                    await outbox.tell(connection, message, [S.SENT], self._clock.now(), **values)
        return bool(found)

    def _wait(self, tries: int) -> float:
        return self._rng.uniform(0, min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries, 12)))
