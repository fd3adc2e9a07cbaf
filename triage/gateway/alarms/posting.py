"""Gives words about alarms away, in their order for each target, until it has them or the time for it is over.

At least once: after a crash a word is told again; a receiver knows it by its Idempotency-Key, a person by its words.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any, Protocol

from sqlalchemy import func, select, update
from sqlalchemy.engine import RowMapping

from triage.gateway import tables
from triage.gateway.alarms.raising import Bulletin
from triage.gateway.database import Database
from triage.gateway.logs import say
from triage.models import codec
from triage.models.clock import Clock

AT_ONCE = 20
FIRST_WAIT, LONGEST_WAIT = 10.0, 900.0
IN_HAND = timedelta(minutes=5)
"""How long a word that was taken to be sent is left alone: longer than any sending takes."""


class Teller(Protocol):
    """A way out: e-mail or webhook."""

    async def tell(self, post: int, target: str, bulletin: Bulletin) -> str:
        """Give it away; "" once the other side has it, else why not, in words for people. Raises nothing else."""
        ...


class AlarmPosts:
    """``rng`` draws the waits between tries (full jitter)."""

    def __init__(
        self, database: Database, clock: Clock, tellers: Mapping[str, Teller], give_up_hours: float, rng: Random
    ) -> None:
        self._database = database
        self._clock = clock
        self._tellers = tellers
        self._give_up = timedelta(hours=give_up_hours)
        self._rng = rng

    async def round(self) -> bool:
        """Send what is due, one for each target; whether something was."""
        taken = await self._take()
        async with asyncio.TaskGroup() as group:
            for post in taken:
                group.create_task(self._send(post))
        return bool(taken)

    async def _take(self) -> list[RowMapping]:
        posts = tables.alarm_posts
        now = self._clock.now()
        # The first that waits for each target: "over" must not come before "raised".
        first = select(func.min(posts.c.id)).where(posts.c.next_at.is_not(None)).group_by(posts.c.target)
        due = select(posts).where(posts.c.id.in_(first), posts.c.next_at <= now).order_by(posts.c.id).limit(AT_ONCE)
        async with self._database.write() as connection:
            rows = (await connection.execute(due.with_for_update(skip_locked=True))).mappings().all()
            for row in rows:
                values = {"next_at": now + IN_HAND, "tries": row["tries"] + 1}
                await connection.execute(update(posts).where(posts.c.id == row["id"]).values(**values))
        return list(rows)

    async def _send(self, post: RowMapping) -> None:
        channel = "email" if "@" in post["target"] else post["target"]
        teller = self._tellers.get(channel)
        bulletin = codec.decode(Bulletin, bytes(post["body"]))
        reason = await teller.tell(post["id"], post["target"], bulletin) if teller else "Nobody is told there any more."
        now, tries = self._clock.now(), post["tries"] + 1
        over = teller is None or now - post["at"] >= self._give_up
        wait = timedelta(seconds=self._rng.uniform(1, min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(tries, 12))))
        values: dict[str, Any] = {"sent_at": None if reason else now, "reason": reason[:500]}
        values["next_at"] = now + wait if reason and not over else None
        posts = tables.alarm_posts
        async with self._database.write() as connection:
            await connection.execute(update(posts).where(posts.c.id == post["id"]).values(**values))
        word = "again" if values["next_at"] else "given-up" if reason else "sent"
        say("alarm-told", what=bulletin.what.value, word=bulletin.word, channel=channel, verdict=word, tries=tries)
