"""What the gateway's tables say about some reports, read together: the material of the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.reading import UNREAD
from triage.gateway.state import ReportState
from triage.models import codec
from triage.models.decision import Reference
from triage.models.queue import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """One settlement or acceptance. ``number``: of the decision that it settled."""

    number: int
    kind: str
    subject: str
    outcome: str
    references: tuple[Reference, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A report of the queue. ``changed_at``: when anything of it changed; ``decided``: numbers of its decisions."""

    state: ReportState
    changed_at: datetime
    unreadable: bool = False
    endings: tuple[Ending, ...] = ()
    decided: frozenset[int] = frozenset()
    erased_at: datetime | None = None
    offered_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """``stored``: versions whose submission is kept (emptied or not); ``unread``: those that wait to be read, with the
    hub's id."""

    standing: Mapping[str, Standing]
    stored: frozenset[tuple[str, int]]
    unread: Mapping[tuple[str, int], str]


async def open_books(connection: AsyncConnection, report_ids: Sequence[str]) -> Books:
    """Read them; reports that the queue does not have are missing from ``standing``."""
    submissions, unread = tables.submissions, tables.unread
    stored = await connection.execute(
        select(submissions.c.report_id, submissions.c.version).where(submissions.c.report_id.in_(report_ids))
    )
    waiting = await connection.execute(
        select(unread.c.report_id, unread.c.version, unread.c.submission_id).where(unread.c.report_id.in_(report_ids))
    )
    return Books(
        standing=await _standing(connection, report_ids),
        stored=frozenset((row.report_id, row.version) for row in stored),
        unread={(row.report_id, row.version): row.submission_id for row in waiting},
    )


async def _standing(connection: AsyncConnection, report_ids: Sequence[str]) -> dict[str, Standing]:
    reports, changes = tables.reports, tables.changes
    rows = (
        (
            await connection.execute(
                states.selection()
                .add_columns(changes.c.at.label("changed_at"))
                .outerjoin(changes, changes.c.seq == reports.c.seq)
                .where(reports.c.report_id.in_(report_ids))
            )
        )
        .mappings()
        .all()
    )
    endings, decided = await _endings(connection, report_ids), await _decided(connection, report_ids)
    erased, offered = await _erased(connection, report_ids), await _offered(connection, report_ids)
    return {
        row["report_id"]: Standing(
            state=states.from_row(row),
            changed_at=row["changed_at"] or row["received_at"],
            unreadable=_unreadable(row["summary"]),
            endings=tuple(endings.get(row["report_id"], ())),
            decided=frozenset(decided.get(row["report_id"], ())),
            erased_at=erased.get(row["report_id"]),
            offered_to=offered.get(row["report_id"], ""),
        )
        for row in rows
    }


def _unreadable(summary: bytes) -> bool:
    """Whether nobody but a person can read it. The mark is ours; the public's words could only look like it."""
    if UNREAD.encode() not in summary:
        return False
    return UNREAD in codec.decode(Summary, summary).marks


async def _endings(connection: AsyncConnection, report_ids: Sequence[str]) -> dict[str, list[Ending]]:
    settlements = tables.settlements
    rows = await connection.execute(
        select(settlements).where(settlements.c.report_id.in_(report_ids)).order_by(settlements.c.id)
    )
    found: dict[str, list[Ending]] = {}
    for row in rows.mappings():
        ending = Ending(
            number=row["decision_number"],
            kind=row["kind"],
            subject=row["subject"],
            outcome=row["outcome"],
            references=codec.decode(tuple[Reference, ...], bytes(row["references"])),
            at=row["settled_at"],
        )
        found.setdefault(row["report_id"], []).append(ending)
    return found


async def _decided(connection: AsyncConnection, report_ids: Sequence[str]) -> dict[str, list[int]]:
    decisions = tables.decisions
    rows = await connection.execute(
        select(decisions.c.report_id, decisions.c.number).where(decisions.c.report_id.in_(report_ids))
    )
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(row.report_id, []).append(row.number)
    return found


async def _erased(connection: AsyncConnection, report_ids: Sequence[str]) -> dict[str, datetime]:
    erasures = tables.erasures
    rows = await connection.execute(
        select(erasures.c.report_id, erasures.c.erased_at).where(erasures.c.report_id.in_(report_ids))
    )
    return {row.report_id: row.erased_at for row in rows}


async def _offered(connection: AsyncConnection, report_ids: Sequence[str]) -> dict[str, str]:
    """To whom each was handed last."""
    handoffs = tables.handoffs
    rows = await connection.execute(
        select(handoffs.c.report_id, handoffs.c.to_name)
        .where(handoffs.c.report_id.in_(report_ids))
        .order_by(handoffs.c.id)
    )
    return {row.report_id: row.to_name for row in rows}
