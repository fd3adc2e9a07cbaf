"""Which reports a list shows and in which order: SQL does it all, over an index that holds every column asked for.

The server's stage is in the snapshot; reports that we work on are few, so what their own stage means for a view is
worked out first and handed to SQL as ids. The order is the gateway's (models/query): effective rank, then time left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from sqlalchemy import Connection

from triage.models.ids import ReportId
from triage.models.query import LIFTED_RANK, ListQuery, SortBy, View, lift_at
from triage.models.stage import Stage
from triage.models.view_filter import Field
from triage.services import filters, work
from triage.services.filters import Asker
from triage.services.moments import millis

_WORD = re.compile(r"\w+")
_NOT_OURS = "report_id NOT IN (SELECT report_id FROM work)"
_BY_TIME = "due_at, report_id"
_ORDERS = {
    SortBy.NEWEST: "submitted_at DESC, report_id DESC",
    SortBy.OLDEST: "submitted_at, report_id",
    SortBy.KIND: "kind, rank, due_at, report_id",
    SortBy.PLACE: "place = '', place, rank, due_at, report_id",
}
_EFFECTIVE = f"CASE WHEN rank > {LIFTED_RANK} AND due_at <= {{lift}} THEN {LIFTED_RANK} ELSE rank END"
_PINNED = "row IN (SELECT row FROM placed WHERE pinned)"
_FIRST = f"NOT ({_PINNED})"
"""What a supervisor pinned stands above everything in the gateway's order, as it is served."""
_LEAVES_PUT_OFF = frozenset({View.TO_DO})
"""High risk stays in sight there, marked as put off."""
_IN_HAND = frozenset({Stage.CLAIMED, Stage.IN_TRIAGE})


@dataclass(slots=True)
class _Where:
    clauses: list[str]
    values: list[object] = field(default_factory=list)
    searches: bool = False
    filters: bool = False

    def sql(self, *more: str) -> str:
        return " AND ".join(f"({clause})" for clause in (*self.clauses, *more)) or "1"


def split(text: str) -> tuple[ReportId, ...]:
    """The ids of `joined`."""
    return cast("tuple[ReportId, ...]", tuple(text.split(","))) if text else ()


def joined(conn: Connection, query: ListQuery, now: datetime, lift_minutes: int) -> str:
    """Every id of the list, in order, with commas between them: one text instead of a row for each id takes a third
    of the time at 100,000, and tells in a millisecond whether anything changed. The ids are UUIDs, without commas."""
    where = _where(conn, query, now)
    lift = millis(lift_at(now, lift_minutes))
    if query.sort is not SortBy.PRIORITY:
        return _ids(conn, where.sql(), _ORDERS[query.sort], where.values)
    if where.searches or where.filters:  # finding them is the cost then, so it is done once
        return _ids(conn, where.sql(), f"{_FIRST}, {_EFFECTIVE.format(lift=lift)}, {_BY_TIME}", where.values)
    # In segments, because each but the second comes straight from the index without sorting.
    if conn.exec_driver_sql("SELECT 1 FROM placed WHERE pinned LIMIT 1").first():
        pinned, rest = _ids(conn, where.sql(_PINNED), f"rank, {_BY_TIME}", where.values), [_FIRST]
    else:
        pinned, rest = "", []
    segments = (
        (f"rank < {LIFTED_RANK}", "rank, due_at, report_id", ()),
        (f"rank = {LIFTED_RANK} OR (rank > {LIFTED_RANK} AND due_at <= ?)", _BY_TIME, (lift,)),
        (f"rank > {LIFTED_RANK} AND due_at > ?", "rank, due_at, report_id", (lift,)),
    )
    found = [_ids(conn, where.sql(clause, *rest), order, [*where.values, *told]) for clause, order, told in segments]
    return ",".join(text for text in (pinned, *found) if text)


def counts(conn: Connection, me: str, now: datetime) -> dict[View, int]:
    """How many reports each built-in view shows."""
    return {view: number(conn, ListQuery(view=view, me=me), now) for view in View}


def number(conn: Connection, query: ListQuery, now: datetime) -> int:
    """How many reports the list has."""
    where = _where(conn, query, now)
    # Only clauses of this module are put together here; what a person typed is always a value.
    sql = f"SELECT count(*) FROM summaries WHERE {where.sql()}"  # noqa: S608
    return int(conn.exec_driver_sql(sql, tuple(where.values)).scalar_one())


def match_words(text: str) -> str:
    """The user's words as an FTS5 query: each a quoted prefix, all of them wanted; "" when there is no word."""
    return " ".join(f'"{word}"*' for word in _WORD.findall(text))


def _ids(conn: Connection, where: str, order: str, values: list[object]) -> str:
    inner = f"SELECT report_id FROM summaries WHERE {where} ORDER BY {order}"  # noqa: S608
    sql = f"SELECT group_concat(report_id, ',') FROM ({inner})"  # noqa: S608
    return conn.exec_driver_sql(sql, tuple(values)).scalar_one() or ""


def _where(conn: Connection, query: ListQuery, now: datetime) -> _Where:
    where = _view(conn, query)
    asker = Asker(me=query.me, now=now)
    told = [*filters.clauses(query.conditions, asker)]
    if query.view in _LEAVES_PUT_OFF and all(condition.field is not Field.PUT_OFF for condition in query.conditions):
        sql, values = filters.put_off(asker)
        told.append((f"NOT ({sql})", values))
    for sql, values in told:
        where.clauses.append(sql)
        where.values += values
    where.filters = bool(query.conditions)
    words = match_words(query.text)
    if words:
        where.clauses.append("row IN (SELECT rowid FROM search WHERE search MATCH ?)")
        where.values.append(words)
        where.searches = True
    return where


def _view(conn: Connection, query: ListQuery) -> _Where:
    ours = work.all_work(conn)
    closed, incoming = Stage.CLOSED.value, Stage.INCOMING.value
    if query.view is View.TO_DO:
        mine = [entry.report_id for entry in ours if entry.stage in _IN_HAND and not entry.begun_etag]
        return _or_ours(f"stage = '{incoming}' AND {_NOT_OURS}", [], mine)
    if query.view is View.HIGH_RISK:
        return _Where(["rank = 0", f"stage <> '{closed}' OR NOT ({_NOT_OURS})"])
    if query.view is View.MINE:
        mine = [entry.report_id for entry in ours]
        kept = "row IN (SELECT row FROM placed WHERE assigned_to = ?)"
        held = f"(held_by = ? AND held_by <> '' AND stage <> '{closed}') OR {kept}"
        return _or_ours(held, [query.me, query.me], mine)
    if query.view is View.CLOSED:
        return _Where([f"stage = '{closed}' AND {_NOT_OURS}"])
    return _Where([])


def _or_ours(clause: str, values: list[object], ours: list[ReportId]) -> _Where:
    if not ours:
        return _Where([clause], values)
    marks = ", ".join("?" * len(ours))
    return _Where([f"({clause}) OR report_id IN ({marks})"], [*values, *ours])
