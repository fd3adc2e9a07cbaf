"""The outbox as the screen and the pusher see it. Its rows are written by `triage`, `receipts` and here."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from triage.models.delivery import NEEDS_PERSON, Delivery, HeldBecause
from triage.models.errors import KnownError
from triage.models.ids import OpId, ReportId
from triage.models.operation import GATEWAY, Operation
from triage.models.views import OutboxFigures, OutboxLine
from triage.services import operations, snapshot
from triage.services.hub import OutboxChanged
from triage.services.operations import Stored
from triage.services.tables import OPERATIONS
from triage.services.workplace import Workplace

DONE_SHOWN = 50
"""How many delivered lines the panel still lists."""
NO_LOOK_UP = "no_look_up"
"""Code of what waits until a person has looked at a destination that cannot be asked."""
BY_HAND = "by_hand"
"""Code of what waits until a person has added to a record at a destination that takes no additions."""


def needs_person(op: Operation) -> bool:
    return op.status in NEEDS_PERSON or (op.status is Delivery.HELD and op.held is HeldBecause.PERSON)


class Outbox:
    """One person's operations: another person's are neither shown nor sent."""

    def __init__(self, place: Workplace) -> None:
        self._store = place.store
        self._hub = place.hub
        self._clock = place.clock
        self._audit = place.audit
        self._me = place.me

    async def recover(self, busy: frozenset[ReportId] | None = None) -> int:
        """SENDING becomes UNCERTAIN. At start (``busy`` None), before anything is sent, every held one may try anew;
        later only strays are taken in: reports that nobody is sending though they are marked so. Returns how many."""

        def work(conn: Connection) -> tuple[Stored, ...]:
            found = operations.recover(conn, busy or ())
            for stored in found:
                self._audit.line(conn, "op.uncertain", stored.op.report_id, op=stored.op.op_id, why="restart")
            for held in (HeldBecause.AUTH, HeldBecause.GATEWAY) if busy is None else ():
                operations.resume(conn, self._me, held)
            return found

        found = await self._store.write(work)
        self._changed(frozenset(stored.op.report_id for stored in found))
        return len(found)

    async def next_ready(self, busy: frozenset[ReportId], limit: int) -> tuple[Stored, ...]:
        now = self._clock.now()
        return await self._store.read(lambda conn: operations.ready(conn, self._me, now, busy, limit))

    async def next_due(self, busy: frozenset[ReportId]) -> datetime | None:
        return await self._store.read(lambda conn: operations.next_due(conn, self._me, busy))

    async def mark_sending(self, op_id: OpId) -> bool:
        now = self._clock.now()
        return await self._store.write(lambda conn: operations.mark_sending(conn, op_id, now))

    async def resume(self, held: HeldBecause, destination: str = "") -> int:
        """Let go what was held for this reason (the link is back, somebody signed in)."""
        count = await self._store.write(lambda conn: operations.resume(conn, self._me, held, destination))
        if count:
            self._changed(frozenset())
        return count

    async def retry(self, op_id: OpId) -> None:
        """A person wants it tried now.

        What was refused or may have left is looked up at the destination first. Where that cannot be asked, the
        person has looked instead: the line told them to before it offered this.

        Raises:
            KnownError: it is delivered, out of use, on its way just now, or another person's.
        """

        def work(conn: Connection) -> ReportId:
            stored = operations.get(conn, op_id)
            if stored is None or stored.op.created_by != self._me:
                raise KnownError("This line of the outbox is not there any more.", "Open the outbox again.")
            if stored.op.status in (Delivery.DELIVERED, Delivery.SENDING):
                raise KnownError(f"This was {stored.op.status.value} meanwhile.", "There is nothing to do.")
            looked = stored.op.held is HeldBecause.PERSON and stored.op.last_code == NO_LOOK_UP
            uncertain = stored.op.destination != GATEWAY and stored.left and not looked
            status = Delivery.UNCERTAIN if uncertain else Delivery.QUEUED
            more = {"look_first": 0} if looked else None
            # Whoever tries again what was to be done by hand says that it is done: the courier takes their word.
            by_hand = stored.op.held is HeldBecause.PERSON and stored.op.last_code == BY_HAND
            code = BY_HAND if by_hand else ""
            operations.mark(conn, op_id, status, next_at=self._clock.now(), code=code, columns=more)
            self._audit.line(conn, "op.retry", stored.op.report_id, op=op_id)
            return stored.op.report_id

        self._changed(frozenset({await self._store.write(work)}))

    async def operations(self, report_id: ReportId) -> tuple[Operation, ...]:
        """Every operation of the report that is in use, in order."""
        found = await self._store.read(lambda conn: operations.of_report(conn, report_id))
        return tuple(stored.op for stored in found)

    async def lines(self) -> tuple[OutboxLine, ...]:
        """What is open, oldest first; then what was delivered last, newest first."""
        return await self._store.read(self._lines)

    async def figures(self) -> OutboxFigures:
        found = await self._store.read(lambda conn: operations.open_ones(conn, self._me))
        waiting = [stored.op for stored in found if not needs_person(stored.op)]
        return OutboxFigures(
            waiting=len(waiting),
            oldest_at=min((op.created_at for op in waiting), default=None),
            needs_fixing=len(found) - len(waiting),
            uncertain=sum(op.status is Delivery.UNCERTAIN for op in waiting),
        )

    def _lines(self, conn: Connection) -> tuple[OutboxLine, ...]:
        done = (
            select(OPERATIONS.c.op_id)
            .where(OPERATIONS.c.created_by == self._me, OPERATIONS.c.status == Delivery.DELIVERED.value)
            .order_by(OPERATIONS.c.seq.desc())
            .limit(DONE_SHOWN)
        )
        delivered = (operations.get(conn, OpId(op_id)) for op_id in conn.scalars(done).all())
        every = (*operations.open_ones(conn, self._me), *(stored for stored in delivered if stored))
        return tuple(_line(conn, stored.op) for stored in every)

    def _changed(self, report_ids: frozenset[ReportId]) -> None:
        self._hub.publish(OutboxChanged(report_ids))


def _line(conn: Connection, op: Operation) -> OutboxLine:
    summary = snapshot.summary_of(conn, op.report_id)
    return OutboxLine(
        operation=operations.without_body(op),
        title=summary.title if summary else "Report",
        customer_reference=summary.customer_reference if summary else "",
        report_id=op.report_id,
    )
