"""The people of a report as they are kept to be compared with: their traits, and the keys that they are found by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.insight.people.blocks import blocks
from triage.insight.people.traits import traits_of
from triage.models import codec
from triage.models.report import Report

MOST_PEOPLE = 100
"""Of one report; nobody names more, and a hostile payload may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """``traits`` encoded; ``blocks`` as numbers."""

    report_id: str
    version: int
    person_key: str
    traits: bytes
    blocks: tuple[int, ...]


def number_of(block: str) -> int:
    """A blocking key as the signed 64-bit number that it is kept as."""
    return int.from_bytes(blake2b(block.encode(), digest_size=8).digest(), signed=True)


def listed(report: Report) -> tuple[Listed, ...]:
    """Everybody in a report of whom anything is known; pure."""
    found = ((person, traits_of(report, person)) for person in report.people[:MOST_PEOPLE])
    return tuple(
        Listed(
            report_id=report.report_id,
            version=report.version,
            person_key=person.key,
            traits=codec.encode(told),
            blocks=tuple(dict.fromkeys(number_of(block) for block in blocks(told))),
        )
        for person, told in found
        if told.said
    )


async def keep_people(connection: AsyncConnection, told: Sequence[tuple[int, Sequence[Listed]]]) -> None:
    """Write the people of these documents (their numbers first): two statements for all. They go with the document."""
    people = [(document, one) for document, group in told for one in group]
    if not people:
        return
    table = tables.known_people
    rows = [
        {
            "document_id": document,
            "report_id": one.report_id,
            "version": one.version,
            "person_key": one.person_key,
            "traits": one.traits,
        }
        for document, one in people
    ]
    added = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    numbers = (await connection.scalars(added, rows)).all()
    keys = [
        {"block": block, "person_id": number}
        for number, (_, one) in zip(numbers, people, strict=True)
        for block in one.blocks
    ]
    if keys:
        await connection.execute(insert(tables.people_blocks), keys)
