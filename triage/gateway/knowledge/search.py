"""Full-text search over all that is retained, with the same answer on both engines.

Order: how many of the terms stand in the report's head (reference, names, numbers, places, title), then newest first.
"""

from __future__ import annotations

import asyncio
import hmac
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, and_, func, or_, select, text, tuple_
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.knowledge import match
from triage.gateway.knowledge.paging import decoded, encoded
from triage.gateway.knowledge.snippet import Snippet, snippet
from triage.gateway.knowledge.terms import Query
from triage.gateway.state import from_row, selection, summary_at
from triage.models import codec
from triage.models.ids import ReportId
from triage.models.report import Report
from triage.models.search import SearchHit, SearchPage

MOST_COUNTED = 1000
_VERSIONS = 1 << 20
_KEY = "search_terms_key"
_BY_INDEX = text("SET LOCAL enable_seqscan = off")
"""For this transaction: where a word is common PostgreSQL would read the words of every document from beside the
table, whose cost it does not know, though the index alone can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A search with its filters; ``since`` and ``until`` by the time of receipt."""

    query: Query
    limit: int
    after: str = ""
    stage: str = ""
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


async def search(
    connection: AsyncConnection, pool: ThreadPoolExecutor, wanted: Wanted, visible: ColumnElement[bool], now: datetime
) -> SearchPage:
    """One page. ``visible``: the reports that this person may see, as a condition on the table of reports.

    Raises:
        Refusal: 422 naming /after.
    """
    embedded = connection.dialect.name == "sqlite"
    hits = _hits(wanted, visible, embedded=embedded).cte("hits")
    counted = select(func.count()).select_from(select(hits.c.report_id).limit(MOST_COUNTED + 1).subquery())
    # The page is cut before anything else of its reports is read: a common word finds most of what is retained.
    order = (hits.c.relevance.desc(), hits.c.received_at.desc(), hits.c.report_id)
    chosen = select(hits).order_by(*order).limit(wanted.limit + 1)
    if wanted.after:
        chosen = chosen.where(_beyond(hits, wanted.after))
    best = chosen.cte("chosen")
    page = (
        selection()
        .add_columns(best.c.best, best.c.relevance, counted.scalar_subquery().label("total"))
        .join(best, best.c.report_id == tables.reports.c.report_id)
        .order_by(best.c.relevance.desc(), best.c.received_at.desc(), best.c.report_id)
    )
    if not embedded:
        await connection.execute(_BY_INDEX)
    rows = (await connection.execute(page)).mappings().all()
    shown, more = rows[: wanted.limit], len(rows) > wanted.limit
    told = await _snippets(connection, pool, shown, wanted.query)
    total = rows[0]["total"] if rows else 0
    return SearchPage(
        items=tuple(_hit(row, found, now) for row, found in zip(shown, told, strict=True)),
        total=min(total, MOST_COUNTED),
        total_is_least=total > MOST_COUNTED,
        next=_place(shown[-1]) if more else None,
    )


async def hash_of(connection: AsyncConnection, told: bytes) -> str:
    """What an audit line keeps of a question: enough to prove that somebody searched for these very words, nothing to
    read them from. Keyed, because a bare hash of a name or number is found by trying all; the key is made once and
    stays in the database, so that copies of the log give nothing away.
    """
    return (await hashes_of(connection, [told]))[0]


async def hashes_of(connection: AsyncConnection, told: Sequence[bytes]) -> list[str]:
    """`hash_of` each of several questions."""
    meta = tables.meta
    kept = select(meta.c.value).where(meta.c.key == _KEY)
    key = await connection.scalar(kept)
    if key is None:
        made = {"key": _KEY, "value": uuid.uuid4().hex + uuid.uuid4().hex}
        # Another gateway may be making it just now: the first one counts.
        await connection.execute(
            text("INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT DO NOTHING"), made
        )
        key = await connection.scalar(kept)
    return [hmac.digest(str(key).encode(), one, "sha256").hex() for one in told]


def _hits(wanted: Wanted, visible: ColumnElement[bool], *, embedded: bool) -> Any:
    documents, reports = tables.search_documents, tables.reports
    weighed = match.relevance(wanted.query, embedded=embedded)
    conditions = [match.matches(wanted.query, embedded=embedded), visible]
    if wanted.stage:
        conditions.append(reports.c.stage == wanted.stage)
    if wanted.kind:
        conditions.append(documents.c.kind == wanted.kind)
    if wanted.since:
        conditions.append(reports.c.received_at >= wanted.since)
    if wanted.until:
        conditions.append(reports.c.received_at < wanted.until)
    # One number says both how much the best version weighs and which it is, so that each is weighed once.
    best = func.max(weighed * _VERSIONS + documents.c.version)
    found = (
        select(reports.c.report_id, reports.c.received_at, best.label("best"))
        .join_from(documents, reports, reports.c.report_id == documents.c.report_id)
        .where(*conditions)
        .group_by(reports.c.report_id, reports.c.received_at)
        .subquery()
    )
    relevance = found.c.best.op("/", return_type=Integer())(_VERSIONS)
    return select(found.c.report_id, found.c.received_at, found.c.best, relevance.label("relevance"))


def _beyond(hits: CTE, after: str) -> ColumnElement[bool]:
    relevance, received_at, report_id = decoded(tuple[int, datetime, str], after)
    columns = hits.c
    return or_(
        columns.relevance < relevance,
        and_(columns.relevance == relevance, columns.received_at < received_at),
        and_(columns.relevance == relevance, columns.received_at == received_at, columns.report_id > report_id),
    )


def _place(row: RowMapping) -> str:
    return encoded([row["relevance"], row["received_at"], row["report_id"]])


async def _snippets(
    connection: AsyncConnection, pool: ThreadPoolExecutor, rows: Sequence[RowMapping], query: Query
) -> list[Snippet]:
    versions = tables.versions
    wanted = [(row["report_id"], row["best"] % _VERSIONS) for row in rows]
    kept = await connection.execute(
        select(versions.c.report_id, versions.c.version, versions.c.report).where(
            tuple_(versions.c.report_id, versions.c.version).in_(wanted)
        )
    )
    found = {(row.report_id, row.version): bytes(row.report) for row in kept}

    def read() -> list[Snippet]:
        return [snippet(codec.decode(Report, found[one]), query) if one in found else Snippet() for one in wanted]

    return await asyncio.get_running_loop().run_in_executor(pool, read) if wanted else []


def _hit(row: RowMapping, found: Snippet, now: datetime) -> SearchHit:
    return SearchHit(
        report_id=ReportId(row["report_id"]),
        version=row["best"] % _VERSIONS,
        summary=summary_at(from_row(row), now),
        field=found.field,
        snippet=found.text,
        marks=found.marks,
    )
