"""Where one report stands at the gateway: its row and its current lease, read together and changed in one place."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, insert, literal, literal_column, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.database import PUBLISHED
from triage.gateway.problems import Refusal
from triage.models import codec
from triage.models.caller import name_words
from triage.models.ids import LeaseId, ReportId
from triage.models.queue import Summary
from triage.models.stage import Stage
from triage.models.withdrawal import NOTED

_TRANSACTION: ColumnElement[int] = literal_column("pg_current_xact_id()::text::bigint")
_AT = tables.reports.c.stage_at.type
UNDER_LEASE = frozenset({Stage.CLAIMED, Stage.IN_TRIAGE})
"""Stages that last no longer than the lease; expiry gives such a report back to the queue."""
PINNED = "Pinned"
"""The mark of a report that a supervisor put first."""
LATE = "late"
"""The kind of flag, and of settlement, of references that came after the begin was taken back."""
LASTING = frozenset({LATE, NOTED})
"""Kinds of flags that closing a report does not take away."""
WAITING = frozenset({Stage.HELD, Stage.AWAITING_REPORTER, Stage.AWAITING_APPROVAL, Stage.AWAITING_ACCEPTANCE})
"""Stages in which a report waits for somebody; `ReportState.waiting_why` says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentLease:
    """The newest grant of a report; ``ended`` when it was given back, taken away or used up."""

    lease_id: LeaseId
    fence: int
    subject: str
    first_granted_at: datetime
    granted_at: datetime
    expires_at: datetime
    ended: bool
    ended_by: str
    ended_at: datetime | None = None

    def live(self, now: datetime) -> bool:
        return not self.ended and now < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportState:
    """A report as it stands. ``stage`` is what is stored; `stage_at` knows that a lease may have run out since.

    ``flags``: what became of it, as short words for the queue line, one for each kind ("handoff", "reopened", "late",
    "withdrawal").
    """

    report_id: ReportId
    submission_id: str
    version: int
    stage: Stage
    rank: int
    due_at: datetime
    summary: bytes
    fence: int
    delivery_count: int
    begins: int
    begun_at: datetime | None
    closed_at: datetime | None
    left_feed: bool
    lease: CurrentLease | None
    deferred_until: datetime | None = None
    waiting_why: str = ""
    waiting_for: str = ""
    flags: Mapping[str, str] = field(default_factory=dict)
    open_proposals: int = 0
    restricted: str = ""
    pinned_by: str = ""
    pin_why: str = ""
    assigned_to: str = ""
    assigned_until: datetime | None = None

    def stage_at(self, now: datetime) -> Stage:
        if self.stage in UNDER_LEASE and not (self.lease and self.lease.live(now)):
            return Stage.INCOMING
        return self.stage

    def assigned_at(self, now: datetime) -> str:
        """For whom it is kept, "" for nobody."""
        kept = self.assigned_until is not None and now < self.assigned_until
        return self.assigned_to if kept and self.stage_at(now) is Stage.INCOMING else ""

    def etag_at(self, now: datetime) -> str:
        return etag_for(self.report_id, self.version, self.stage_at(now), self.fence, self.begins)

    def deferred_at(self, now: datetime) -> bool:
        return self.stage_at(now) is Stage.INCOMING and self.deferred_until is not None and now < self.deferred_until

    def holder_at(self, now: datetime) -> str:
        """Who holds it: by a live lease, or by having begun it."""
        if self.lease is None or self.lease.ended:
            return ""
        return self.lease.subject if self.lease.live(now) or self.stage is Stage.BEGUN else ""


def etag_for(report_id: str, version: int, stage: Stage, fence: int, begins: int) -> str:
    """The mark of a report's state. It follows from the state itself, so a lease that lapsed and was renewed by its
    own holder leads back to the very mark that the holder decided against.
    """
    words = f"{report_id}|{version}|{stage}|{fence}|{begins}"
    return f"v{version}-{hashlib.sha256(words.encode()).hexdigest()[:20]}"


def selection() -> Select[Any]:
    """Reports with their current lease (the one that carries the report's newest fence)."""
    reports, leases = tables.reports, tables.leases
    held = and_(leases.c.report_id == reports.c.report_id, leases.c.fence == reports.c.fence)
    lease_columns = [
        leases.c[name].label(f"lease_{name}")
        for name in (
            "lease_id", "fence", "subject", "first_granted_at", "granted_at", "expires_at", "ended_at", "ended_by",
        )
    ]  # fmt: skip
    return select(*(column for column in reports.c if column.name != "assessment"), *lease_columns).select_from(
        reports.outerjoin(leases, held)
    )


def from_row(row: RowMapping) -> ReportState:
    lease = None
    if row["lease_lease_id"] is not None:
        lease = CurrentLease(
            lease_id=LeaseId(row["lease_lease_id"]),
            fence=row["lease_fence"],
            subject=row["lease_subject"],
            first_granted_at=row["lease_first_granted_at"],
            granted_at=row["lease_granted_at"],
            expires_at=row["lease_expires_at"],
            ended=row["lease_ended_at"] is not None,
            ended_by=row["lease_ended_by"],
            ended_at=row["lease_ended_at"],
        )
    return ReportState(
        report_id=ReportId(row["report_id"]),
        submission_id=row["submission_id"],
        version=row["version"],
        stage=Stage(row["stage"]),
        rank=row["rank"],
        due_at=row["due_at"],
        summary=row["summary"],
        fence=row["fence"],
        delivery_count=row["delivery_count"],
        begins=row["begins"],
        begun_at=row["begun_at"],
        closed_at=row["closed_at"],
        left_feed=row["left_feed"],
        lease=lease,
        deferred_until=row["deferred_until"],
        waiting_why=row["waiting_why"],
        waiting_for=row["waiting_for"],
        flags=row["flags"],
        open_proposals=row["open_proposals"],
        restricted=row["restricted"],
        pinned_by=row["pinned_by"],
        pin_why=row["pin_why"],
        assigned_to=row["assigned_to"],
        assigned_until=row["assigned_until"],
    )


async def load(connection: AsyncConnection, report_id: str, *, lock: bool = False) -> ReportState:
    """The report's state; ``lock`` keeps others from changing it until this transaction ends.

    Raises:
        Refusal: unknown-report.
    """
    this = tables.reports.c.report_id == report_id
    if lock and connection.dialect.name != "sqlite":
        # Alone, then read: a statement that waits for a lock would join the new report row with old leases.
        await connection.execute(select(tables.reports.c.report_id).where(this).with_for_update())
    row = (await connection.execute(selection().where(this))).mappings().first()
    if row is None:
        raise Refusal("unknown-report")
    return from_row(row)


async def load_leased(connection: AsyncConnection, lease_id: str) -> ReportState | None:
    """The report that this lease is or was of, kept from others as by `load`; None for an unknown lease."""
    leases, reports = tables.leases, tables.reports
    of_lease = select(leases.c.report_id).where(leases.c.lease_id == lease_id).scalar_subquery()
    report_id = await connection.scalar(
        select(reports.c.report_id).where(reports.c.report_id == of_lease).with_for_update()
    )
    return None if report_id is None else await load(connection, report_id)


async def publish(connection: AsyncConnection, report_id: str, word: str, at: datetime, **values: Any) -> None:
    """Change a report's row and move it to the end of the feed. ``word`` says why ("claimed", "version", …).

    Whatever tells a stage (every step, and a new version) also ends a deferral, unless it sets one, and with the wait
    goes its reason; a stage that is another than before counts from ``at`` (`reports.stage_at`). A report that
    leaves the queue is kept for nobody, and one that is closed is pinned no longer.
    """
    reports, changes = tables.reports, tables.changes
    this = reports.c.report_id == report_id
    stage = values.get("stage")
    if stage is not None:
        values.setdefault("deferred_until", None)
        if stage not in WAITING and values["deferred_until"] is None:
            values = {"waiting_why": "", "waiting_for": "", **values}
        if stage is not Stage.INCOMING:
            values |= {"assigned_to": "", "assigned_until": None}
        if stage is Stage.CLOSED:
            values |= {"pinned_by": "", "pin_why": ""}
    told = select(reports.c.stage).where(this).scalar_subquery() if stage is None else str(stage)
    changed = {name: str(value) if isinstance(value, Stage) else value for name, value in values.items()}
    if stage is not None:
        changed["stage_at"] = case((reports.c.stage == str(stage), reports.c.stage_at), else_=literal(at, _AT))
    embedded = connection.dialect.name == "sqlite"
    number = 0 if embedded else _TRANSACTION
    added = insert(changes).values(tx=number, report_id=report_id, word=word, stage=told, at=at)
    if embedded:
        seq = (await connection.execute(added.returning(changes.c.seq))).scalar_one()
        await connection.execute(update(reports).where(this).values(tx=0, seq=seq, **changed))
    else:
        place = added.returning(changes.c.tx, changes.c.seq).cte("place")
        tx, seq = (select(column).scalar_subquery() for column in (place.c.tx, place.c.seq))
        await connection.execute(update(reports).where(this).values(tx=tx, seq=seq, **changed))
    connection.info[PUBLISHED] = True


async def publish_new(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """Put new reports at the end of the feed, in the order given; ``rows`` are their columns."""
    changes = tables.changes
    number = 0 if connection.dialect.name == "sqlite" else _TRANSACTION
    lines = [{"report_id": row["report_id"], "word": "new", "stage": row["stage"], "at": at} for row in rows]
    added = await connection.execute(
        insert(changes).values(tx=number).returning(changes.c.tx, changes.c.seq, sort_by_parameter_order=True), lines
    )
    placed = [
        {**row, "tx": place.tx, "seq": place.seq, "stage_at": at} for row, place in zip(rows, added.all(), strict=True)
    ]
    await connection.execute(insert(tables.reports), placed)
    connection.info[PUBLISHED] = True


def summary_at(state: ReportState, now: datetime) -> Summary:
    """The queue line: what intake worked out, with where the report stands now laid over it."""
    holder = state.holder_at(now)
    summary = codec.decode(Summary, state.summary)
    deferred = state.deferred_at(now)
    assigned = state.assigned_at(now)
    pinned = (f"Pinned by {name_words(state.pinned_by)}: {state.pin_why}",) if state.pinned_by else ()
    waits = deferred or state.stage in WAITING
    return replace(
        summary,
        etag=state.etag_at(now),
        version=state.version,
        stage=state.stage_at(now),
        held_by=holder,
        lease_expires_at=state.lease.expires_at if holder and state.lease else None,
        delivery_count=state.delivery_count,
        due_at=state.due_at,
        why=(*pinned, *summary.why),
        marks=(*_placed(state, assigned), *state.flags.values(), *summary.marks),
        deferred_until=state.deferred_until if deferred else None,
        waiting_why=state.waiting_why if waits else "",
        waiting_for=state.waiting_for if waits else "",
        pinned=bool(state.pinned_by),
        assigned_to=assigned,
        assigned_until=state.assigned_until if assigned else None,
        fence=state.fence,
    )


def _placed(state: ReportState, assigned: str) -> tuple[str, ...]:
    """The marks of what supervisors put first."""
    return (*((PINNED,) if state.pinned_by else ()), *((f"For {name_words(assigned)}",) if assigned else ()))
