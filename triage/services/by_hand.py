"""What a person found out by looking at a records system that cannot be asked, or does not find what it has; and which
files they leave out of a record.

Only what waits for a person is decided so, and only by whoever made it; the audit says who looked and what they saw.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from triage.models.delivery import NEEDS_PERSON, Delivery, HeldBecause
from triage.models.errors import KnownError
from triage.models.ids import OpId, ReportId
from triage.models.operation import MAKES, OpKind
from triage.models.visible import one_line
from triage.records.connector import Receipt, Referred
from triage.services import operations
from triage.services.hub import OutboxChanged, ReportsChanged
from triage.services.lost import TAKEN_OVER
from triage.services.operations import Stored
from triage.services.receipts import Receipts
from triage.services.workplace import Workplace

LONGEST = 200


class ByHand:
    def __init__(self, place: Workplace, receipts: Receipts) -> None:
        self._store = place.store
        self._hub = place.hub
        self._clock = place.clock
        self._audit = place.audit
        self._me = place.me
        self._receipts = receipts

    async def is_there(self, op_id: OpId, reference: str) -> None:
        """A person saw the record: it counts as delivered under this reference, for each part it delivers.

        Raises:
            KnownError: no reference, or the line does not wait for a person.
        """
        told = reference.strip()
        if not told or len(told) > LONGEST:
            raise KnownError("The reference is missing.", "Write the reference as the records system shows it.")

        def act(conn: Connection, stored: Stored) -> None:
            parts = stored.op.deliverables or (stored.op.kind.value,)
            receipt = Receipt(record_id="", references=tuple(Referred(part, told) for part in parts))
            self._audit.line(conn, "op.seen_there", stored.op.report_id, op=op_id, reference=told)
            self._receipts.created(conn, stored, receipt, found=True)

        await self._do(op_id, act)

    async def is_not_there(self, op_id: OpId) -> None:
        """A person looked and there is no record: it is sent again. One whose report another took over is not, but
        nothing of it is doubtful any more.

        Raises:
            KnownError: the line does not wait for a person.
        """

        def act(conn: Connection, stored: Stored) -> None:
            self._audit.line(conn, "op.seen_missing", stored.op.report_id, op=op_id)
            op = stored.op
            if op.last_code == TAKEN_OVER:
                columns = {"left": 0, "look_first": 0}
                operations.mark(conn, op_id, op.status, code=op.last_code, text=op.last_text, columns=columns)
            else:
                operations.mark(
                    conn, op_id, Delivery.QUEUED, next_at=self._clock.now(), columns={"left": 0, "look_first": 0}
                )

        await self._do(op_id, act)

    async def leave_out(self, op_id: OpId, why: str) -> None:
        """A file that waits for a person does not go to its record; the report goes on, and its history says why.

        Raises:
            KnownError: no reason or too long a one, or the line does not wait for a person.
        """
        told = one_line(why, LONGEST + 1).strip()
        if not told or len(told) > LONGEST:
            raise KnownError(f"A reason of up to {LONGEST} characters is missing.", "Say why the file is left out.")
        await self._do(op_id, lambda conn, stored: self._receipts.left_out(conn, stored, told), waits_for_a_word)

    async def _do(
        self,
        op_id: OpId,
        act: Callable[[Connection, Stored], object],
        waits: Callable[[Stored], bool] | None = None,
    ) -> None:
        def write(conn: Connection) -> ReportId:
            stored = operations.get(conn, op_id)
            if stored is None or stored.op.created_by != self._me or not (waits or waits_for_eyes)(stored):
                raise KnownError("This line does not wait for you any more.", "Look at the outbox again.")
            act(conn, stored)
            return stored.op.report_id

        report_id = await self._store.write(write)
        self._hub.publish(OutboxChanged(frozenset({report_id})))
        self._hub.publish(ReportsChanged(frozenset({report_id})))


def waits_for_eyes(stored: Stored) -> bool:
    """Whether a person has to say if the record is there: nobody else can."""
    op = stored.op
    held = op.status is Delivery.HELD and op.held is HeldBecause.PERSON
    doubtful = op.status in NEEDS_PERSON and stored.left
    return op.kind in MAKES and (held or doubtful)


def waits_for_a_word(stored: Stored) -> bool:
    """Whether a person has to say what becomes of this file."""
    op = stored.op
    return op.kind is OpKind.ATTACH and op.status is Delivery.HELD and op.held is HeldBecause.PERSON
