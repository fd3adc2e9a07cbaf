"""The audit log as auditors read it: the gateway's own lines and the workstations', newest first, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.knowledge.paging import decoded, encoded
from triage.models import codec
from triage.models.answer import Scalar
from triage.models.audit import AuditEntry, AuditLine, AuditPage
from triage.models.errors import InputError

WORKSTATION, GATEWAY = "workstation", "gateway"
_RANKS = (WORKSTATION, GATEWAY)
Place = tuple[datetime, int, int]
"""Where a page ends: the moment of its last line, the rank of that line's source, its number there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What an auditor looks for; "" where it does not matter. ``terms``: the keyed hash of a search's words."""

    limit: int
    after: str = ""
    report: str = ""
    subject: str = ""
    action: str = ""
    terms: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def filters(self) -> str:
        """Which filters were used, for the audit line of the reading itself."""
        names = ("report", "subject", "action", "terms", "since", "until")
        return " ".join(name for name in names if getattr(self, name))


async def read(connection: AsyncConnection, looked: Looked) -> AuditPage:
    """One page.

    Raises:
        Refusal: 422 naming /after.
    """
    place = decoded(tuple[datetime, int, int], looked.after) if looked.after else None
    entries = await _own(connection, looked, place)
    if not looked.terms:
        entries += await _workstations(connection, looked, place)
    entries.sort(key=_order, reverse=True)
    shown = entries[: looked.limit]
    more = len(entries) > looked.limit
    return AuditPage(items=tuple(shown), next=encoded(list(_order(shown[-1]))) if more else None)


def _order(entry: AuditEntry) -> Place:
    return entry.at, _RANKS.index(entry.source), entry.id


def gateways_own(looked: Looked, place: Place | None) -> Select[Any]:
    """One row more than a page of the gateway's own lines."""
    table = tables.audit
    conditions = _conditions(looked, table.c.at, table.c.report_id, table.c.subject, table.c.action)
    if looked.terms:
        conditions.append(literal_column(tables.SEARCHED_TERMS, Text) == looked.terms)
    return _paged(select(table), looked, place, GATEWAY, table.c.at, table.c.seq, conditions)


def workstations(looked: Looked, place: Place | None) -> Select[Any]:
    """One row more than a page of the workstations' lines."""
    table, chains = tables.workstation_lines, tables.workstation_chains
    conditions = _conditions(looked, table.c.at, table.c.report_id, table.c.who, table.c.what)
    joined = select(table, chains.c.installation).join(chains, chains.c.id == table.c.chain_id)
    return _paged(joined, looked, place, WORKSTATION, table.c.at, table.c.id, conditions)


async def _own(connection: AsyncConnection, looked: Looked, place: Place | None) -> list[AuditEntry]:
    return [
        AuditEntry(
            source=GATEWAY,
            id=row["seq"],
            at=row["at"],
            subject=row["subject"],
            role=row["role"],
            action=row["action"],
            report_id=row["report_id"],
            request_id=row["request_id"],
            details=row["details"],
        )
        for row in (await connection.execute(gateways_own(looked, place))).mappings()
    ]


async def _workstations(connection: AsyncConnection, looked: Looked, place: Place | None) -> list[AuditEntry]:
    return [
        AuditEntry(
            source=WORKSTATION,
            id=row["id"],
            at=row["at"],
            subject=row["who"],
            action=row["what"],
            report_id=row["report_id"],
            details=_details(bytes(row["line"])),
            installation=row["installation"],
            seq=row["seq"],
            trouble=row["trouble"],
            uploaded_by=row["received_from"],
        )
        for row in (await connection.execute(workstations(looked, place))).mappings()
    ]


def _conditions(
    looked: Looked,
    at: ColumnElement[Any],
    report: ColumnElement[Any],
    who: ColumnElement[Any],
    what: ColumnElement[Any],
) -> list[ColumnElement[bool]]:
    told = ((report, looked.report), (who, looked.subject), (what, looked.action))
    conditions = [column == value for column, value in told if value]
    if looked.since:
        conditions.append(at >= looked.since)
    if looked.until:
        conditions.append(at < looked.until)
    return conditions


def _paged(
    query: Select[Any],
    looked: Looked,
    place: Place | None,
    source: str,
    at: ColumnElement[Any],
    number: ColumnElement[Any],
    conditions: Sequence[ColumnElement[bool]],
) -> Select[Any]:
    if place is not None:
        when, rank, last = place
        mine = _RANKS.index(source)
        beyond = at < when
        if mine < rank:
            beyond = at <= when
        elif mine == rank:
            beyond = or_(beyond, and_(at == when, number < last))
        query = query.where(beyond)
    return query.where(*conditions).order_by(at.desc(), number.desc()).limit(looked.limit + 1)


def _details(line: bytes) -> dict[str, Scalar]:
    """A line's own details; as text when they are no plain table (a line in quarantine may hold anything)."""
    detail = codec.decode(AuditLine, line).detail
    try:
        return codec.decode(dict[str, Scalar], detail)
    except InputError:
        return {"unreadable": detail}
