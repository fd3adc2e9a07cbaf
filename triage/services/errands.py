"""How what is no record travels to the gateway: questions, handovers, messages, contacts and the like.

The gateway knows our keys, so sending the same again is always safe and never doubles. A question, a handover or a
decision sent for approval ends our hold with its answer; the others change nothing here but the report's mark.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from triage.models import codec
from triage.models.draft import Draft
from triage.models.files import LockRequest
from triage.models.ids import ReportId
from triage.models.lease import Lease
from triage.models.messages import AgainRequest
from triage.models.operation import LEAVING, OpKind
from triage.models.proposal import ProposalKind, ProposalRequest
from triage.models.stage import Stage
from triage.models.withdrawal import NotWithdrawnRequest
from triage.models.workflow import AcceptRequest, ReturnRequest
from triage.services import lost, operations, snapshot, withdrawals, work
from triage.services.api.client import ApiFailure
from triage.services.api.files import FilesApi
from triage.services.api.handoffs import HandoffsApi
from triage.services.api.messages import MessagesApi
from triage.services.api.proposals import ProposalsApi
from triage.services.api.queue import QueueApi
from triage.services.audit import Audit
from triage.services.closing import erase_report
from triage.services.hub import Corresponded
from triage.services.leaving import draft_left_behind
from triage.services.operations import Stored
from triage.services.workplace import Workplace

_GIVEN = b"{}"
"""The receipt of words: the gateway keeps what they said, so nothing of it stays here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """The body of an operation about a message, handover, file or withdrawal that the gateway numbered."""

    number: int
    again: AgainRequest | None = None
    accept: AcceptRequest | None = None
    give_back: ReturnRequest | None = None
    lock: LockRequest | None = None
    mistake: NotWithdrawnRequest | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a report stands after an errand, as the gateway told; "" when it told nothing."""

    etag: str = ""
    stage: Stage | None = None


class Errands:
    """`carry` raises what the calls raise; whoever calls it turns that into marks."""

    def __init__(
        self,
        place: Workplace,
        queue: QueueApi,
        messages: MessagesApi,
        handoffs: HandoffsApi,
        files: FilesApi,
        proposals: ProposalsApi,
    ) -> None:
        self._store = place.store
        self._hub = place.hub
        self._audit: Audit = place.audit
        self._queue = queue
        self._messages = messages
        self._handoffs = handoffs
        self._files = files
        self._proposals = proposals
        self._ways: dict[OpKind, Callable[[Stored], Awaitable[Standing]]] = {
            OpKind.ASK: self._ask,
            OpKind.HAND_OFF: self._hand_off,
            OpKind.MESSAGE: self._message,
            OpKind.AGAIN: self._again,
            OpKind.CONTACT: self._contact,
            OpKind.WITHDRAWAL: self._withdrawal,
            OpKind.NOT_WITHDRAWN: self._not_withdrawn,
            OpKind.TAKEN_ON: self._taken_on,
            OpKind.RETURNED: self._returned,
            OpKind.LOCK_FILE: self._lock_file,
            OpKind.PROPOSE: self._propose,
            OpKind.APPROVAL: self._send_for_approval,
        }

    async def carry(self, stored: Stored) -> None:
        """Send it and store what the gateway answered."""
        standing = await self._ways[stored.op.kind](stored)
        await self._store.write(lambda conn: self._done(conn, stored, standing))
        self._hub.publish(Corresponded(stored.op.report_id))

    def _done(self, conn: Connection, stored: Stored, standing: Standing) -> None:
        op = stored.op
        if not operations.mark_delivered(conn, op.op_id, _GIVEN):
            return
        if standing.stage is not None:
            snapshot.moved(conn, op.report_id, standing.stage, standing.etag)
        if op.kind in LEAVING:
            erase_report(conn, op.report_id)
        if op.kind is OpKind.PROPOSE and codec.decode(ProposalRequest, op.body).kind is ProposalKind.LEASE_LOST:
            lost.forget(conn, op.report_id)
        if op.kind is OpKind.WITHDRAWAL and not stored.left:  # a repeated answer may be older than what the feed told
            withdrawals.arrived(conn, op.report_id, op.body)
        operations.forget_body(conn, op.op_id)
        self._audit.line(conn, f"{op.kind.value}.delivered", op.report_id, op=op.op_id)

    async def _ask(self, stored: Stored) -> Standing:
        await self._leave_draft(stored.op.report_id)
        posted = await self._messages.post(stored.op.report_id, stored.op.body, key=stored.op.op_id)
        return Standing(posted.etag, posted.stage)

    async def _hand_off(self, stored: Stored) -> Standing:
        await self._leave_draft(stored.op.report_id)
        handed = await self._handoffs.hand_off(stored.op.report_id, stored.op.body, key=stored.op.op_id)
        return Standing(handed.etag, handed.stage)

    async def _leave_draft(self, report_id: ReportId) -> None:
        """What we wrote goes to the gateway first, for whoever works the report when it is back."""

        def ours(conn: Connection) -> tuple[Lease | None, Draft | None]:
            return work.lease_of(conn, report_id), work.draft_of(conn, report_id)

        lease, draft = await self._store.read(ours)
        if lease is not None and draft is not None:
            try:
                await self._queue.put_draft(lease, draft_left_behind(draft))
            except ApiFailure as failure:
                # The errand itself may have ended the lease at an earlier try: its own answer tells.
                if failure.status != 409:
                    raise

    async def _propose(self, stored: Stored) -> Standing:
        """Another holds the report, and its mark stays theirs to tell."""
        await self._proposals.propose(stored.op.report_id, stored.op.body, key=stored.op.op_id)
        return Standing()

    async def _send_for_approval(self, stored: Stored) -> Standing:
        """The gateway keeps the decision as it was signed, with every word of it."""
        proposed = await self._proposals.propose(stored.op.report_id, stored.op.body, key=stored.op.op_id)
        return Standing(proposed.etag, proposed.stage)

    async def _message(self, stored: Stored) -> Standing:
        posted = await self._messages.post(stored.op.report_id, stored.op.body, key=stored.op.op_id)
        return Standing(posted.etag, posted.stage)

    async def _again(self, stored: Stored) -> Standing:
        told = codec.decode(Numbered, stored.op.body)
        body = codec.encode(told.again or AgainRequest())
        posted = await self._messages.again(stored.op.report_id, told.number, body, key=stored.op.op_id)
        return Standing(posted.etag, posted.stage)

    async def _contact(self, stored: Stored) -> Standing:
        await self._messages.note(stored.op.report_id, stored.op.body, key=stored.op.op_id)
        return Standing()

    async def _withdrawal(self, stored: Stored) -> Standing:
        """The report stands where it stood; the feed brings its mark."""
        await self._messages.withdrawal(stored.op.report_id, stored.op.body, key=stored.op.op_id)
        return Standing()

    async def _not_withdrawn(self, stored: Stored) -> Standing:
        told = codec.decode(Numbered, stored.op.body)
        body = codec.encode(told.mistake)
        await self._messages.not_withdrawn(stored.op.report_id, told.number, body, key=stored.op.op_id)
        return Standing()

    async def _taken_on(self, stored: Stored) -> Standing:
        told = codec.decode(Numbered, stored.op.body)
        body = codec.encode(told.accept)
        handed = await self._handoffs.accept(stored.op.report_id, told.number, body, key=stored.op.op_id)
        return Standing(handed.etag, handed.stage)

    async def _returned(self, stored: Stored) -> Standing:
        told = codec.decode(Numbered, stored.op.body)
        body = codec.encode(told.give_back)
        handed = await self._handoffs.give_back(stored.op.report_id, told.number, body, key=stored.op.op_id)
        return Standing(handed.etag, handed.stage)

    async def _lock_file(self, stored: Stored) -> Standing:
        told = codec.decode(Numbered, stored.op.body)
        body = codec.encode(told.lock or LockRequest())
        await self._files.lock(stored.op.report_id, told.number, body, key=stored.op.op_id)
        return Standing()
