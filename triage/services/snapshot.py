"""The server snapshot: what the gateway last told of each report. Written only from its replies (rule R8).

Every function runs inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from sqlalchemy import Connection, Table, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from triage.models import codec
from triage.models.ids import ReportId
from triage.models.queue import ReportBody, Summary
from triage.models.stage import IN_HAND, Stage
from triage.services import state, versions
from triage.services.moments import maybe_millis, millis
from triage.services.tables import BODIES, FACTS, LINES, PLACED, REPLIED, SNOOZES, SUMMARIES, TAGS, WORK

BETWEEN_MARKS = "\x1f"
"""Around each mark of a report in the column that filters search."""

_DROP_WORDS = "DELETE FROM search WHERE rowid = ?"
_PUT_WORDS = "INSERT INTO search (rowid, words) VALUES (?, ?)"
_PUT_FACTS = """INSERT OR REPLACE INTO facts
    SELECT row, report_id, ?, ?, ?, ?, ?, ?, ? FROM summaries WHERE report_id = ?"""
_PUT_PLACED = "INSERT INTO placed SELECT row, report_id, ?, ? FROM summaries WHERE report_id = ?"


def generation_of(conn: Connection) -> int:
    return int(state.get(conn, state.GENERATION, "1"))


def put_summaries(conn: Connection, summaries: Sequence[Summary]) -> None:
    """Insert or replace the lines of these reports, and the words they are found by."""
    generation = generation_of(conn)
    by_id = {summary.report_id: summary for summary in summaries}
    if not by_id:
        return
    known = _known(conn, tuple(by_id))
    words = {report_id: _words(summary) for report_id, summary in by_id.items()}
    marks = {report_id: codec.sha256(text.encode()) for report_id, text in words.items()}
    rows = [_row(summary, generation, marks[report_id]) for report_id, summary in by_id.items()]
    _upsert(conn, SUMMARIES, rows)
    _upsert(conn, LINES, [{"report_id": key, "body": codec.encode(summary)} for key, summary in by_id.items()])
    conn.exec_driver_sql(_PUT_FACTS, [_facts(summary) for summary in by_id.values()])
    _place(conn, by_id)
    # Most changes move a report on and leave its words alone.
    changed = [key for key in by_id if known.get(key, (0, ""))[1] != marks[key]]
    old = [(known[key][0],) for key in changed if key in known]
    if old:
        conn.exec_driver_sql(_DROP_WORDS, old)
    numbers = _known(conn, tuple(changed))
    if numbers:
        conn.exec_driver_sql(_PUT_WORDS, [(row, words[key]) for key, (row, _) in numbers.items()])


def _upsert(conn: Connection, table: Table, rows: list[dict[str, object]]) -> None:
    statement = insert(table)
    fresh = {name: statement.excluded[name] for name in rows[0] if name != "report_id"}
    conn.execute(statement.on_conflict_do_update(index_elements=["report_id"], set_=fresh), rows)


def _place(conn: Connection, by_id: Mapping[ReportId, Summary]) -> None:
    """Remember which of these come first or are kept for somebody: a handful among a hundred thousand."""
    before = [key for key in conn.scalars(select(PLACED.c.report_id)) if key in by_id]
    if before:
        conn.execute(delete(PLACED).where(PLACED.c.report_id.in_(before)))
    placed = [(line.pinned, line.assigned_to, key) for key, line in by_id.items() if line.pinned or line.assigned_to]
    if placed:
        conn.exec_driver_sql(_PUT_PLACED, placed)


def put_body(conn: Connection, body: ReportBody, etag: str = "") -> None:
    """Keep a whole report that we hold. ``etag``: the one told with the claim; default the summary's."""
    report_id = body.report.report_id
    values = {
        "version": body.report.version,
        "etag": etag or body.summary.etag,
        "body": codec.encode(replace(body, draft=None)),
    }
    versions.keep(conn, report_id, body.report.version)
    row = insert(BODIES).values(report_id=report_id, **values)
    conn.execute(row.on_conflict_do_update(index_elements=["report_id"], set_=values))
    put_summaries(conn, (replace(body.summary, etag=etag or body.summary.etag),))
    _note_reply(conn, report_id)


def moved(conn: Connection, report_id: ReportId, stage: Stage, etag: str) -> None:
    """A reply told where the report stands now.

    When the line has this very mark, the feed was faster and knows more: a report that a new version opened again
    at its settle has the settle's mark and waits in the queue.
    """
    found = summary_of(conn, report_id)
    if found is not None and found.etag != etag:
        held = found.held_by if stage in IN_HAND else ""
        put_summaries(conn, (replace(found, stage=stage, etag=etag, held_by=held),))
        _note_reply(conn, report_id)


def replies(conn: Connection) -> int:
    """How far replies have told of single reports; what they tell later is newer than a page of the feed that is asked
    for from here on."""
    return conn.scalar(select(func.max(REPLIED.c.number))) or 0


def outdated(conn: Connection, summaries: Iterable[Summary], removed: Iterable[ReportId], since: int) -> bool:
    """Whether a reply after number ``since`` told otherwise of one of these reports. An ETag does not say which of two
    is newer, so the page may be either; one that is asked for now is not older."""
    told = set(conn.scalars(select(REPLIED.c.report_id).where(REPLIED.c.number > since)))
    if not told:
        return False
    for summary in summaries:
        if summary.report_id in told:
            line = summary_of(conn, summary.report_id)
            if line is not None and line.etag != summary.etag:
                return True
    return any(report_id in told for report_id in removed)


def forget_replies(conn: Connection, until: int) -> None:
    """No page that was asked for before these is awaited any more."""
    conn.execute(delete(REPLIED).where(REPLIED.c.number <= until))


def _note_reply(conn: Connection, report_id: ReportId) -> None:
    conn.execute(insert(REPLIED).values(report_id=report_id))


def remove(conn: Connection, report_ids: Iterable[ReportId]) -> None:
    """Reports that left the feed. What we still work on stays where it is, its line too."""
    ours = set(conn.scalars(select(WORK.c.report_id)))
    for report_id, (number, _) in _known(conn, tuple(key for key in report_ids if key not in ours)).items():
        _remove(conn, number, report_id)


def remove_older(conn: Connection, generation: int) -> None:
    """After a complete full fetch: drop the lines that it did not bring."""
    old = select(SUMMARIES.c.row, SUMMARIES.c.report_id).where(SUMMARIES.c.generation < generation)
    for row in conn.execute(old.where(SUMMARIES.c.report_id.not_in(select(WORK.c.report_id)))).all():
        _remove(conn, row.row, row.report_id)


def drop_body(conn: Connection, report_id: ReportId) -> None:
    conn.execute(delete(BODIES).where(BODIES.c.report_id == report_id))
    _read.cache_clear()
    versions.drop(conn, report_id)


def summary_of(conn: Connection, report_id: ReportId) -> Summary | None:
    body = conn.scalar(select(LINES.c.body).where(LINES.c.report_id == report_id))
    return None if body is None else codec.decode(Summary, body)


def body_of(conn: Connection, report_id: ReportId) -> ReportBody | None:
    body = conn.scalar(select(BODIES.c.body).where(BODIES.c.report_id == report_id))
    return None if body is None else _read(body)


@lru_cache(maxsize=1)
def _read(body: bytes) -> ReportBody:
    """The open report is asked for with every change and every saving; what did not change is read once."""
    return codec.decode(ReportBody, body)


def etag_of(conn: Connection, report_id: ReportId) -> str:
    """The ETag of the whole report as we hold it; "" when we hold only its line."""
    found: str | None = conn.scalar(select(BODIES.c.etag).where(BODIES.c.report_id == report_id))
    return found or ""


def _row(summary: Summary, generation: int, words_sha256: str) -> dict[str, object]:
    return {
        "report_id": summary.report_id,
        "etag": summary.etag,
        "version": summary.version,
        "stage": summary.stage.value,
        "rank": summary.rank,
        "due_at": millis(summary.due_at),
        "submitted_at": millis(summary.submitted_at),
        "kind": summary.title.casefold() or summary.kind,
        "place": summary.place.casefold(),
        "held_by": summary.held_by,
        "generation": generation,
        "words_sha256": words_sha256,
    }


def _facts(summary: Summary) -> tuple[object, ...]:
    """What filters look at beside the columns of the line, in the order of `_PUT_FACTS`."""
    return (
        summary.kind,
        summary.reporter.casefold(),
        f"{BETWEEN_MARKS}{BETWEEN_MARKS.join(summary.marks)}{BETWEEN_MARKS}".casefold(),
        millis(summary.received_at),
        millis(summary.record_by),
        summary.attachments,
        maybe_millis(summary.deferred_until),
        summary.report_id,
    )


def _words(summary: Summary) -> str:
    parts = (
        summary.title,
        summary.kind,
        summary.place,
        summary.gist,
        summary.reporter,
        summary.customer_reference,
        *summary.why,
        *summary.marks,
        summary.held_by,
    )
    return " ".join(part for part in parts if part)


def _known(conn: Connection, report_ids: tuple[ReportId, ...]) -> dict[ReportId, tuple[int, str]]:
    """Row number and mark of the words of those that are here."""
    found: dict[ReportId, tuple[int, str]] = {}
    columns = (SUMMARIES.c.report_id, SUMMARIES.c.row, SUMMARIES.c.words_sha256)
    for start in range(0, len(report_ids), 500):
        part = report_ids[start : start + 500]
        rows = conn.execute(select(*columns).where(SUMMARIES.c.report_id.in_(part)))
        found.update((row.report_id, (row.row, row.words_sha256)) for row in rows)
    return found


def _remove(conn: Connection, number: int, report_id: ReportId) -> None:
    conn.exec_driver_sql(_DROP_WORDS, (number,))
    conn.execute(delete(SUMMARIES).where(SUMMARIES.c.row == number))
    for told in (FACTS, PLACED):
        conn.execute(delete(told).where(told.c.row == number))
    for table in (LINES, SNOOZES, TAGS):
        conn.execute(delete(table).where(table.c.report_id == report_id))
