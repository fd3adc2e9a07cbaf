"""A view's conditions as SQL over the table of reports: what the desktop makes of them over its own lines
(`triage.services.filters`), said of the same lines here.

What only a workstation knows (own tags, what was looked at, what a person put off for themselves) is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    Text,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
)

from triage.gateway import tables
from triage.gateway.state import UNDER_LEASE
from triage.models.indicators import RiskLevel
from triage.models.stage import Stage
from triage.models.view_filter import LOCAL, ME, MOST_CONDITIONS, NOBODY, NUMBERS, Condition, Field, Op, is_whole

_START = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_MS = timedelta(milliseconds=1)
_TOLD = {Field.SUBMITTED: "submitted_at", Field.RECEIVED: "received_at", Field.RECORD: "record_by"}
"""Moments that stand in the line alone."""
_SPLIT = [chr(one) for one in (*range(ord("A"), ord("Z") + 1), *range(0xC0, 0x17F)) if len(chr(one).casefold()) == 1]
_CAPITALS = "".join(one for one in _SPLIT if one.casefold() != one)
_SMALL = _CAPITALS.casefold()
"""Letters of Latin scripts, for a server that folds ASCII alone in some locales."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, when, and of which engine."""

    subject: str
    now: datetime
    embedded: bool


def fulfilled(conditions: Iterable[Condition], asker: Asker) -> list[ColumnElement[bool]]:
    """One for each whole condition; the half-filled ones are passed over."""
    whole = [condition for condition in conditions if is_whole(condition)][:MOST_CONDITIONS]
    made = [(one, _Line(asker).holds(one)) for one in whole if one.field not in LOCAL]
    return [not_(found) if one.negate else found for one, found in made]


class _Line:
    """A line of the queue as the database can tell it."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    def holds(self, condition: Condition) -> ColumnElement[bool]:
        field = condition.field
        if condition.op is Op.YES:
            return and_(self._stage() == Stage.INCOMING.value, func.coalesce(self._put_off(), false()))
        if condition.op is Op.ANY_OF:
            return self._any_of(
                field, [value.strip().replace("\0", "\ufffd") for value in condition.values if value.strip()]
            )
        if field in NUMBERS:
            number = tables.reports.c.version if field is Field.VERSION else self._files()
            return _between(number, condition.low, condition.high)
        if condition.op is Op.WITHIN:
            low, high = (
                None if end is None else self._asker.now + timedelta(minutes=end)
                for end in (condition.low, condition.high)
            )
            return self._moment(field, low, high)
        last = None if condition.until is None else condition.until - _MS
        return self._moment(field, condition.since, last)

    def _any_of(self, field: Field, values: list[str]) -> ColumnElement[bool]:
        match field:
            case Field.RISK:
                known = {level.value: level.rank for level in RiskLevel}
                return tables.reports.c.rank.in_([known[value] for value in values if value in known])
            case Field.HOLDER:
                named = {ME: self._asker.subject, NOBODY: ""}
                return self._holder().in_([named.get(value, value) for value in values])
            case Field.STAGE:
                return self._stage().in_(values)
            case Field.KIND:
                return self._text("kind").in_(values)
            case Field.REPORTER:
                return self._folded(self._text("reporter")).in_([value.casefold() for value in values])
            case Field.PLACE:
                place = self._folded(self._text("place"))
                return or_(*(self._at(place, value.casefold()) > 0 for value in values))
            case Field.MARK:
                return self._marked(values)
            case _:
                return false()

    def _moment(self, field: Field, low: datetime | None, high: datetime | None) -> ColumnElement[bool]:
        if field is Field.DUE:
            # The column is finer than the milliseconds that a line is compared in.
            after = None if high is None else _START + ((high - _START) // _MS + 1) * _MS
            first = None if low is None else _START + (low - _START) // _MS * _MS
            ends = [(tables.reports.c.due_at >= first, first), (tables.reports.c.due_at < after, after)]
            return and_(*(told for told, end in ends if end is not None))
        told = self._told(_TOLD[field])
        if self._asker.embedded:
            value: ColumnElement[int] = cast(func.round((func.julianday(told) - 2440587.5) * 86400000), Integer)
        else:
            value = cast(func.floor(func.extract("epoch", cast(told, DateTime(timezone=True))) * 1000), BigInteger)
        return _between(value, *(None if end is None else (end - _START) // _MS for end in (low, high)))

    def _line(self) -> ColumnElement[Any]:
        """The line as JSON; null when its words are gone. The NUL that PostgreSQL
        cannot hold in a text is replaced, as in `triage.gateway.columns.SafeText`."""
        summary = tables.reports.c.summary
        text = cast(summary, Text) if self._asker.embedded else func.convert_from(summary, "UTF8")
        plain = func.nullif(func.replace(text, "\\u0000", "\\ufffd"), "")
        return plain if self._asker.embedded else cast(plain, JSON)

    def _told(self, name: str) -> ColumnElement[Any]:
        if self._asker.embedded:
            return func.json_extract(self._line(), f"$.{name}")
        return func.json_extract_path_text(self._line(), name)

    def _text(self, name: str) -> ColumnElement[str]:
        return func.coalesce(self._told(name), "")

    def _files(self) -> ColumnElement[int]:
        return func.coalesce(cast(self._told("attachments"), Integer), 0)

    def _folded(self, text: ColumnElement[str]) -> ColumnElement[str]:
        return func.casefold(text) if self._asker.embedded else func.translate(text, _CAPITALS, _SMALL)

    def _at(self, text: ColumnElement[str], part: str) -> ColumnElement[int]:
        return func.instr(text, part) if self._asker.embedded else func.strpos(text, part)

    def _marked(self, values: list[str]) -> ColumnElement[bool]:
        """What became of the report is a mark too (`triage.gateway.state.summary_at`)."""
        if self._asker.embedded:
            sources = [func.json_each(self._line(), "$.marks"), func.json_each(tables.reports.c.flags)]
        else:
            marks = func.coalesce(func.json_extract_path(self._line(), "marks"), literal_column("'[]'::json", JSON))
            sources = [func.json_array_elements_text(marks), func.json_each_text(tables.reports.c.flags)]
        wanted = [value.casefold() for value in values]
        found = []
        for source in sources:
            one = source.table_valued("value")
            found.append(exists(select(1).select_from(one).where(self._folded(one.c.value).in_(wanted))))
        return or_(*found)

    def _live(self) -> ColumnElement[bool]:
        leases = tables.leases
        return and_(
            leases.c.report_id == tables.reports.c.report_id,
            leases.c.fence == tables.reports.c.fence,
            leases.c.ended_at.is_(None),
        )

    def _stage(self) -> ColumnElement[str]:
        leases, stage = tables.leases, tables.reports.c.stage
        running = exists(select(1).select_from(leases).where(self._live(), leases.c.expires_at > self._asker.now))
        lapsed = and_(stage.in_(sorted(UNDER_LEASE)), ~running)
        return case((lapsed, Stage.INCOMING.value), else_=stage)

    def _holder(self) -> ColumnElement[str]:
        leases = tables.leases
        begun = tables.reports.c.stage == Stage.BEGUN.value
        held = select(leases.c.subject).where(self._live(), or_(leases.c.expires_at > self._asker.now, begun))
        return func.coalesce(held.correlate(tables.reports).scalar_subquery(), "")

    def _put_off(self) -> ColumnElement[bool]:
        return tables.reports.c.deferred_until > self._asker.now


def _between(value: ColumnElement[Any], low: int | None, high: int | None) -> ColumnElement[bool]:
    ends = ((None if low is None else value >= low), (None if high is None else value <= high))
    return and_(*(end for end in ends if end is not None))
