"""What others proposed for a report: told with it, dealt with by whoever holds it or by a supervisor."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from triage.models.ids import ReportId, new_op_id
from triage.models.proposal import Proposal, ProposalEnd, ProposalState
from triage.services import snapshot, work
from triage.services.api.proposals import ProposalsApi
from triage.services.api.queue import QueueApi
from triage.services.hub import ReportsChanged
from triage.services.workplace import Workplace


class ProposedHere:
    def __init__(self, place: Workplace, api: ProposalsApi, queue: QueueApi) -> None:
        self._store = place.store
        self._hub = place.hub
        self._audit = place.audit
        self._api = api
        self._queue = queue

    async def open_ones(self) -> tuple[Proposal, ...]:
        """Those of all reports; raises KnownError offline, and to those who are no supervisor."""
        return await self._api.open_ones()

    async def end(self, proposal: Proposal, *, refused: str = "", answer: str = "") -> None:
        """Be done with it: taken in, or with words refused. What was taken in lies in the draft already.

        ``answer``: to whoever is stuck and asked.

        Raises:
            KnownError: not ours to end, ended by another meanwhile, or no word from the gateway.
        """
        state = ProposalState.REFUSED if refused.strip() else ProposalState.TAKEN_IN
        await self._api.end(
            proposal.report_id,
            proposal.number,
            ProposalEnd(state=state, why=(refused or answer).strip()),
            key=new_op_id(),
        )
        await self._store.write(
            lambda conn: self._audit.line(conn, f"proposal.{state.value}", proposal.report_id, number=proposal.number)
        )
        await self.refresh(proposal.report_id)

    async def refresh(self, report_id: ReportId) -> None:
        """Learn what is proposed for a report that we work on; what the public sent meanwhile is not taken in by this.

        Raises:
            KnownError: no word from the gateway.
        """
        told = await self._queue.report(report_id)

        def write(conn: Connection) -> bool:
            known = snapshot.body_of(conn, report_id)
            if known is None or work.work_of(conn, report_id) is None or known.proposals == told.proposals:
                return False
            fresh = replace(known, proposals=told.proposals, summary=told.summary)
            snapshot.put_body(conn, fresh, snapshot.etag_of(conn, report_id))
            return True

        if await self._store.write(write):
            self._hub.publish(ReportsChanged(frozenset({report_id})))
