"""A view's conditions as SQL over the local summaries. What a person typed is a value, never part of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.models.indicators import RiskLevel
from triage.models.view_filter import ME, MOST_CONDITIONS, NOBODY, Condition, Field, Op, is_whole
from triage.services.moments import millis
from triage.services.snapshot import BETWEEN_MARKS

Clause = tuple[str, list[object]]
_COLUMNS = {
    Field.STAGE: "stage",
    Field.VERSION: "version",
    Field.SUBMITTED: "submitted_at",
    Field.DUE: "due_at",
    Field.FILES: "files",
    Field.RECEIVED: "received_at",
    Field.RECORD: "record_by",
    Field.KIND: "kind",
    Field.REPORTER: "reporter",
    Field.MARK: "marks",
}
_IN_FACTS = frozenset({Field.KIND, Field.REPORTER, Field.MARK, Field.FILES, Field.RECEIVED, Field.RECORD})
"""Columns of the table of facts; the others are in the line's own row."""
_PUT_OFF = """SELECT z.report_id FROM snoozes z JOIN summaries s ON s.report_id = z.report_id
    WHERE z.owner = ? AND z.until > ? AND s.version <= z.version AND s.rank >= z.rank
      AND z.report_id NOT IN (SELECT report_id FROM work)"""
_NEVER = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and when."""

    me: str
    now: datetime


def clauses(conditions: Iterable[Condition], asker: Asker) -> list[Clause]:
    """One clause for each whole condition; the half-filled ones are passed over."""
    whole = [condition for condition in conditions if is_whole(condition)][:MOST_CONDITIONS]
    return [_negated(_clause(condition, asker), negate=condition.negate) for condition in whole]


def put_off(asker: Asker) -> Clause:
    """The report is put off: by this person here, or at the gateway for everybody. A new version or a higher risk
    ends what a person put off: what they did not know of must not stay hidden."""
    until = millis(asker.now)
    return (
        f"report_id IN ({_PUT_OFF}) OR row IN (SELECT row FROM facts WHERE deferred_until > ?)",  # noqa: S608 - no value is in it
        [asker.me, until, until],
    )


def _negated(clause: Clause, *, negate: bool) -> Clause:
    sql, values = clause
    return (f"NOT ({sql})", values) if negate else clause


def _clause(condition: Condition, asker: Asker) -> Clause:
    match condition.op:
        case Op.YES:
            return _FLAGS[condition.field](asker)
        case Op.ANY_OF:
            values = tuple(value.strip() for value in condition.values if value.strip())
            return _any_of(condition.field, values, asker)
        case Op.WITHIN:
            return _range(condition.field, *(_from_now(end, asker.now) for end in (condition.low, condition.high)))
        case Op.BETWEEN if condition.field in (Field.FILES, Field.VERSION):
            return _range(condition.field, condition.low, condition.high)
        case Op.BETWEEN:
            since, until = condition.since, condition.until
            last = None if until is None else millis(until) - 1
            return _range(condition.field, None if since is None else millis(since), last)


def _any_of(field: Field, values: tuple[str, ...], asker: Asker) -> Clause:
    match field:
        case Field.RISK:
            known = {level.value: level.rank for level in RiskLevel}
            return _among("rank", [known[value] for value in values if value in known])
        case Field.HOLDER:
            named = {ME: asker.me, NOBODY: ""}
            return _among("held_by", [named.get(value, value) for value in values])
        case Field.PLACE:
            return _holding("place", values)
        case Field.MARK:
            return _facts(_holding("marks", [f"{BETWEEN_MARKS}{value}{BETWEEN_MARKS}" for value in values]))
        case Field.TAG:
            sql, told = _among("tag", [value.casefold() for value in values])
            return f"report_id IN (SELECT report_id FROM tags WHERE owner = ? AND {sql})", [asker.me, *told]  # noqa: S608
        case Field.REPORTER:
            return _facts(_among("reporter", [value.casefold() for value in values]))
        case Field.KIND:
            return _facts(_among("kind", values))
        case _:
            return _among(_COLUMNS[field], values)


def _range(field: Field, low: int | None, high: int | None) -> Clause:
    column = _COLUMNS[field]
    ends = [(f"{column} >= ?", low), (f"{column} <= ?", high)]
    sql = " AND ".join(text for text, end in ends if end is not None)
    clause: Clause = (sql, [end for _, end in ends if end is not None])
    return _facts(clause) if field in _IN_FACTS else clause


def _among(column: str, values: Iterable[object]) -> Clause:
    told = list(values)
    return (f"{column} IN ({', '.join('?' * len(told))})", told) if told else (_NEVER, [])


def _holding(column: str, values: Iterable[str]) -> Clause:
    told: list[object] = [value.casefold() for value in values]
    return " OR ".join([f"instr({column}, ?) > 0"] * len(told)), told


def _facts(clause: Clause) -> Clause:
    sql, values = clause
    return f"row IN (SELECT row FROM facts WHERE {sql})", values  # noqa: S608 - clauses of this module


def _new(asker: Asker) -> Clause:
    del asker  # what was looked at is kept for the workstation
    looked = "SELECT l.report_id FROM seen l JOIN summaries s ON s.report_id = l.report_id WHERE l.version >= s.version"
    return f"report_id NOT IN ({looked})", []


def _from_now(minutes: int | None, now: datetime) -> int | None:
    return None if minutes is None else millis(now + timedelta(minutes=minutes))


_FLAGS: dict[Field, Callable[[Asker], Clause]] = {Field.PUT_OFF: put_off, Field.NEW: _new}
