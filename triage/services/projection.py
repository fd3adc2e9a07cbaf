"""What the screen shows of a report: the server's snapshot with our own work laid over it (rule R8), read-only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, select

from triage.models import codec
from triage.models.delivery import Delivery, worst
from triage.models.ids import ReportId
from triage.models.lease import LeaseState, state_at
from triage.models.operation import LEAVING, MAKES, Operation, OpKind
from triage.models.queue import Summary
from triage.models.stage import Stage
from triage.models.views import DeliveryLine, QueueRow, ReportDetail
from triage.records.connector import Receipt
from triage.services import left_out, operations, snapshot, snoozes, tags, versions, withdrawals, work
from triage.services.drafts import EDITABLE, stored_or_empty
from triage.services.filters import Asker
from triage.services.moments import maybe_moment
from triage.services.tables import DECISIONS, DRAFTS, LEASES, LINES, OPERATIONS, SEEN, WORK
from triage.services.work import Work

_CAN_EDIT = frozenset({LeaseState.HELD, LeaseState.EXPIRING, LeaseState.LAPSED})


def rows(conn: Connection, ids: Sequence[ReportId], me: str, now: datetime) -> dict[ReportId, QueueRow]:
    """The lines of these reports; ids that are gone are left out."""
    wanted = tuple(ids)
    bodies = conn.execute(select(LINES.c.report_id, LINES.c.body).where(LINES.c.report_id.in_(wanted)))
    summaries = {row.report_id: codec.decode(Summary, row.body) for row in bodies}
    ours = {key: work.work_of(conn, key) for key in conn.scalars(_among(WORK, wanted)).all()}
    leased = {key: work.lease_of(conn, key) for key in conn.scalars(_among(LEASES, wanted)).all()}
    drafts = set(conn.scalars(_among(DRAFTS, wanted).where(DRAFTS.c.revision > 0)))
    seen = {row.report_id: row.version for row in conn.execute(select(SEEN).where(SEEN.c.report_id.in_(wanted)))}
    deliveries = _deliveries(conn, wanted)
    asker = Asker(me=me, now=now)
    withdrawn = withdrawals.waiting(conn, wanted)
    put_off, own_tags = snoozes.until_of(conn, wanted, asker), tags.tags_of(conn, wanted, me)
    found = {}
    for report_id in wanted:
        summary = summaries.get(report_id)
        if summary is None:
            continue
        lease = state_at(leased.get(report_id), now)
        found[report_id] = QueueRow(
            summary=withdrawals.laid_over(summary, withdrawn.get(report_id)),
            stage=_stage(summary, ours.get(report_id), lease),
            lease=lease,
            delivery=worst(deliveries.get(report_id, [])),
            mine=report_id in ours or summary.held_by == me,
            has_draft=report_id in drafts,
            unseen=seen.get(report_id, 0) < summary.version,
            put_off_until=put_off.get(report_id, summary.deferred_until),
            tags=own_tags.get(report_id, ()),
        )
    return found


def detail(conn: Connection, report_id: ReportId, now: datetime) -> ReportDetail | None:
    """All about one report; None when it is unknown here."""
    body, summary = snapshot.body_of(conn, report_id), snapshot.summary_of(conn, report_id)
    summary = summary or (body.summary if body else None)
    if summary is None:
        return None
    ours, lease = work.work_of(conn, report_id), work.lease_of(conn, report_id)
    state = state_at(lease, now)
    stage = _stage(summary, ours, state)
    recallable = bool(ours and ours.decision_id and operations.recallable(conn, report_id, ours.decision_id))
    undo_until = _undo_until(conn, ours) if recallable else None
    withdrawn = withdrawals.waiting(conn, (report_id,)).get(report_id)
    return ReportDetail(
        summary=withdrawals.laid_over(summary, withdrawn),
        stage=stage,
        body=body,
        lease=lease,
        lease_state=state,
        draft=stored_or_empty(conn, report_id),
        deliveries=delivery_lines([stored.op for stored in operations.of_report(conn, report_id)]),
        editable=ours is not None and ours.stage in EDITABLE and (state in _CAN_EDIT or bool(ours.begun_etag)),
        undo_until=undo_until if undo_until and undo_until > now else None,
        recallable=recallable,
        new_version=body is not None and summary.version > body.report.version,
        earlier=versions.numbers_of(conn, report_id) if body is not None else (),
        left_out=left_out.of_report(conn, report_id),
    )


def delivery_lines(ops: Sequence[Operation]) -> tuple[DeliveryLine, ...]:
    """One line for each deliverable. What waits behind an earlier operation of the report shows that one's state."""
    head = next((op for op in ops if op.status is not Delivery.DELIVERED), None)
    lines = [
        _line(op, key, head if op.status is Delivery.QUEUED and head else op)
        for op in ops
        if op.kind in MAKES
        for key in op.deliverables
    ]
    if head is not None and head.kind in (OpKind.BEGIN, OpKind.SETTLE, *LEAVING):
        waiting = any(op.kind in MAKES and op.status is not Delivery.DELIVERED for op in ops)
        if not waiting:
            lines.append(_line(head, head.kind.value, head))
    return tuple(lines)


def _line(op: Operation, deliverable: str, told_by: Operation) -> DeliveryLine:
    reference = ""
    if op.kind in MAKES and op.receipt:
        receipt = codec.decode(Receipt, op.receipt)
        reference = next((entry.reference for entry in receipt.references if entry.deliverable == deliverable), "")
    return DeliveryLine(
        deliverable=deliverable,
        destination=op.destination,
        status=told_by.status,
        held=told_by.held,
        reference=reference,
        attempts=told_by.attempts,
        last_text=told_by.last_text,
        errors=told_by.errors,
        op_id=told_by.op_id,
    )


def _stage(summary: Summary, ours: Work | None, lease: LeaseState) -> Stage:
    """Ours as long as we hold it; after a lost lease the server's word counts until something of ours is under way."""
    if ours is None or (lease is LeaseState.LOST and ours.stage in EDITABLE and not ours.begun_etag):
        return summary.stage
    return ours.shown


def _undo_until(conn: Connection, ours: Work | None) -> datetime | None:
    if ours is None:
        return None
    query = select(DECISIONS.c.undo_until).where(DECISIONS.c.decision_id == ours.decision_id)
    return maybe_moment(conn.scalar(query))


def _deliveries(conn: Connection, wanted: tuple[ReportId, ...]) -> dict[str, list[Delivery]]:
    query = select(OPERATIONS.c.report_id, OPERATIONS.c.status)
    query = query.where(OPERATIONS.c.report_id.in_(wanted), OPERATIONS.c.superseded == 0)
    found: dict[str, list[Delivery]] = {}
    for row in conn.execute(query):
        found.setdefault(row.report_id, []).append(Delivery(row.status))
    return found


def _among(table: Table, wanted: tuple[ReportId, ...]) -> Select[Any]:
    return select(table.c.report_id).where(table.c.report_id.in_(wanted))
