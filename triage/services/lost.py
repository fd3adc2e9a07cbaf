"""Whether our work on a report stands against somebody else's: functions inside the caller's transaction.

Work is lost when the gateway gave the report to another before our decision was begun there, or when a supervisor took
a begun one over. It is kept until a person proposes it to whoever holds the report now, or lets it go.
"""

from __future__ import annotations

from sqlalchemy import Connection

from triage.models.delivery import NEEDS_PERSON, Delivery
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.operation import MAKES
from triage.services import operations, work
from triage.services.closing import erase_report
from triage.services.work import Work

TAKEN_OVER = "taken-over"
"""Code of what is not sent any more because a supervisor took the report over."""


def is_lost(conn: Connection, report_id: ReportId) -> bool:
    found = work.work_of(conn, report_id)
    if found is None:
        return False
    if found.begun_etag:
        return _taken_over(conn, report_id)
    lease = work.lease_of(conn, report_id)
    return lease is None or lease.lost


def lost_work(conn: Connection) -> tuple[Work, ...]:
    """All of ours that stands against somebody else's and says something."""
    return tuple(
        found
        for found in work.all_work(conn)
        if is_lost(conn, found.report_id) and work.draft_of(conn, found.report_id) is not None
    )


def check_nothing_under_way(conn: Connection, report_id: ReportId) -> None:
    """Raises KnownError while a record of ours may have been made, or a begin accepted, that nobody has looked up."""
    if any(_may_have_happened(stored) for stored in operations.of_report(conn, report_id)):
        raise KnownError("Part of this decision may have been sent.", "Retry it in the outbox first: it is looked up.")


def forget(conn: Connection, report_id: ReportId) -> bool:
    """Put our operations out of use and erase our words, unless the report is ours again or something of it may have
    been made; says whether it was done."""
    try:
        check_nothing_under_way(conn, report_id)
    except KnownError:
        return False
    if not is_lost(conn, report_id):
        return False
    operations.supersede(conn, report_id)
    erase_report(conn, report_id)
    return True


def _taken_over(conn: Connection, report_id: ReportId) -> bool:
    every = operations.of_report(conn, report_id)
    return any(one.op.status is Delivery.CONFLICT and one.op.last_code == TAKEN_OVER for one in every)


def _may_have_happened(stored: operations.Stored) -> bool:
    """The gateway's own no is certain; of records a no leaves open what an earlier try did."""
    if not stored.left or stored.op.status is Delivery.DELIVERED:
        return False
    return stored.op.kind in MAKES or stored.op.status not in NEEDS_PERSON
