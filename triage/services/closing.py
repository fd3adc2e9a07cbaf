"""Forgetting a report: its personal data goes, hashes, references and the audit stay."""

from __future__ import annotations

from sqlalchemy import Connection, delete, or_, update

from triage.models.ids import ReportId
from triage.services import held_files, operations, snapshot, work
from triage.services.tables import DECISIONS, DISPATCHES


def erase_report(conn: Connection, report_id: ReportId) -> None:
    """Erase the body, draft, lease, stage, keys of the files, and the words of decisions and operations of a report.

    The line of the queue and the references stay. Call it only when nothing of the report is still to be sent.
    """
    work.erase(conn, report_id)
    snapshot.drop_body(conn, report_id)
    held_files.forget(conn, report_id)
    conn.execute(update(DECISIONS).where(DECISIONS.c.report_id == report_id).values(body=b""))
    operations.forget_bodies(conn, report_id)
    # One that nobody has taken on yet stands, whatever else becomes of the report.
    done = or_(DISPATCHES.c.accepted_at.is_not(None), DISPATCHES.c.why_not != "")
    conn.execute(delete(DISPATCHES).where(DISPATCHES.c.report_id == report_id, done))
