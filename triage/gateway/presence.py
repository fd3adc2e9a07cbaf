"""Who is on: when each person's workstation last spoke to any gateway, kept in a row for each that is written now and
then. A desktop waits for changes all the time, so silence means that nobody is there.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from triage.gateway import tables
from triage.gateway.credentials import Subject
from triage.gateway.database import Database
from triage.gateway.workers import Worker
from triage.models.clock import Clock

EVERY_SECONDS = 15.0
FORGOTTEN = timedelta(days=30)
"""Longer than any break after which the alarm that nobody is there must still hold."""


class Presence:
    """`heard` notes a caller in memory; the worker's rounds write what was noted since the last."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._heard: dict[str, tuple[str, datetime]] = {}
        self.worker = Worker(name="presence", every=EVERY_SECONDS, round=self.round)

    def heard(self, who: Subject) -> None:
        """This person's workstation spoke just now."""
        self._heard[who.id] = (who.role.value, self._clock.now())

    async def round(self) -> bool:
        """Write who was heard of; raises DatabaseDown, and then nothing is forgotten."""
        noted, present = dict(self._heard), tables.present
        if not noted:
            return False
        rows = [{"subject": subject, "role": role, "seen_at": at} for subject, (role, at) in sorted(noted.items())]
        added = (sqlite if self._database.embedded else postgresql).insert(present)
        newer = {name: getattr(added.excluded, name) for name in ("role", "seen_at")}
        async with self._database.write() as connection:
            await connection.execute(added.on_conflict_do_update(index_elements=["subject"], set_=newer), rows)
            await connection.execute(delete(present).where(present.c.seen_at < self._clock.now() - FORGOTTEN))
        self._heard = {subject: told for subject, told in self._heard.items() if noted.get(subject) != told}
        return False
