"""Audit lines of workstations: taken in whatever they are, and told which of them hold together.

A line that was there before is known by chain, number and hash. Lines beyond a gap, and lines that do not fit, lie in
quarantine: kept and shown, but the chain is whole only up to `complete_to`. A gap that is filled later ends it by
itself. Nothing that is kept is ever changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.credentials import Subject
from triage.gateway.database import Database
from triage.gateway.knowledge.chain_states import states_of
from triage.gateway.problems import invalid
from triage.models import codec
from triage.models.audit import FIRST, AuditLine, AuditUpload, AuditUploaded, Chain, hash_of

MOST_LINES = 1000
LONGEST_NAME = 100
_LONGEST_WORD = 200
_HIGHEST = 2**53
_STEP = 500
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class _Taken:
    """What became of the lines of one chain."""

    chain_id: int
    added: int
    known: int
    doubtful: int


async def take_in(
    connection: AsyncConnection, database: Database, who: Subject, sent: AuditUpload, now: datetime
) -> AuditUploaded:
    """Keep every line that is not there yet.

    Raises:
        Refusal: 422 for names, numbers or counts that no chain can have; nothing was kept.
    """
    _check(sent)
    by_epoch: dict[int, list[AuditLine]] = {}
    for line in sent.lines:
        by_epoch.setdefault(line.epoch, []).append(line)
    taken = []
    for epoch, lines in sorted(by_epoch.items()):
        chain = Chain(installation=sent.installation, store=sent.store, epoch=epoch)
        await database.serialise(connection, f"chain {chain.installation} {chain.store} {epoch}")
        taken.append(await _take(connection, chain, lines, who, now))
    return AuditUploaded(
        added=sum(one.added for one in taken),
        known=sum(one.known for one in taken),
        doubtful=sum(one.doubtful for one in taken),
        chains=await states_of(connection, [one.chain_id for one in taken]),
    )


def _check(sent: AuditUpload) -> None:
    for name in ("installation", "store"):
        if not 0 < len(getattr(sent, name)) <= LONGEST_NAME:
            raise invalid(f"/{name}", f"must have 1 to {LONGEST_NAME} characters")
    if len(sent.lines) > MOST_LINES:
        raise invalid("/lines", f"must be at most {MOST_LINES}; send the rest in another call")
    for number, line in enumerate(sent.lines):
        for name in ("seq", "epoch"):
            if not 1 <= getattr(line, name) <= _HIGHEST:
                raise invalid(f"/lines/{number}/{name}", f"must be from 1 to {_HIGHEST}")


async def _take(
    connection: AsyncConnection, chain: Chain, lines: Sequence[AuditLine], who: Subject, now: datetime
) -> _Taken:
    row = await _chain_row(connection, chain, who, now)
    table = tables.workstation_lines
    here = await connection.execute(
        select(table.c.seq, table.c.hash).where(
            table.c.chain_id == row["id"], table.c.seq.in_({line.seq for line in lines})
        )
    )
    there = {(one.seq, one.hash) for one in here}
    numbers = {seq for seq, _ in there}
    rows = []
    for line in lines:
        kept = _row(chain, line, row["id"], who, now)
        if (line.seq, kept["hash"]) in there:
            continue
        there.add((line.seq, str(kept["hash"])))
        if not kept["trouble"] and line.seq in numbers:
            kept["trouble"] = "twice"
        numbers.add(line.seq)
        rows.append(kept)
    if rows:
        await connection.execute(insert(table), rows)
    complete_to, head = await _advance(connection, row)
    newest = max([row["newest"], *(line.seq for line in lines)])
    chains = tables.workstation_chains
    await connection.execute(
        update(chains)
        .where(chains.c.id == row["id"])
        .values(complete_to=complete_to, head_hash=head, newest=newest, last_seen=now, last_subject=who.id)
    )
    doubtful = [kept for kept in rows if kept["trouble"] or int(str(kept["seq"])) > complete_to]
    return _Taken(row["id"], len(rows), len(lines) - len(rows), len(doubtful))


async def _chain_row(connection: AsyncConnection, chain: Chain, who: Subject, now: datetime) -> RowMapping:
    chains = tables.workstation_chains
    this = tuple_(chains.c.installation, chains.c.store, chains.c.epoch) == tuple_(
        chain.installation, chain.store, chain.epoch
    )
    found = (await connection.execute(select(chains).where(this))).mappings().first()
    if found is not None:
        return found
    added = await connection.execute(
        insert(chains)
        .values(
            installation=chain.installation, store=chain.store, epoch=chain.epoch, complete_to=0, head_hash=FIRST,
            newest=0, first_seen=now, last_seen=now, last_subject=who.id,
        )
        .returning(*chains.c)
    )  # fmt: skip
    return added.mappings().one()


async def _advance(connection: AsyncConnection, row: RowMapping) -> tuple[int, str]:
    """How far the chain is whole now: each line must name the hash of the one before it."""
    table = tables.workstation_lines
    complete_to, head = int(row["complete_to"]), str(row["head_hash"])
    while True:
        found = await connection.execute(
            select(table.c.seq, table.c.hash, table.c.previous)
            .where(
                table.c.chain_id == row["id"],
                table.c.seq > complete_to,
                table.c.seq <= complete_to + _STEP,
                table.c.trouble == "",
            )
            .order_by(table.c.seq)
        )
        before = complete_to
        for line in found:
            if line.seq != complete_to + 1 or line.previous != head:
                return complete_to, head
            complete_to, head = line.seq, line.hash
        if complete_to < before + _STEP:
            return complete_to, head


def _row(chain: Chain, line: AuditLine, chain_id: int, who: Subject, now: datetime) -> dict[str, object]:
    """A line as it is kept: the whole of it, and beside it what it is looked up by."""
    told = line.hash if _HASH.fullmatch(line.hash) else codec.sha256(line.hash.encode())
    at = _moment(line.at)
    trouble = "hash" if line.hash != hash_of(chain, line) else "time" if at is None else ""
    return {
        "chain_id": chain_id,
        "seq": line.seq,
        "hash": told,
        "previous": line.previous if _HASH.fullmatch(line.previous) else "",
        "at": at or now,
        "who": line.who[:_LONGEST_WORD],
        "what": line.what[:_LONGEST_WORD],
        "report_id": line.report_id[:_LONGEST_WORD],
        "line": codec.encode(line),
        "trouble": trouble,
        "received_at": now,
        "received_from": who.id,
    }


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


async def chains_after(connection: AsyncConnection, after: int, limit: int) -> Sequence[int]:
    """Ids of the chains after one, in the order in which they were first seen."""
    chains = tables.workstation_chains
    query = select(chains.c.id).where(chains.c.id > after).order_by(chains.c.id).limit(limit)
    return (await connection.scalars(query)).all()
