"""The feed as a test gives it: a page is taken in as the answer to the cursor that the store has."""

from __future__ import annotations

from triage.models.ids import ReportId
from triage.models.queue import Changes
from triage.services.reports import Reports


async def take_in(reports: Reports, changes: Changes) -> frozenset[ReportId]:
    taken = await reports.apply(changes, await reports.place())
    assert taken is not None
    return taken
