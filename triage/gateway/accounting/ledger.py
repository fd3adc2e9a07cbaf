"""One page of the account: acknowledgements in the order of the log, each with its place now.

The log of intake is the book that everything else is held against: its lines are written in the very transaction that
keeps a submission, they are only ever added to, and retention leaves them alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.accounting import statements
from triage.gateway.accounting.books import Books, open_books
from triage.gateway.accounting.desks import Desks
from triage.gateway.accounting.filing import Filing, open_filing
from triage.gateway.accounting.placing import Acknowledged, contradictions, line_of
from triage.gateway.columns import BigId, UtcDateTime
from triage.gateway.knowledge.paging import decoded, encoded
from triage.gateway.sight import Sight
from triage.gateway.tables.core import ACKNOWLEDGED
from triage.models.account import AccountLine, AccountPage, Difference, Place
from triage.models.ids import ReportId


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """``since`` and ``until``: when it was acknowledged, the first included, the second not."""

    since: datetime | None
    until: datetime
    after: str
    limit: int


async def page(connection: AsyncConnection, asked: Asked, sight: Sight, now: datetime) -> AccountPage:
    """Where the next submissions are.

    Raises:
        Refusal: 422 naming /after.
    """
    told, after = await _acknowledged(connection, asked)
    report_ids = sorted({one.report_id for one in told})
    books, filing = await open_books(connection, report_ids), await open_filing(connection, report_ids)
    desks = await statements.all_of(connection)
    lines = [_with_files(line_of(one, books, now), books, filing) for one in told]
    differences = [one for line in lines for one in _differences(line, books, desks, now)]
    last = after is None
    if last:
        differences += desks.unknown(await _known(connection, desks))
    hidden = {key for key, standing in books.standing.items() if not sight.sees(standing.state.restricted)}
    return AccountPage(
        items=tuple(_without(line) if line.report_id in hidden else line for line in lines),
        differences=tuple(_bare(one) if one.report_id in hidden else one for one in differences),
        until=asked.until,
        next=after,
        acknowledged=await _count(connection, asked) if last else None,
        desks=desks.count,
    )


def _with_files(line: AccountLine, books: Books, filing: Filing) -> AccountLine:
    standing = books.standing.get(line.report_id)
    files = filing.of(standing, line.version) if standing is not None else ()
    return replace(line, files=files) if files else line


async def _acknowledged(connection: AsyncConnection, asked: Asked) -> tuple[Sequence[Acknowledged], str | None]:
    audit = tables.audit
    query = select(audit.c.at, audit.c.seq, audit.c.report_id, audit.c.details).where(_between(asked))
    if asked.after:
        at, seq = decoded(tuple[datetime, int], asked.after)
        query = query.where(tuple_(audit.c.at, audit.c.seq) > tuple_(literal(at, UtcDateTime), literal(seq, BigId)))
    rows = (await connection.execute(query.order_by(audit.c.at, audit.c.seq).limit(asked.limit + 1))).all()
    shown = rows[: asked.limit]
    after = encoded([shown[-1].at, shown[-1].seq]) if len(rows) > asked.limit else None
    told = [Acknowledged(report_id=row.report_id, version=int(row.details["version"]), at=row.at) for row in shown]
    return told, after


def _between(asked: Asked) -> ColumnElement[bool]:
    at = tables.audit.c.at
    within = and_(ACKNOWLEDGED, at < asked.until)
    return within if asked.since is None else and_(within, at >= asked.since)


async def _count(connection: AsyncConnection, asked: Asked) -> int:
    counted = await connection.scalar(select(func.count()).select_from(tables.audit).where(_between(asked)))
    return int(counted or 0)


def _differences(line: AccountLine, books: Books, desks: Desks, now: datetime) -> Iterator[Difference]:
    yield from contradictions(line, books)
    standing = books.standing.get(line.report_id)
    if standing is not None and standing.state.version == line.version and line.place is not Place.UNREAD:
        yield from desks.differing(standing, now)


async def _known(connection: AsyncConnection, desks: Desks) -> set[str]:
    """Which of the reports that workstations state the gateway has."""
    if not desks.report_ids:
        return set()
    submissions = tables.submissions
    found = await connection.scalars(
        select(submissions.c.report_id).where(submissions.c.report_id.in_(sorted(desks.report_ids))).distinct()
    )
    return set(found.all())


def _without(line: AccountLine) -> AccountLine:
    """What somebody is told of a report that they may not see: that it is accounted for."""
    return AccountLine(
        report_id=ReportId(""),
        version=0,
        received_at=line.received_at,
        place=line.place,
        since=line.since,
        ended=line.ended,
        restricted=True,
    )


def _bare(one: Difference) -> Difference:
    return replace(one, report_id=ReportId(""), version=0, who="", other="", desk="", references=(), restricted=True)
