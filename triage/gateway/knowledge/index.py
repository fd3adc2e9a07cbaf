"""Makes reports findable: their words and keys, kept with each version and forgotten with the report.

`keep` (or `index`) is called in the transaction that publishes versions; `indexer` catches up with the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, text, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.knowledge.document import RULES, Document, document_of
from triage.gateway.knowledge.keys import Key, keys_of
from triage.gateway.knowledge.listing import Listed, keep_people, listed
from triage.models.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What will be kept of one version."""

    report_id: str
    version: int
    kind: str
    document: Document
    keys: tuple[Key, ...]
    people: tuple[Listed, ...] = ()


def prepare(report: Report) -> Entry:
    """Work out what to keep; pure, for a thread beside the event loop."""
    return Entry(
        report_id=report.report_id,
        version=report.version,
        kind=report.kind,
        document=document_of(report),
        keys=keys_of(report),
        people=listed(report),
    )


async def index(connection: AsyncConnection, report: Report) -> None:
    """Make one version findable, in the caller's transaction; again is as good as once."""
    await keep(connection, [prepare(report)])


async def keep(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    """Write what `prepare` worked out, in place of what was there for those versions: three statements for all."""
    if not entries:
        return
    documents = tables.search_documents
    these = tuple_(documents.c.report_id, documents.c.version).in_([(one.report_id, one.version) for one in entries])
    await connection.execute(delete(documents).where(these))
    rows = [
        {
            "report_id": entry.report_id,
            "version": entry.version,
            "rules": RULES,
            "kind": entry.kind,
            "head": entry.document.head,
            "body": entry.document.body,
            "vector": entry.document.lexemes(),
        }
        for entry in entries
    ]
    added = insert(documents).returning(documents.c.id, sort_by_parameter_order=True)
    numbers = (await connection.scalars(added, rows)).all()
    keys = [_row(number, entry, key) for number, entry in zip(numbers, entries, strict=True) for key in entry.keys]
    if keys:
        await connection.execute(insert(tables.report_keys), keys)
    await connection.execute(
        insert(tables.to_look_over), [{"report_id": one.report_id, "version": one.version} for one in entries]
    )
    await keep_people(connection, [(number, entry.people) for number, entry in zip(numbers, entries, strict=True)])


def _row(number: int, entry: Entry, key: Key) -> dict[str, object]:
    return {
        "document_id": number,
        "report_id": entry.report_id,
        "version": entry.version,
        "kind": key.kind,
        "value": key.value,
        "person_key": key.person_key,
        "field": key.field,
        "happened_at": key.happened_at,
    }


async def forget(connection: AsyncConnection, report_id: str) -> None:
    """Take a report's words and keys out (its keys go with its documents). Audit lines stay: they hold no words."""
    documents = tables.search_documents
    await connection.execute(delete(documents).where(documents.c.report_id == report_id))


async def compact(connection: AsyncConnection) -> None:
    """Let SQLite's index drop what was forgotten from its pages (after an erasure; PostgreSQL's vacuum does that)."""
    if connection.dialect.name == "sqlite":
        await connection.execute(text("INSERT INTO search_index(search_index) VALUES ('optimize')"))
