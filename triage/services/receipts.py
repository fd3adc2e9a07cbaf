"""What an answer of gateway or records changes here: one transaction for each receipt, the next step included.

The receipt of a report's last create appends its settle with the references frozen in; the receipt of the settle closes
the report and erases its personal data. A receipt counts once, whichever way it came (answer, replay, look-up).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from triage.models import codec
from triage.models.clock import Clock
from triage.models.decision import Decision, Reference
from triage.models.delivery import Delivery
from triage.models.errors import BugError
from triage.models.files import LEFT_OUT, Enclosure, FileReceipt
from triage.models.ids import ReportId, new_op_id
from triage.models.operation import OpKind
from triage.models.queue import BeginRequest, Begun, Settled, SettleRequest
from triage.models.stage import Stage
from triage.records.connector import Receipt
from triage.services import left_out, operations, snapshot, work
from triage.services.audit import Audit
from triage.services.closing import erase_report
from triage.services.operations import NewOp, Stored
from triage.services.tables import DECISIONS, RECEIPTS


@dataclass(frozen=True, slots=True)
class Receipts:
    """Writes receipts; every method runs inside the caller's transaction and returns whether it changed anything."""

    clock: Clock
    audit: Audit

    def begun(self, conn: Connection, stored: Stored, begun: Begun) -> bool:
        op = stored.op
        if not operations.mark_delivered(conn, op.op_id, codec.encode(begun)):
            return False
        found = work.work_of(conn, op.report_id)
        if found is not None:
            work.put_work(conn, replace(found, begun_etag=begun.etag))
        snapshot.moved(conn, op.report_id, Stage.BEGUN, begun.etag)
        self.audit.line(conn, "begun", op.report_id, op=op.op_id, fence=begun.fence)
        self.settle_if_complete(conn, stored)
        return True

    def created(self, conn: Connection, stored: Stored, receipt: Receipt, *, found: bool = False) -> bool:
        """``found``: the record was there already when it was looked up."""
        op = stored.op
        if not operations.mark_delivered(conn, op.op_id, codec.encode(receipt)):
            return False
        for reference in receipt.as_references(op.destination):
            row = insert(RECEIPTS).values(report_id=op.report_id, **codec.builtins(reference))
            fresh = {"reference": reference.reference, "record_id": reference.record_id}
            keys = ["report_id", "destination", "deliverable"]
            conn.execute(row.on_conflict_do_update(index_elements=keys, set_=fresh))
        self.audit.line(
            conn,
            "linked" if found else "created",
            op.report_id,
            op=op.op_id,
            destination=op.destination,
            references=len(receipt.references),
        )
        self.settle_if_complete(conn, stored)
        return True

    def attached(self, conn: Connection, stored: Stored, receipt: FileReceipt, *, found: bool = False) -> bool:
        """A file is at its record. ``found``: it was there already."""
        op = stored.op
        if not operations.mark_delivered(conn, op.op_id, codec.encode(receipt)):
            return False
        word = "file.seen_there" if found else "file.attached"
        self.audit.line(conn, word, op.report_id, op=op.op_id, destination=op.destination)
        self.settle_if_complete(conn, stored)
        return True

    def left_out(self, conn: Connection, stored: Stored, why: str) -> bool:
        """A person decided that a file does not go to its record; the report goes on without it."""
        op = stored.op
        file = codec.decode(Enclosure, op.body)
        if not operations.mark_delivered(conn, op.op_id, LEFT_OUT):
            return False
        self.audit.line(
            conn, left_out.WORD, op.report_id, op=op.op_id, destination=op.destination, number=file.number,
            version=file.version, why=why,
        )  # fmt: skip
        self.settle_if_complete(conn, stored)
        return True

    def settled(self, conn: Connection, stored: Stored, settled: Settled) -> bool:
        op = stored.op
        if not operations.mark_delivered(conn, op.op_id, codec.encode(settled)):
            return False
        snapshot.moved(conn, op.report_id, settled.stage, settled.etag)
        erase_report(conn, op.report_id)
        self.audit.line(conn, "closed", op.report_id, op=op.op_id)
        return True

    def settle_if_complete(self, conn: Connection, last: Stored) -> None:
        """Append the settle once the begin and every create of the decision are delivered."""
        of_decision = [s for s in operations.of_report(conn, last.op.report_id) if s.decision_id == last.decision_id]
        if any(s.op.status is not Delivery.DELIVERED or s.op.kind is OpKind.SETTLE for s in of_decision):
            return
        begin = next((s.op for s in of_decision if s.op.kind is OpKind.BEGIN), None)
        if begin is None:
            raise BugError(f"decision {last.decision_id} has no begin")
        decision = _decision(conn, last.decision_id)
        request = SettleRequest(
            fence=codec.decode(BeginRequest, begin.body).fence,
            references=references_of(conn, last.op.report_id),
            outcome=decision.draft.outcome,
            left_out=tuple(
                one for one in left_out.of_report(conn, last.op.report_id) if one.version == decision.report_version
            ),
        )
        new = NewOp(
            op_id=new_op_id(),
            report_id=last.op.report_id,
            decision_id=last.decision_id,
            kind=OpKind.SETTLE,
            body=codec.encode(request),
            created_by=begin.created_by,
        )
        operations.append(conn, new, self.clock.now())
        self.audit.line(conn, "op.queued", new.report_id, op=new.op_id, kind=new.kind.value)


def references_of(conn: Connection, report_id: ReportId) -> tuple[Reference, ...]:
    """What records called the things they made of this report, the incident's first."""
    columns = (RECEIPTS.c.deliverable, RECEIPTS.c.destination, RECEIPTS.c.reference, RECEIPTS.c.record_id)
    rows = conn.execute(select(*columns).where(RECEIPTS.c.report_id == report_id)).all()
    found = [Reference(**row._mapping) for row in rows]
    return tuple(sorted(found, key=lambda entry: (entry.deliverable != "incident", entry.deliverable)))


def _decision(conn: Connection, decision_id: int) -> Decision:
    body = conn.scalar(select(DECISIONS.c.body).where(DECISIONS.c.decision_id == decision_id))
    if not body:
        raise BugError(f"decision {decision_id} is gone")
    return codec.decode(Decision, body)
