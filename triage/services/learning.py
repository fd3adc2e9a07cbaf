"""Whose decisions a supervisor approves first, as last heard, and what becomes of one that went without it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from triage.models import codec
from triage.models.decision import Decision
from triage.models.delivery import HeldBecause
from triage.models.errors import KnownError
from triage.models.ids import new_op_id
from triage.models.lease import Lease
from triage.models.operation import OpKind
from triage.models.proposal import ProposalKind, ProposalRequest
from triage.services import operations, state, work
from triage.services.audit import Audit
from triage.services.operations import NewOp, Stored
from triage.services.tables import DECISIONS
from triage.services.work import Work

TRAINEE = "trainee"
NEEDS_APPROVAL = "needs-approval"
"""The gateway's word for what a trainee sent that nobody approved."""


def roles_of(conn: Connection, me: str) -> frozenset[str]:
    """The roles that the gateway named last; empty when it never did."""
    return frozenset(state.get(conn, f"{state.ROLES}.{me}").split())


def keep_roles(conn: Connection, me: str, roles: frozenset[str]) -> None:
    """Remember them for a start without the gateway."""
    state.put(conn, f"{state.ROLES}.{me}", " ".join(sorted(roles)))


def approval_of(found: Work, lease: Lease, decision: Decision, *, decision_id: int, due: datetime) -> NewOp:
    """The one operation of a trainee's decision: nothing of it leaves before it is approved.

    Raises:
        KnownError: part of it is recorded already.
    """
    if found.begun_etag:
        what = "Part of this report is recorded already, so it cannot wait for an approval now."
        raise KnownError(what, "Ask a supervisor to take it over.")
    wanted = ProposalRequest(
        kind=ProposalKind.APPROVAL,
        decision=decision,
        why=decision.approval or "The decision of a trainee",
        lease_id=lease.lease_id,
        fence=lease.fence,
    )
    return NewOp(
        op_id=new_op_id(),
        report_id=decision.report_id,
        decision_id=decision_id,
        kind=OpKind.APPROVAL,
        body=codec.encode(wanted),
        created_by=found.owner,
        held=HeldBecause.UNDO,
        next_at=due,
    )


def send_for_approval(conn: Connection, stored: Stored, audit: Audit, now: datetime) -> bool:
    """Put an approval in the place of operations that the gateway refused for want of one.

    False when that cannot be: the decision stands no more, or part of it is recorded.
    """
    report_id, decision_id = stored.op.report_id, stored.decision_id
    found, lease = work.work_of(conn, report_id), work.lease_of(conn, report_id)
    if found is None or lease is None or found.begun_etag or decision_id is None or found.decision_id != decision_id:
        return False
    body = conn.scalar(select(DECISIONS.c.body).where(DECISIONS.c.decision_id == decision_id))
    if not body:
        return False
    decision = codec.decode(Decision, bytes(body))
    for op_id in operations.supersede(conn, report_id):
        audit.line(conn, "op.superseded", report_id, op=op_id, why=NEEDS_APPROVAL)
    new = approval_of(found, lease, decision, decision_id=decision_id, due=now)
    operations.append(conn, new, now)
    audit.line(conn, "op.queued", report_id, op=new.op_id, kind=new.kind.value, destination=new.destination)
    return True
