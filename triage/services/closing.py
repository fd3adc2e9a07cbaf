"""Forgetting a report: its personal data goes, hashes, references and the audit stay."""

from __future__ import annotations

from sqlalchemy import Connection, update

from triage.models.ids import ReportId
from triage.services import operations, snapshot, work
from triage.services.tables import DECISIONS


def erase_report(conn: Connection, report_id: ReportId) -> None:
    """Erase the body, draft, lease, stage, and the words of decisions and operations of this report.

    The line of the queue and the references stay. Call it only when nothing of the report is still to be sent.
    """
    work.erase(conn, report_id)
    snapshot.drop_body(conn, report_id)
    conn.execute(update(DECISIONS).where(DECISIONS.c.report_id == report_id).values(body=b""))
    operations.forget_bodies(conn, report_id)
