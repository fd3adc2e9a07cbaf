"""Asks whether a report's people, households or incident were told of before; says why when that cannot be known."""

from __future__ import annotations

from triage.models.clock import Clock, london
from triage.models.ids import ReportId
from triage.models.known import Seen
from triage.services.api.client import ApiFailure
from triage.services.api.known import KnownApi


class KnownBefore:
    def __init__(self, api: KnownApi, clock: Clock) -> None:
        self._api, self._clock = api, clock

    async def of(self, report_id: ReportId) -> Seen:
        """The gateway's answer; nothing is raised when there is none, and nothing of it is kept on the workstation."""
        try:
            related = await self._api.related(report_id)
        except ApiFailure as failure:
            now = self._clock.now()
            why = f"Tried at {london(now):%H:%M}: {failure.what}"
            return Seen(report_id=report_id, at=now, why=why)
        return Seen(report_id=report_id, at=self._clock.now(), related=related)
