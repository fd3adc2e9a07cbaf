"""Which version of a report somebody at this workstation has looked at."""

from __future__ import annotations

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert

from triage.models.ids import ReportId
from triage.services import snapshot
from triage.services.tables import SEEN


def mark(conn: Connection, report_id: ReportId) -> bool:
    """True when that was news."""
    summary = snapshot.summary_of(conn, report_id)
    if summary is None:
        return False
    row = insert(SEEN).values(report_id=report_id, version=summary.version)
    newer = SEEN.c.version < summary.version
    changed = row.on_conflict_do_update(index_elements=["report_id"], set_={"version": summary.version}, where=newer)
    return conn.execute(changed).rowcount == 1
