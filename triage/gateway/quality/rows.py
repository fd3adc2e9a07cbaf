"""Rows of reviews, and the newest version of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.models import codec
from triage.models.ids import ReportId
from triage.models.quality import Review, ReviewAnswer

REVIEWS = tables.quality_reviews


def review_from(row: RowMapping) -> Review:
    return Review(
        number=row["number"],
        report_id=ReportId(row["report_id"]),
        decision=row["decision"],
        version=row["version"],
        week=row["week"],
        handler=row["handler"],
        reviewer=row["reviewer"],
        at=row["at"],
        answers=codec.decode(tuple[ReviewAnswer, ...], bytes(row["answers"])),
        words=row["words"],
        read_at=row["read_at"],
        reply=row["reply"],
        replied_at=row["replied_at"],
    )


def newest(*conditions: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    """The newest version of each review of which all conditions hold (they must not tell versions apart)."""
    last = (
        select(REVIEWS.c.report_id, REVIEWS.c.decision, func.max(REVIEWS.c.version).label("version"))
        .where(*conditions)
        .group_by(REVIEWS.c.report_id, REVIEWS.c.decision)
        .subquery()
    )
    same = and_(*(REVIEWS.c[name] == last.c[name] for name in ("report_id", "decision", "version")))
    return select(REVIEWS).join(last, same)


async def of_week(connection: AsyncConnection, week: str) -> Mapping[tuple[str, int], Review]:
    """Report and decision → the newest review, of the decisions of that week."""
    rows = (await connection.execute(newest(REVIEWS.c.week == week))).mappings().all()
    return {(row["report_id"], row["decision"]): review_from(row) for row in rows}


async def versions_of(connection: AsyncConnection, report_id: str, decision: int) -> tuple[Review, ...]:
    """Every version of a decision's review, the newest first."""
    this = (REVIEWS.c.report_id == report_id, REVIEWS.c.decision == decision)
    query = select(REVIEWS).where(*this).order_by(REVIEWS.c.version.desc())
    return tuple(review_from(row) for row in (await connection.execute(query)).mappings().all())


async def summaries(connection: AsyncConnection, report_ids: Iterable[str]) -> Mapping[str, bytes]:
    """Report → its queue line as it is kept, b"" for an erased one."""
    reports = tables.reports
    wanted = sorted(set(report_ids))
    query = select(reports.c.report_id, reports.c.summary).where(reports.c.report_id.in_(wanted))
    return {row.report_id: bytes(row.summary) for row in await connection.execute(query)}
