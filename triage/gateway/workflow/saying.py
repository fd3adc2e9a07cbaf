"""What supervisors say to those whose work they touched: kept until it is read, and shown with the report till it is
settled."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.problems import Refusal
from triage.gateway.state import LATE
from triage.models.ids import ReportId
from triage.models.supervising import Said, SaidKind

READ_FOR = timedelta(days=1)
"""How long what was read is still told, for a desk that starts again."""
MOST = 100
MOST_OF_REPORT = 5
FLAGS = ("taken_back", "taken_over", "approved", "refused")
"""Kinds of the report's flags that speak of words said; another decision ends them."""


async def say(
    connection: AsyncConnection, report_id: str, kind: SaidKind, *, to: str, by: str, words: str, now: datetime
) -> None:
    """Keep words for a person; nobody is told what they did themselves."""
    if to == by:
        return
    row = {"report_id": report_id, "to": to, "kind": kind.value, "by": by, "at": now, "words": words}
    await connection.execute(insert(tables.said).values(row))


async def to_person(connection: AsyncConnection, subject: str, now: datetime) -> tuple[Said, ...]:
    """What this person has not read, and what they read lately; the newest first."""
    said = tables.said
    told = or_(said.c.seen_at.is_(None), said.c.seen_at > now - READ_FOR)
    query = select(said).where(said.c.to == subject, told).order_by(said.c.number.desc()).limit(MOST)
    return tuple(_from_row(row) for row in (await connection.execute(query)).mappings().all())


async def of_report(connection: AsyncConnection, report_id: str) -> tuple[Said, ...]:
    """What was said about its work since it was last settled, the newest first."""
    said, settlements = tables.said, tables.settlements
    last = select(func.max(settlements.c.settled_at)).where(settlements.c.report_id == report_id)
    settled = last.where(settlements.c.kind != LATE).scalar_subquery()  # those that come late settle nothing
    query = select(said).where(said.c.report_id == report_id, or_(settled.is_(None), said.c.at >= settled))
    rows = await connection.execute(query.order_by(said.c.number.desc()).limit(MOST_OF_REPORT))
    return tuple(_from_row(row) for row in rows.mappings().all())


async def read(connection: AsyncConnection, number: int, subject: str, now: datetime) -> None:
    """Its addressee has read it; raises Refusal unknown-words for anybody else's."""
    said = tables.said
    this = (said.c.number == number, said.c.to == subject)
    if await connection.scalar(select(said.c.number).where(*this)) is None:
        raise Refusal("unknown-words")
    await connection.execute(update(said).where(*this, said.c.seen_at.is_(None)).values(seen_at=now))


def _from_row(row: RowMapping) -> Said:
    return Said(
        number=row["number"],
        report_id=ReportId(row["report_id"]),
        to=row["to"],
        kind=SaidKind(row["kind"]),
        by=row["by"],
        at=row["at"],
        words=row["words"],
        seen_at=row["seen_at"],
    )
