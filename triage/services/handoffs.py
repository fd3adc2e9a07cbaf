"""What became of reports that were handed over, and reopening: the answers go through the outbox, reading does not."""

from __future__ import annotations

from sqlalchemy import Connection

from triage.models import codec
from triage.models.errors import KnownError
from triage.models.ids import OpId, ReportId, new_op_id
from triage.models.operation import OpKind
from triage.models.queue import Moved
from triage.models.workflow import MOST_WORDS, AcceptRequest, Handoff, ReturnRequest
from triage.services import operations, snapshot
from triage.services.api.handoffs import HandoffsApi
from triage.services.errands import Numbered
from triage.services.hub import Corresponded, OutboxChanged, ReportsChanged
from triage.services.messages import words_op
from triage.services.workplace import Workplace


class Handovers:
    def __init__(self, place: Workplace, api: HandoffsApi) -> None:
        self._store = place.store
        self._hub = place.hub
        self._clock = place.clock
        self._audit = place.audit
        self._me = place.me
        self._api = api

    async def awaiting(self) -> tuple[Handoff, ...]:
        """Handovers of all reports that nobody answered yet, overdue ones first; raises KnownError offline."""
        found = await self._api.awaiting()
        return tuple(sorted(found, key=lambda one: one.due_at))

    async def taken_on(self, report_id: ReportId, number: int, acceptor: str, reference: str) -> OpId:
        """Somebody there took it on: it closes with their reference.

        Raises:
            KnownError: the acceptor or the reference is missing.
        """
        if not acceptor.strip() or not reference.strip():
            raise KnownError("The answer is not complete.", "Enter who took it on and their reference.")
        accept = AcceptRequest(acceptor=acceptor.strip(), reference=reference.strip(), at=self._clock.now())
        return await self._queue(report_id, OpKind.TAKEN_ON, Numbered(number=number, accept=accept))

    async def refused(self, report_id: ReportId, number: int, why: str) -> OpId:
        """They do not take it: the report comes back into the queue; raises KnownError without a reason."""
        why = _why(why, "Say why they do not take it on.")
        return await self._queue(report_id, OpKind.RETURNED, Numbered(number=number, give_back=ReturnRequest(why=why)))

    async def package(self, report_id: ReportId, number: int) -> bytes:
        """The ZIP that the other side is given; raises KnownError offline."""
        return await self._api.package(report_id, number)

    async def reopen(self, report_id: ReportId, why: str) -> Moved:
        """Work a closed report again. Its references stay.

        Raises:
            KnownError: no reason, too late, not closed, or the gateway cannot be reached (nothing has changed then).
        """
        why = _why(why, "Say why it is worked again.")
        moved = await self._api.reopen(report_id, why, key=new_op_id())

        def write(conn: Connection) -> None:
            snapshot.moved(conn, report_id, moved.stage, moved.etag)
            self._audit.line(conn, "reopened", report_id)

        await self._store.write(write)
        self._hub.publish(ReportsChanged(frozenset({report_id})))
        return moved

    async def _queue(self, report_id: ReportId, kind: OpKind, told: Numbered) -> OpId:
        new = words_op(report_id, kind, codec.encode(told), self._me)

        def write(conn: Connection) -> None:
            operations.append(conn, new, self._clock.now())
            self._audit.line(conn, "op.queued", report_id, op=new.op_id, kind=kind.value, number=told.number)

        await self._store.write(write)
        self._hub.publish(OutboxChanged(frozenset({report_id})))
        self._hub.publish(Corresponded(report_id))
        return new.op_id


def _why(told: str, do: str) -> str:
    if not told.strip():
        raise KnownError("A reason is missing.", do)
    if len(told) > MOST_WORDS:
        raise KnownError("The reason is too long.", f"Keep it to {MOST_WORDS:,} characters.")
    return told.strip()
