"""Finds who of all people retained may be somebody: candidates by blocking keys, compared and explained.

Three statements whatever the size of the store: how common each value is, the newest of each key's people, what is
known of those. Keys that very many share are cut off at their newest people; the others find the rest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.knowledge.listing import number_of
from triage.insight.people.blocks import asked, sound
from triage.insight.people.linkage import Likeness, Linkage, Reason, counted_values, household
from triage.insight.people.traits import Traits
from triage.insight.people.weights import Shares
from triage.models import codec

MOST_OF_A_KEY = 150
"""People of one key that are looked at, the newest first."""
MOST_COUNTED = 5_000
"""How far a value is counted; one that so many share says nearly nothing anyway."""
MOST_LINKED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Somebody of a retained report: ``likeness`` when it may be the person asked for, else ``together`` says why they
    live in one household."""

    report_id: str
    version: int
    person_key: str
    likeness: Likeness | None = None
    together: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    report_id: str
    version: int
    person_key: str
    traits: bytes


async def linked(
    connection: AsyncConnection,
    pool: ThreadPoolExecutor,
    person: Traits,
    visible: ColumnElement[bool],
    *,
    without: str = "",
) -> list[Linked]:
    """Who may be this person or live with them, likest first; ``without``: a report that is not looked at."""
    keys = [number_of(block) for block in asked(person)]
    if not keys:
        return []
    shares = await shares_of(connection, person)
    candidates = await _candidates(connection, keys, visible, without)
    return await asyncio.get_running_loop().run_in_executor(pool, _compare, person, shares, candidates)


def _compare(person: Traits, shares: Shares, candidates: Sequence[_Candidate]) -> list[Linked]:
    people = [codec.decode(Traits, one.traits) for one in candidates]
    likely = dict(Linkage(shares=shares).likely(person, people))
    found = []
    for at, (one, other) in enumerate(zip(candidates, people, strict=True)):
        likeness = likely.get(at)
        together = household(person, other) if likeness is None else None
        if likeness is not None or together is not None:
            found.append(
                Linked(
                    report_id=one.report_id,
                    version=one.version,
                    person_key=one.person_key,
                    likeness=likeness,
                    together=together,
                )
            )
    return sorted(found, key=lambda one: -(one.likeness.bits if one.likeness else -1e9))[:MOST_LINKED]


async def shares_of(connection: AsyncConnection, *people: Traits) -> Shares:
    """How common what is known of these people is among all retained. Names are counted by their sound."""
    values = {
        value: number_of(block) for person in people for value in counted_values(person) if (block := _block(*value))
    }
    total = await connection.scalar(select(func.max(tables.known_people.c.id))) or 0
    if not values:
        return Shares(counts={}, total=total)
    numbers = tuple(dict.fromkeys(values.values()))
    counts = (await connection.execute(_counts(len(numbers)), _numbered(numbers))).one()
    counted = dict(zip(numbers, counts, strict=True))
    return Shares(counts={value: counted[block] for value, block in values.items() if counted[block]}, total=total)


@cache
def _counts(keys: int) -> Select[Any]:
    """How many people each of so many keys has, as one row. Kept: to build it costs more than to run it."""
    blocks = tables.people_blocks
    each = []
    for at in range(keys):
        some = select(blocks.c.person_id).where(blocks.c.block == bindparam(f"k{at}")).limit(MOST_COUNTED).subquery()
        each.append(select(func.count()).select_from(some).scalar_subquery())
    return select(*each)


@cache
def _newest(keys: int) -> Select[Any]:
    """The newest people of each of so many keys; kept as `_counts` is."""
    blocks = tables.people_blocks
    each = [
        select(
            select(blocks.c.person_id)
            .where(blocks.c.block == bindparam(f"k{at}"))
            .order_by(blocks.c.person_id.desc())
            .limit(MOST_OF_A_KEY)
            .subquery()
            .c.person_id
        )
        for at in range(keys)
    ]
    return select(union_all(*each).subquery().c.person_id)


def _numbered(numbers: Sequence[int]) -> dict[str, int]:
    return {f"k{at}": number for at, number in enumerate(numbers)}


def _block(kind: str, value: str) -> str:
    """The key that people with this value share; "" for what no key tells by itself."""
    if kind in ("given", "surname"):
        return f"o{sound(value)}"
    letter = {"phone": "t", "email": "e", "door": "a", "postcode": "p", "uprn": "u"}.get(kind, "")
    return f"{letter}{value}" if letter else ""


async def _candidates(
    connection: AsyncConnection, keys: Sequence[int], visible: ColumnElement[bool], without: str
) -> list[_Candidate]:
    people, reports = tables.known_people, tables.reports
    numbers = tuple(dict.fromkeys(keys))
    rows = await connection.execute(
        select(people.c.report_id, people.c.version, people.c.person_key, people.c.traits)
        .join(reports, reports.c.report_id == people.c.report_id)
        .where(
            people.c.id.in_(_newest(len(numbers))),
            people.c.version == reports.c.version,
            people.c.report_id != without,
            visible,
        )
        .order_by(people.c.id.desc()),
        _numbered(numbers),
    )
    return [
        _Candidate(report_id=row.report_id, version=row.version, person_key=row.person_key, traits=bytes(row.traits))
        for row in rows
    ]
