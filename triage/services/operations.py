"""Outbox rows: functions inside the caller's transaction, each a compare-and-set where two could meet.

``left`` says that bytes of the operation may have left this machine; until then the decision can be recalled.
``attempts`` counts tries for fairness and back-off. A superseded row is one that a recall or a mend put out of use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, case, func, insert, or_, select, update

from triage.models import codec
from triage.models.delivery import Delivery, HeldBecause
from triage.models.errors import FieldError
from triage.models.ids import OpId, ReportId
from triage.models.operation import ALONE, GATEWAY, WORDS, Operation, OpKind
from triage.services.moments import maybe_millis, maybe_moment, millis, moment
from triage.services.tables import OPERATIONS as O

WAITS_FOR_TIME = (HeldBecause.GATEWAY.value, HeldBecause.LEASE.value, HeldBecause.UNDO.value)
_OPEN = and_(O.c.superseded == 0, O.c.status != Delivery.DELIVERED.value)
_SENDABLE: ColumnElement[bool] = or_(
    O.c.status.in_((Delivery.QUEUED.value, Delivery.UNCERTAIN.value)),
    and_(O.c.status == Delivery.HELD.value, O.c.held.in_(WAITS_FOR_TIME)),
)
_WORDS = O.c.kind.in_([kind.value for kind in WORDS])
_ALONE = O.c.kind.in_([kind.value for kind in ALONE])
_LANE = case((_ALONE, -O.c.seq), (_WORDS, 1), else_=0)
"""A message that was refused must not keep a decision waiting, nor a decision that needs mending a message; and nothing
keeps the lock of a file waiting, nor that a reporter asked to withdraw."""
_NOT_LEFT = and_(O.c.status.in_((Delivery.QUEUED.value, Delivery.HELD.value)), O.c.left == 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An operation with what only the outbox needs to know."""

    op: Operation
    decision_id: int
    left: bool
    sent_at: datetime | None
    look_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOp:
    """What is frozen when a person acts (or when the last receipt of a report is in: the settle)."""

    op_id: OpId
    report_id: ReportId
    decision_id: int
    kind: OpKind
    body: bytes
    destination: str = GATEWAY
    if_match: str = ""
    deliverables: tuple[str, ...] = ()
    created_by: str
    held: HeldBecause | None = None
    next_at: datetime | None = None
    look_first: bool = False
    sent_at: datetime | None = None
    """When an earlier operation for the same record was sent: what a look-up's index delay counts from."""


def append(conn: Connection, new: NewOp, now: datetime) -> None:
    conn.execute(
        insert(O).values(
            op_id=new.op_id,
            report_id=new.report_id,
            decision_id=new.decision_id,
            kind=new.kind.value,
            destination=new.destination,
            if_match=new.if_match,
            deliverables=codec.encode(new.deliverables).decode(),
            body=new.body,
            body_sha256=codec.sha256(new.body),
            status=(Delivery.HELD if new.held else Delivery.QUEUED).value,
            held=new.held.value if new.held else None,
            look_first=int(new.look_first),
            sent_at=maybe_millis(new.sent_at),
            next_at=maybe_millis(new.next_at),
            created_at=millis(now),
            created_by=new.created_by,
        )
    )


def get(conn: Connection, op_id: OpId) -> Stored | None:
    row = conn.execute(select(O).where(O.c.op_id == op_id)).mappings().first()
    return None if row is None else _stored(row)


def of_report(conn: Connection, report_id: ReportId, *, superseded: bool = False) -> tuple[Stored, ...]:
    """What decisions of the report made, in order; words to people and the contact log are beside it."""
    query = select(O).where(O.c.report_id == report_id, ~_WORDS).order_by(O.c.seq)
    if not superseded:
        query = query.where(O.c.superseded == 0)
    return tuple(_stored(row) for row in conn.execute(query).mappings())


def words_of(conn: Connection, report_id: ReportId) -> tuple[Stored, ...]:
    """Messages, contacts and answers of the report that the gateway does not have yet, in order."""
    query = select(O).where(O.c.report_id == report_id, _WORDS, _OPEN).order_by(O.c.seq)
    query = query.where(O.c.kind != OpKind.LOCK_FILE.value)
    return tuple(_stored(row) for row in conn.execute(query).mappings())


def withdrawals_of(conn: Connection, ids: Sequence[ReportId]) -> dict[ReportId, tuple[bytes, ...]]:
    """The bodies of withdrawals noted here that the gateway does not have yet."""
    found: dict[ReportId, tuple[bytes, ...]] = {}
    query = select(O.c.report_id, O.c.body).where(O.c.kind == OpKind.WITHDRAWAL.value, _OPEN, O.c.report_id.in_(ids))
    for row in conn.execute(query.order_by(O.c.seq)):
        found[row.report_id] = (*found.get(row.report_id, ()), row.body)
    return found


def open_ones(conn: Connection, owner: str) -> tuple[Stored, ...]:
    """All that this person has not yet delivered, oldest first."""
    rows = conn.execute(select(O).where(_OPEN, O.c.created_by == owner).order_by(O.c.seq)).mappings()
    return tuple(_stored(row) for row in rows)


def _heads(owner: str) -> ColumnElement[bool]:
    """The first open operation of each lane of each report of this person: order is kept per report."""
    first = select(func.min(O.c.seq)).where(_OPEN).group_by(O.c.report_id, _LANE)
    return and_(O.c.seq.in_(first), _SENDABLE, O.c.created_by == owner)


def ready(conn: Connection, owner: str, now: datetime, busy: Iterable[ReportId], limit: int) -> tuple[Stored, ...]:
    """What may be sent now: fewest attempts first, so that a poison one cannot starve the rest; then oldest."""
    query = (
        select(O)
        .where(_heads(owner), or_(O.c.next_at.is_(None), O.c.next_at <= millis(now)))
        .where(O.c.report_id.not_in(tuple(busy)))
        .order_by(O.c.attempts, O.c.seq)
        .limit(limit * 2)
    )
    found = [_stored(row) for row in conn.execute(query).mappings()]
    one_each = {stored.op.report_id: stored for stored in reversed(found)}  # one at a time for each report
    return tuple(stored for stored in found if one_each[stored.op.report_id] is stored)[:limit]


def next_due(conn: Connection, owner: str, busy: Iterable[ReportId]) -> datetime | None:
    """When the next one becomes (or became) ready; None when nothing waits for time.

    Without a lower bound: one that became due since `ready` was asked must not be slept through.
    """
    query = select(func.min(func.coalesce(O.c.next_at, 0))).where(_heads(owner))
    found: int | None = conn.scalar(query.where(O.c.report_id.not_in(tuple(busy))))
    return maybe_moment(found)


def mark_sending(conn: Connection, op_id: OpId, now: datetime) -> bool:
    """Compare-and-set before the first byte leaves; False when it was recalled or taken meanwhile."""
    values = {"status": Delivery.SENDING.value, "held": None, "attempts": O.c.attempts + 1, "left": 1}
    changed = conn.execute(
        update(O).where(O.c.op_id == op_id, O.c.superseded == 0, _SENDABLE).values(**values, sent_at=millis(now))
    )
    return changed.rowcount == 1


def mark(
    conn: Connection,
    op_id: OpId,
    status: Delivery,
    *,
    held: HeldBecause | None = None,
    next_at: datetime | None = None,
    code: str = "",
    text: str = "",
    errors: tuple[FieldError, ...] = (),
    columns: Mapping[str, object] | None = None,
) -> None:
    """Store what became of a try. ``columns``: others to set beside ("left", "attempts", "if_match")."""
    values = {
        "status": status.value,
        "held": held.value if held else None,
        "next_at": maybe_millis(next_at),
        "last_code": code,
        "last_text": text,
        "errors": codec.encode(errors).decode(),
        **(columns or {}),
    }
    conn.execute(update(O).where(O.c.op_id == op_id, _OPEN).values(**values))


def mark_delivered(conn: Connection, op_id: OpId, receipt: bytes) -> bool:
    """False when it was delivered before: a receipt counts once."""
    values = {"status": Delivery.DELIVERED.value, "held": None, "next_at": None, "errors": "[]", "last_text": ""}
    changed = conn.execute(update(O).where(O.c.op_id == op_id, _OPEN).values(**values, receipt=receipt.decode()))
    return changed.rowcount == 1


def recover(conn: Connection, busy: Iterable[ReportId] = ()) -> tuple[Stored, ...]:
    """What is marked as being sent, and is not (the program ended, or a mark could not be stored), is uncertain."""
    stray = and_(_OPEN, O.c.status == Delivery.SENDING.value, O.c.report_id.not_in(tuple(busy)))
    found = tuple(_stored(row) for row in conn.execute(select(O).where(stray)).mappings())
    conn.execute(update(O).where(stray).values(status=Delivery.UNCERTAIN.value, next_at=None))
    return found


def resume(conn: Connection, owner: str, held: HeldBecause, destination: str = "") -> int:
    """What was held for this reason may go at once; what may have left before stays uncertain."""
    where = [_OPEN, O.c.created_by == owner, O.c.status == Delivery.HELD.value, O.c.held == held.value]
    if destination:
        where.append(O.c.destination == destination)
    left = update(O).where(*where, O.c.left == 1).values(status=Delivery.UNCERTAIN.value, held=None, next_at=None)
    kept = update(O).where(*where, O.c.left == 0).values(status=Delivery.QUEUED.value, held=None, next_at=None)
    return conn.execute(left).rowcount + conn.execute(kept).rowcount


def recallable(conn: Connection, report_id: ReportId, decision_id: int) -> bool:
    """Whether nothing of this decision can have left the machine."""
    of_it = and_(O.c.report_id == report_id, O.c.decision_id == decision_id, O.c.superseded == 0)
    every = conn.scalar(select(func.count()).select_from(O).where(of_it)) or 0
    still = conn.scalar(select(func.count()).select_from(O).where(of_it, _NOT_LEFT)) or 0
    return 0 < every == still


def supersede(conn: Connection, report_id: ReportId) -> tuple[OpId, ...]:
    """Put every undelivered operation of the report's decision out of use (its row and its body stay).

    What was said to people or logged beside it stands.
    """
    where = and_(O.c.report_id == report_id, _OPEN, ~_WORDS)
    found = tuple(OpId(op_id) for op_id in conn.scalars(select(O.c.op_id).where(where).order_by(O.c.seq)))
    conn.execute(update(O).where(where).values(superseded=1, next_at=None))
    return found


def drop(conn: Connection, op_id: OpId) -> bool:
    """Put one operation out of use and forget its words; False when it is being sent, delivered or out of use."""
    free = and_(_OPEN, O.c.op_id == op_id, O.c.status.not_in((Delivery.SENDING.value, Delivery.UNCERTAIN.value)))
    dropped = conn.execute(update(O).where(free).values(superseded=1, next_at=None)).rowcount == 1
    if dropped:
        forget_body(conn, op_id)
    return dropped


def forget_bodies(conn: Connection, report_id: ReportId) -> None:
    """After the settle: the personal data goes; hashes, receipts and references stay. Words that still wait to be sent
    keep theirs until they are delivered.
    """
    waiting = and_(_OPEN, _WORDS)
    gone = update(O).where(O.c.report_id == report_id, ~waiting)
    conn.execute(gone.values(body=b"", errors="[]", last_text=""))


def forget_body(conn: Connection, op_id: OpId) -> None:
    """The gateway has these words now: ours go."""
    conn.execute(update(O).where(O.c.op_id == op_id).values(body=b"", errors="[]", last_text=""))


def _stored(row: RowMapping) -> Stored:
    op = Operation(
        seq=row["seq"],
        op_id=OpId(row["op_id"]),
        report_id=ReportId(row["report_id"]),
        kind=OpKind(row["kind"]),
        destination=row["destination"],
        if_match=row["if_match"],
        deliverables=codec.decode(tuple[str, ...], row["deliverables"]),
        body=row["body"],
        body_sha256=row["body_sha256"],
        status=Delivery(row["status"]),
        held=HeldBecause(row["held"]) if row["held"] else None,
        attempts=row["attempts"],
        next_at=maybe_moment(row["next_at"]),
        last_code=row["last_code"],
        last_text=row["last_text"],
        errors=codec.decode(tuple[FieldError, ...], row["errors"]),
        created_at=moment(row["created_at"]),
        created_by=row["created_by"],
        receipt=row["receipt"],
    )
    return Stored(
        op=op,
        decision_id=row["decision_id"],
        left=bool(row["left"]),
        sent_at=maybe_moment(row["sent_at"]),
        look_first=bool(row["look_first"]),
    )


def without_body(op: Operation) -> Operation:
    """For lists: a body may be large."""
    return replace(op, body=b"")
