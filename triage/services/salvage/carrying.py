"""Which tables of a damaged store are carried into a new one, and how: row by row, as they are.

Lines of the queue are not: the feed brings all of them again. Bodies of reports that we hold are, so that work goes on
without the gateway.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert

from triage.models import codec
from triage.models.errors import InputError
from triage.models.ids import ReportId
from triage.models.queue import ReportBody, Summary
from triage.services import snapshot, state
from triage.services.salvage.reading import ROWID, DamagedReader, Row
from triage.services.tables import METADATA

TABLES: dict[str, tuple[str, ...]] = {
    # What only this workstation has comes first.
    "drafts": ROWID,
    "operations": ROWID,
    "decisions": ROWID,
    "work": ROWID,
    "leases": ROWID,
    "receipts": ("report_id", "destination", "deliverable"),
    "intents": ROWID,
    "dispatches": ROWID,
    "file_locks": ("report_id", "version", "number"),
    "files": ("disk",),
    "state": ("key",),
    "audit": ROWID,
    "snoozes": ("report_id", "owner"),
    "tags": ("report_id", "owner", "tag"),
    "seen": ("report_id",),
    "earlier": ("report_id", "version"),
    "bodies": ROWID,
}
FETCHED_AGAIN = frozenset({"summaries", "lines", "facts", "placed", "search", "replied"})
_OF_THE_FEED = frozenset({state.CURSOR, state.GENERATION, state.FULL_FETCH})
_BY_INDEX = {
    "drafts": "SELECT report_id FROM drafts ORDER BY report_id",
    "work": "SELECT report_id FROM work ORDER BY report_id",
    "dispatches": "SELECT report_id FROM dispatches ORDER BY report_id",
    "operations": "SELECT report_id, seq FROM operations INDEXED BY operations_open"
    " WHERE superseded = 0 AND status <> 'delivered'",
}


@dataclass(slots=True)
class Came:
    """What could be read. ``whole``: the tables of which nothing is missing; ``named``: rows that an index names, for
    tables that are not whole; None where the index cannot be read either."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    named: dict[str, list[Row] | None] = field(default_factory=dict)
    names: dict[ReportId, str] = field(default_factory=dict)


def read_all(reader: DamagedReader) -> Came:
    came = Came()
    for table, order in TABLES.items():
        came.rows[table], whole = reader.rows(table, order)
        if whole:
            came.whole.add(table)
        elif table in _BY_INDEX:
            came.named[table] = reader.ask(_BY_INDEX[table])
    for report_id in {row["report_id"] for table in ("work", "drafts") for row in _told(came, table)}:
        came.names[ReportId(report_id)] = _name(reader, report_id)
    return came


def put_all(conn: Connection, came: Came) -> None:
    """Into a new store of today's schema; a column that an older store did not have keeps its default."""
    for table, rows in came.rows.items():
        if table == "bodies":
            continue
        known = METADATA.tables[table]
        for row in rows:
            if table == "state" and row["key"] in _OF_THE_FEED:
                continue
            values = {name: value for name, value in row.items() if name in known.columns}
            conn.execute(insert(known).values(**values).on_conflict_do_nothing())
    for row in came.rows["bodies"]:
        try:
            body = codec.decode(ReportBody, row["body"])
        except InputError:  # read without an error and yet not what it was: the gateway has it
            continue
        snapshot.put_body(conn, body, row["etag"])


def _told(came: Came, table: str) -> list[Row]:
    return [*came.rows[table], *(came.named.get(table) or ())]


def _name(reader: DamagedReader, report_id: str) -> str:
    """How the list shows it: its title and the reporter's reference."""
    for found in reader.ask("SELECT body FROM lines WHERE report_id = ?", report_id) or ():
        try:
            summary = codec.decode(Summary, found["body"])
        except InputError:
            break
        return f"{summary.title}, {summary.customer_reference}"
    return ""
