"""Putting reports off. What we hold goes back to the gateway with its time, for everybody; what nobody holds is put off
at this workstation for this person only. Both come back by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from triage.models.clock import Clock
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.stage import Stage
from triage.services import snapshot, work
from triage.services.filters import Asker, put_off
from triage.services.moments import maybe_moment, millis, moment
from triage.services.tables import FACTS, SNOOZES


def put(conn: Connection, report_id: ReportId, owner: str, until: datetime, why: str, clock: Clock) -> None:
    """Raises KnownError: unknown here, not waiting, or the time has passed or lies beyond the recording clock."""
    summary = snapshot.summary_of(conn, report_id)
    if summary is None:
        raise KnownError("This report is no longer in the queue.", "Refresh the list with F5.")
    if summary.stage is not Stage.INCOMING or work.work_of(conn, report_id) is not None:
        raise KnownError("Only a report that waits can be put off.", "Take one that nobody holds.")
    if until <= clock.now():
        raise KnownError("That time has passed.", "Give a time to come, for example “1h” or “tomorrow 0700”.")
    if until > summary.record_by:
        raise KnownError("That is after the recording clock has run out.", "Give an earlier time.")
    values = {"until": millis(until), "why": why, "version": summary.version, "rank": summary.rank}
    row = insert(SNOOZES).values(report_id=report_id, owner=owner, **values)
    conn.execute(row.on_conflict_do_update(index_elements=["report_id", "owner"], set_=values))


def drop(conn: Connection, report_id: ReportId, owner: str) -> bool:
    """True when it was put off by this person."""
    mine = (SNOOZES.c.report_id == report_id) & (SNOOZES.c.owner == owner)
    return conn.execute(delete(SNOOZES).where(mine)).rowcount == 1


def until_of(conn: Connection, ids: Sequence[ReportId], asker: Asker) -> dict[str, datetime]:
    """Until when those of these that are put off here by this person are."""
    sql, values = put_off(asker)
    wanted = conn.exec_driver_sql(
        f"SELECT report_id FROM summaries WHERE report_id IN ({', '.join('?' * len(ids))}) AND ({sql})",  # noqa: S608
        (*ids, *values),
    ).scalars()  # fmt: skip
    hidden = set(wanted)
    mine = select(SNOOZES.c.report_id, SNOOZES.c.until).where(
        SNOOZES.c.owner == asker.me, SNOOZES.c.report_id.in_(hidden), SNOOZES.c.until > millis(asker.now)
    )
    return {row.report_id: moment(row.until) for row in conn.execute(mine)}


def next_back(conn: Connection, owner: str, now: datetime) -> datetime | None:
    """When the next report that was put off comes back."""
    ends = (
        select(func.min(SNOOZES.c.until)).where(SNOOZES.c.owner == owner, SNOOZES.c.until > millis(now)),
        select(func.min(FACTS.c.deferred_until)).where(FACTS.c.deferred_until > millis(now)),
    )
    found = [end for end in (maybe_moment(conn.scalar(query)) for query in ends) if end is not None]
    return min(found, default=None)


def forget_over(conn: Connection, now: datetime) -> None:
    """Rows whose time is over say nothing any more."""
    conn.execute(delete(SNOOZES).where(SNOOZES.c.until <= millis(now)))
