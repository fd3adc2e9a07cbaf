"""Local work on one report: our stage, our lease, our draft. Functions inside the caller's transaction.

A row in ``work`` means that this workstation has something to do with the report; without one the server's word is all
there is. ``begun_etag`` is set from the moment the gateway accepted a begin: nobody else can decide from then on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from triage.models import codec
from triage.models.draft import Draft
from triage.models.ids import LeaseId, ReportId
from triage.models.lease import Lease
from triage.models.queue import Claimed, Renewed
from triage.models.stage import Stage, StageEvent, step
from triage.services.moments import millis, moment
from triage.services.tables import DRAFTS, LEASES, WORK


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    report_id: ReportId
    stage: Stage
    owner: str
    begun_etag: str = ""
    decision_id: int | None = None

    @property
    def shown(self) -> Stage:
        """The stage as the screen tells it: a decision that the gateway has accepted is begun."""
        return Stage.BEGUN if self.stage is Stage.DECIDED and self.begun_etag else self.stage


def work_of(conn: Connection, report_id: ReportId) -> Work | None:
    row = conn.execute(select(WORK).where(WORK.c.report_id == report_id)).mappings().first()
    return None if row is None else _work(dict(row))


def all_work(conn: Connection) -> tuple[Work, ...]:
    return tuple(_work(dict(row)) for row in conn.execute(select(WORK)).mappings())


def _work(row: dict[str, object]) -> Work:
    return Work(**{**row, "stage": Stage(str(row["stage"]))})  # type: ignore[arg-type]


def put_work(conn: Connection, work: Work) -> None:
    values = {"stage": work.stage.value, "begun_etag": work.begun_etag, "decision_id": work.decision_id}
    row = insert(WORK).values(report_id=work.report_id, owner=work.owner, **values)
    conn.execute(row.on_conflict_do_update(index_elements=["report_id"], set_=values))


def advance(conn: Connection, work: Work, event: StageEvent) -> Work:
    """Take the step and store it; raises IllegalStep and changes nothing when the stage does not allow it."""
    after = replace(work, stage=step(work.stage, event))
    put_work(conn, after)
    return after


def lease_of(conn: Connection, report_id: ReportId) -> Lease | None:
    row = conn.execute(select(LEASES).where(LEASES.c.report_id == report_id)).first()
    return None if row is None else _lease(row)


def all_leases(conn: Connection) -> tuple[Lease, ...]:
    return tuple(_lease(row) for row in conn.execute(select(LEASES)))


def _lease(row: object) -> Lease:
    return Lease(
        report_id=ReportId(row.report_id),  # type: ignore[attr-defined]
        lease_id=LeaseId(row.lease_id),  # type: ignore[attr-defined]
        fence=row.fence,  # type: ignore[attr-defined]
        granted_at=moment(row.granted_at),  # type: ignore[attr-defined]
        expires_at=moment(row.expires_at),  # type: ignore[attr-defined]
        lost=bool(row.lost),  # type: ignore[attr-defined]
    )


def put_lease(conn: Connection, grant: Claimed | Renewed) -> None:
    """Keep a grant; a smaller fence than the one we know is an old answer that came late, and is passed over."""
    known = lease_of(conn, grant.report_id)
    if known is not None and known.fence > grant.fence:
        return
    values = {
        "lease_id": grant.lease_id,
        "fence": grant.fence,
        "granted_at": millis(grant.granted_at),
        "expires_at": millis(grant.lease_expires_at),
        "lost": 0,
    }
    row = insert(LEASES).values(report_id=grant.report_id, **values)
    conn.execute(row.on_conflict_do_update(index_elements=["report_id"], set_=values))


def lose_lease(conn: Connection, report_id: ReportId, lease_id: LeaseId) -> bool:
    """The server said it is no longer ours; False when we know of a newer grant meanwhile."""
    ours = (LEASES.c.report_id == report_id) & (LEASES.c.lease_id == lease_id) & (LEASES.c.lost == 0)
    return conn.execute(update(LEASES).where(ours).values(lost=1)).rowcount == 1


def draft_of(conn: Connection, report_id: ReportId) -> Draft | None:
    body = conn.scalar(select(DRAFTS.c.body).where(DRAFTS.c.report_id == report_id))
    return None if body is None else codec.decode(Draft, body)


def draft_is_uploaded(conn: Connection, report_id: ReportId) -> bool:
    """Whether the gateway has every word of our draft."""
    row = conn.execute(select(DRAFTS.c.revision, DRAFTS.c.uploaded).where(DRAFTS.c.report_id == report_id)).first()
    return row is not None and row.uploaded >= row.revision


def put_draft(conn: Connection, draft: Draft, *, by: str, now: datetime, uploaded: int | None = None) -> None:
    values = {
        "revision": draft.revision,
        "saved_at": millis(now),
        "saved_by": by,
        "body": codec.encode(draft),
        **({} if uploaded is None else {"uploaded": uploaded}),
    }
    row = insert(DRAFTS).values(report_id=draft.report_id, **{"uploaded": 0, **values})
    conn.execute(row.on_conflict_do_update(index_elements=["report_id"], set_=values))


def erase(conn: Connection, report_id: ReportId) -> None:
    """Forget our stage, lease and draft (secure_delete overwrites them in the file)."""
    for table in (WORK, LEASES, DRAFTS):
        conn.execute(delete(table).where(table.c.report_id == report_id))
