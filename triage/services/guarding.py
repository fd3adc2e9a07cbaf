"""Before a record is made: is the report still ours? A supervisor may have taken a begun one over meanwhile.

What the feed told is enough while it agrees; where it names somebody else, or the decision is of an earlier run of the
program (which may have stood still for hours), the gateway is asked. Its external reference keeps a record single in
any case; this keeps a person from finding two decisions.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Connection

from triage.models.delivery import Delivery, HeldBecause
from triage.models.ids import ReportId
from triage.models.stage import Stage
from triage.services import snapshot
from triage.services.api.client import ApiFailure
from triage.services.api.queue import QueueApi
from triage.services.lost import TAKEN_OVER
from triage.services.marks import Marks
from triage.services.operations import Stored
from triage.services.workplace import Workplace

WAIT = timedelta(seconds=30)
_GONE_ON = frozenset({Stage.CLOSED, Stage.AWAITING_ACCEPTANCE, Stage.AWAITING_APPROVAL, Stage.AWAITING_REPORTER})


class Standing(StrEnum):
    """Whose a begun report is now. UNKNOWN: nobody could be asked, and the mark that says so is stored."""

    OURS = "ours"
    TAKEN = "taken"
    UNKNOWN = "unknown"


class Guard:
    def __init__(self, place: Workplace, api: QueueApi, marks: Marks) -> None:
        self._store = place.store
        self._me = place.me
        self._api = api
        self._marks = marks
        self._since = place.clock.now()
        self._sure: set[ReportId] = set()

    async def look(self, stored: Stored) -> Standing:
        """Whether the record may still be made."""
        if not await self._store.read(lambda conn: self._doubtful(conn, stored)):
            return Standing.OURS
        try:
            told = (await self._api.report(stored.op.report_id)).summary
        except ApiFailure as failure:
            if failure.status in (404, 410):
                return Standing.TAKEN
            await self._marks.held(stored, HeldBecause.GATEWAY, wait=WAIT, untried=True)
            return Standing.UNKNOWN
        if told.held_by != self._me or told.stage is not Stage.BEGUN:
            return Standing.TAKEN
        self._sure.add(stored.op.report_id)
        return Standing.OURS

    async def keep_back(self, stored: Stored) -> None:
        """The destination has no record of it, and none is made any more: a person sees both decisions."""
        text = "Somebody else took this report over, so no record is made of your decision."
        await self._marks.needs_person(stored, Delivery.CONFLICT, code=TAKEN_OVER, text=text, unsent=True)

    def _doubtful(self, conn: Connection, stored: Stored) -> bool:
        op = stored.op
        if op.created_at < self._since and op.report_id not in self._sure:
            return True
        summary = snapshot.summary_of(conn, op.report_id)
        return summary is not None and (summary.held_by not in ("", self._me) or summary.stage in _GONE_ON)
