"""A supervisor acts on the work of others from this desk. Whatever may have been recorded is looked up first.

Nothing of it waits in the outbox: what a supervisor saw a minute ago may not hold any more, so each act is done now or
refused in words.
"""

from __future__ import annotations

from triage.models.errors import KnownError
from triage.models.ids import ReportId, new_op_id
from triage.models.proposal import Proposal
from triage.models.queue import Summary
from triage.models.stage import Stage
from triage.models.supervising import (
    ApproveRequest,
    AssignRequest,
    Colleague,
    PinRequest,
    UnlockRequest,
    UnpinRequest,
)
from triage.models.taking_over import RecordsSaid
from triage.services.api.supervising import Move, SupervisingApi
from triage.services.conflicts import reason_of
from triage.services.taking_over import TakingOver
from triage.services.workplace import Workplace


class Supervising:
    """For supervisors: the gateway refuses everybody else. Every method raises KnownError when it was not done."""

    def __init__(self, place: Workplace, api: SupervisingApi, taking_over: TakingOver) -> None:
        self._store = place.store
        self._audit = place.audit
        self._api = api
        self._taking_over = taking_over

    async def take_back(self, summary: Summary, why: str) -> None:
        """Take the report from its holder; a begun one only where records have nothing of it."""
        why = reason_of(why, "Say why it is taken back; its holder is told.")
        told = UnlockRequest(fence=summary.fence, why=why, records=await self._records(summary))
        await self._move(summary.report_id, told, "taken_back", of=summary.held_by)

    async def assign(self, summary: Summary, to: str, why: str, minutes: int = 60) -> None:
        """Keep the report for this person for a while, taking it back from its holder where it has one."""
        why = reason_of(why, f"Say why; {to} is told.")
        fence = summary.fence if summary.held_by else 0
        records = await self._records(summary)
        told = AssignRequest(to=to, why=why, minutes=minutes, fence=fence, records=records)
        await self._move(summary.report_id, told, "assigned", to=to)

    async def pin(self, report_id: ReportId, why: str) -> None:
        """Put it before everything else for everybody."""
        await self._move(report_id, PinRequest(why=reason_of(why, "Say why; it stands in the line.")), "pinned")

    async def unpin(self, report_id: ReportId) -> None:
        await self._move(report_id, UnpinRequest(), "unpinned")

    async def approve(self, proposal: Proposal, *, approved: bool, words: str = "") -> None:
        """Approve the decision, or refuse it; its author is shown the words, without which nothing is refused."""
        words = words.strip() if approved else reason_of(words, "Say why; its author is shown it.")
        told = ApproveRequest(number=proposal.number, approved=approved, why=words)
        await self._api.approve(proposal.report_id, told, key=new_op_id())
        await self._line(proposal.report_id, "approved" if approved else "approval.refused", number=proposal.number)

    async def colleagues(self) -> tuple[Colleague, ...]:
        """Who worked here lately."""
        return await self._api.colleagues()

    async def _records(self, summary: Summary) -> RecordsSaid:
        """What records say of a begun decision; anything but "nothing" is for taking over."""
        if summary.stage is not Stage.BEGUN:
            return RecordsSaid.SOMETHING
        held = next((one for one in (await self._taking_over.held()).items if one.report_id == summary.report_id), None)
        looked = await self._taking_over.look(held) if held is not None else None
        if looked is None or looked.says is not RecordsSaid.NOTHING:
            what = "It is being recorded: records may have something of it."
            raise KnownError(what, "Take it over instead; then it is finished with what records have.")
        return looked.says

    async def _move(self, report_id: ReportId, told: Move, word: str, **detail: str) -> None:
        await self._api.move(report_id, told, key=new_op_id())
        await self._line(report_id, word, **detail)

    async def _line(self, report_id: ReportId, word: str, **detail: str | int) -> None:
        await self._store.write(lambda conn: self._audit.line(conn, f"supervisor.{word}", report_id, **detail))
