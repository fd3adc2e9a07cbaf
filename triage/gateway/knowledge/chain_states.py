"""How far each workstation's chain is whole, and where not: for many chains in a handful of queries."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.models.audit import FIRST, ChainState

MOST_TOLD = 100
_MOST_ROWS = 5000

Gap = tuple[int, int]


async def states_of(connection: AsyncConnection, chain_ids: Sequence[int]) -> tuple[ChainState, ...]:
    """The states of these chains, in the order of their ids."""
    if not chain_ids:
        return ()
    chains = tables.workstation_chains
    rows = await connection.execute(select(chains).where(chains.c.id.in_(chain_ids)).order_by(chains.c.id))
    lines = await _counts(connection, chain_ids)
    gaps = await _gaps(connection, chain_ids)
    breaks = await _breaks(connection, chain_ids)
    return tuple(
        ChainState(
            installation=row["installation"],
            store=row["store"],
            epoch=row["epoch"],
            complete_to=row["complete_to"],
            newest=row["newest"],
            lines=lines.get(row["id"], 0),
            gaps=tuple(gaps.get(row["id"], [])[:MOST_TOLD]),
            breaks=tuple(sorted(breaks.get(row["id"], set()))[:MOST_TOLD]),
            first_seen=row["first_seen"],
            last_seen=row["last_seen"],
            last_subject=row["last_subject"],
        )
        for row in rows.mappings()
    )


async def _counts(connection: AsyncConnection, chain_ids: Sequence[int]) -> dict[int, int]:
    lines = tables.workstation_lines
    query = select(lines.c.chain_id, func.count()).where(lines.c.chain_id.in_(chain_ids)).group_by(lines.c.chain_id)
    return {row[0]: row[1] for row in await connection.execute(query)}


async def _gaps(connection: AsyncConnection, chain_ids: Sequence[int]) -> dict[int, list[Gap]]:
    """Ranges of numbers that nobody has sent; below `complete_to` there is none."""
    lines, chains = tables.workstation_lines, tables.workstation_chains
    before = func.lag(lines.c.seq).over(partition_by=lines.c.chain_id, order_by=lines.c.seq)
    beyond = (
        select(lines.c.chain_id, lines.c.seq, func.coalesce(before, chains.c.complete_to).label("before"))
        .join(chains, chains.c.id == lines.c.chain_id)
        .where(lines.c.chain_id.in_(chain_ids), lines.c.seq > chains.c.complete_to)
        .subquery()
    )
    query = select(beyond).where(beyond.c.seq > beyond.c.before + 1).order_by(beyond.c.chain_id, beyond.c.seq)
    gaps: dict[int, list[Gap]] = {}
    for row in await connection.execute(query.limit(_MOST_ROWS)):
        gaps.setdefault(row.chain_id, []).append((row.before + 1, row.seq - 1))
    return gaps


async def _breaks(connection: AsyncConnection, chain_ids: Sequence[int]) -> dict[int, set[int]]:
    """Numbers whose lines were found wanting when they came, or name another line before them than is there."""
    lines, chains = tables.workstation_lines, tables.workstation_chains
    other = lines.alias()
    here = and_(other.c.chain_id == lines.c.chain_id, other.c.seq == lines.c.seq - 1)
    named = select(other.c.id).where(here, other.c.hash == lines.c.previous).exists()
    any_before = select(other.c.id).where(here).exists()
    unfit = or_(and_(lines.c.seq == 1, lines.c.previous != FIRST), and_(any_before, ~named))
    query = (
        select(lines.c.chain_id, lines.c.seq)
        .join(chains, chains.c.id == lines.c.chain_id)
        .where(
            lines.c.chain_id.in_(chain_ids),
            or_(lines.c.trouble != "", and_(lines.c.seq > chains.c.complete_to, unfit)),
        )
        .order_by(lines.c.chain_id, lines.c.seq)
        .limit(_MOST_ROWS)
    )
    breaks: dict[int, set[int]] = {}
    for row in await connection.execute(query):
        breaks.setdefault(row.chain_id, set()).add(row.seq)
    return breaks
