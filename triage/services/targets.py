"""Which record at a destination an operation adds to."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, select

from triage.models import codec
from triage.models.decision import Decision
from triage.services.operations import Stored
from triage.services.tables import DECISIONS, RECEIPTS


def record_of(conn: Connection, stored: Stored) -> str:
    """The record that is added to: the one the decision names, else the one made of the report. "" when it is unknown:
    a person saw it and gave its reference only."""
    body = conn.scalar(select(DECISIONS.c.body).where(DECISIONS.c.decision_id == stored.decision_id))
    attach = codec.decode(Decision, body).draft.attach if body else None
    if attach is not None and attach.record_id:
        return attach.record_id
    made = conn.scalar(select(RECEIPTS.c.record_id).where(*_made_there(stored)).order_by(RECEIPTS.c.deliverable))
    return str(made or "")


def reference_of(conn: Connection, stored: Stored, record_id: str) -> str:
    wanted = select(RECEIPTS.c.reference).where(*_made_there(stored), RECEIPTS.c.record_id == record_id)
    return str(conn.scalar(wanted.order_by(RECEIPTS.c.deliverable)) or "")


def _made_there(stored: Stored) -> tuple[ColumnElement[bool], ...]:
    receipts = RECEIPTS.c
    here = (receipts.report_id == stored.op.report_id, receipts.destination == stored.op.destination)
    return (*here, receipts.record_id != "", receipts.deliverable != "supplement")
