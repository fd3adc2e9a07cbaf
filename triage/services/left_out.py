"""Files that a person left out of a record: what the audit says of them, and what was heard of another desk's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from triage.models import codec
from triage.models.audit import AuditLine
from triage.models.clock import Clock
from triage.models.files import LEFT_OUT, Enclosure, FileLeftOut
from triage.models.ids import ReportId
from triage.services import audit, operations
from triage.services.operations import NewOp
from triage.services.tables import OPERATIONS

WORD = "file.left_out"
"""The audit's word for it."""


def of_report(conn: Connection, report_id: ReportId) -> tuple[FileLeftOut, ...]:
    """In the order in which it was decided."""
    ours = (OPERATIONS.c.report_id == report_id, OPERATIONS.c.receipt == LEFT_OUT.decode())
    if conn.execute(select(OPERATIONS.c.op_id).where(*ours).limit(1)).first() is None:
        return ()  # the audit is long, and this is asked at every key
    return tuple(_of_line(line) for line in audit.lines(conn, report_id) if line.what == WORD)


def take_in(conn: Connection, clock: Clock, log: audit.Audit, new: NewOp, told: FileLeftOut) -> None:
    """What another desk left out of the record is left out here, too: its operation counts as done.

    ``new``: the operation that would send it.
    """
    operations.append(conn, new, clock.now())
    operations.mark_delivered(conn, new.op_id, LEFT_OUT)
    log.line(
        conn, WORD, new.report_id, op=new.op_id, destination=new.destination, number=told.number,
        version=told.version, why=told.why, by=told.by, at=told.at.isoformat(),
    )  # fmt: skip


def leaves_out(told: FileLeftOut, destination: str, file: Enclosure) -> bool:
    """Whether it is this file that was left out there."""
    return told.destination == destination and (told.version, told.number) == (file.version, file.number)


def _of_line(line: AuditLine) -> FileLeftOut:
    """A line of an older program names no version; one about another desk names who decided it there, and when."""
    told = codec.decode(dict[str, Any], line.detail)
    return FileLeftOut(
        number=told["number"],
        version=told.get("version", 0),
        destination=told["destination"],
        by=told.get("by", line.who),
        why=told["why"],
        at=datetime.fromisoformat(told.get("at", line.at)),
    )
