"""Putting reports off and tagging them: what a person does with a report without working on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from triage.models.ids import ReportId
from triage.services import snoozes, tags, work
from triage.services.api.views import ListApi
from triage.services.claims import Claims
from triage.services.hub import ReportsChanged
from triage.services.workplace import Workplace

NO_REASON = "Put off; no reason was given."


class Aside:
    def __init__(self, place: Workplace, api: ListApi, claims: Claims) -> None:
        self._place = place
        self._api = api
        self._claims = claims

    async def put_off(self, report_id: ReportId, until: datetime, why: str = "") -> bool:
        """True when everybody's: we held it, and the gateway serves it to nobody before ``until``. False when it is
        hidden from this person's own list only.

        Raises:
            KnownError: unknown, in somebody's hands, a time that has passed or lies beyond a clock, gateway away.
        """
        place = self._place
        if await place.store.read(lambda conn: work.work_of(conn, report_id) is not None):
            reason = why.strip() or NO_REASON
            await self._claims.give_back(
                report_id, lambda lease: self._api.defer(lease, until, reason), "deferred", until=until.isoformat()
            )
            return True

        def write(conn: Connection) -> None:
            snoozes.forget_over(conn, place.clock.now())
            snoozes.put(conn, report_id, place.me, until, why.strip(), place.clock)
            place.audit.line(conn, "snoozed", report_id, until=until.isoformat())

        await place.store.write(write)
        self._changed(report_id)
        return False

    async def take_back(self, report_id: ReportId) -> bool:
        """Show a report again that this person put off here; False when it was not."""
        place = self._place

        def write(conn: Connection) -> bool:
            there = snoozes.drop(conn, report_id, place.me)
            if there:
                place.audit.line(conn, "unsnoozed", report_id)
            return there

        there = await place.store.write(write)
        if there:
            self._changed(report_id)
        return there

    async def next_back(self) -> datetime | None:
        """When the next report that was put off comes back by itself."""
        place = self._place
        return await place.store.read(lambda conn: snoozes.next_back(conn, place.me, place.clock.now()))

    async def tag(self, report_id: ReportId, told: str) -> bool:
        """True when the tag is new there; raises KnownError for no tag at all, too long a one, too many."""
        tag, place = tags.clean(told), self._place
        new = await place.store.write(lambda conn: tags.put(conn, report_id, place.me, tag))
        if new:
            self._changed(report_id)
        return new

    async def untag(self, report_id: ReportId, told: str) -> bool:
        tag, place = tags.clean(told), self._place
        there = await place.store.write(lambda conn: tags.drop(conn, report_id, place.me, tag))
        if there:
            self._changed(report_id)
        return there

    def _changed(self, report_id: ReportId) -> None:
        self._place.hub.publish(ReportsChanged(frozenset({report_id})))
