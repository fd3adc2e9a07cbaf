"""People as retained reports tell of them: read, put together where they are one, and put into the answer.

Appearances in several reports are one person when they share name and birth, or a name and a number, mail or address,
or are each surely the person asked for. Nothing is merged for good: it is worked out for each question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.knowledge.keys import ADDRESS, EMAIL, NAME, NAME_BORN, PHONE, UPRN, Key, keys_of
from triage.gateway.knowledge.linking import Linked
from triage.gateway.knowledge.related import FAIR, STRENGTHS, STRONG, WEAK, strongest
from triage.gateway.state import from_row, selection, summary_at
from triage.insight.people.linkage import Reason
from triage.models import codec
from triage.models.ids import PersonKey, ReportId
from triage.models.person import Person
from triage.models.queue import Summary
from triage.models.report import Report
from triage.models.search import Appearance, Evidence, KnownPerson

HOMES = (ADDRESS, UPRN)
_JOINING = frozenset({PHONE, EMAIL, *HOMES})
_TELLING = 2.0
"""Bits from which a reason is fair by itself; twice that is strong."""
Value = tuple[str, str]
Place = tuple[str, int, str]
"""Report, version and person."""


@dataclass(slots=True)
class Found:
    """One person in one report, with the keys that are theirs. ``linked``: what comparing them came to."""

    report: Report
    person: Person
    keys: tuple[Key, ...]
    evidence: tuple[Evidence, ...] = ()
    linked: Linked | None = None
    values: frozenset[Value] = field(init=False)

    def __post_init__(self) -> None:
        self.values = frozenset((key.kind, key.value) for key in self.keys)

    @property
    def place(self) -> Place:
        return (self.report.report_id, self.report.version, self.person.key)

    @property
    def word(self) -> str:
        """How surely it is the person asked for, by comparison; "" when it was not compared or is somebody else."""
        return self.linked.likeness.word if self.linked and self.linked.likeness else ""

    def same_as(self, other: Found) -> bool:
        shared = {kind for kind, _ in self.values & other.values}
        sure = self.word == STRONG and other.word == STRONG
        return sure or NAME_BORN in shared or (NAME in shared and bool(shared & _JOINING))


async def read_found(
    connection: AsyncConnection,
    pool: ThreadPoolExecutor,
    places: Sequence[Place],
    wanted: frozenset[Value] = frozenset(),
    linked: Mapping[Place, Linked] | None = None,
) -> list[Found]:
    """The people at these places, in that order, with the evidence: keys that were wanted, reasons of comparing."""
    versions = tables.versions
    these = {(report_id, version) for report_id, version, _ in places}
    if not these:
        return []
    kept = await connection.execute(
        select(versions.c.report_id, versions.c.version, versions.c.report).where(
            tuple_(versions.c.report_id, versions.c.version).in_(these)
        )
    )
    bodies = {(row.report_id, row.version): bytes(row.report) for row in kept}
    told = [(place, bodies[place[0], place[1]]) for place in places if (place[0], place[1]) in bodies]
    return await asyncio.get_running_loop().run_in_executor(pool, _read, told, wanted, linked or {})


def _read(told: Sequence[tuple[Place, bytes]], wanted: frozenset[Value], linked: Mapping[Place, Linked]) -> list[Found]:
    found = []
    for place, body in told:
        report = codec.decode(Report, body)
        person = report.person(place[2])
        if person is None:
            continue
        keys = tuple(key for key in keys_of(report) if key.person_key == place[2])
        by_key = tuple(_by_key(key) for key in keys if (key.kind, key.value) in wanted)
        this = linked.get(place)
        role = person.roles[0] if person.roles else "person"
        evidence = (*by_key, *(_by_reason(reason, role) for reason in _reasons(this)))
        found.append(Found(report=report, person=person, keys=keys, evidence=evidence, linked=this))
    return found


def _by_key(key: Key) -> Evidence:
    return Evidence(
        kind=key.kind, strength=STRENGTHS.get(key.kind, WEAK), value=key.value, here="asked", there=key.field
    )


def _reasons(linked: Linked | None) -> Iterable[Reason]:
    if linked is None:
        return ()
    return linked.likeness.reasons if linked.likeness else filter(None, (linked.together,))


def _by_reason(reason: Reason, role: str) -> Evidence:
    strength = STRONG if reason.bits >= 2 * _TELLING else FAIR if reason.bits >= _TELLING else WEAK
    return Evidence(
        kind=reason.field,
        strength=strength,
        value=reason.value,
        here="asked",
        there=f"{reason.field} of the {role}",
        words=reason.words,
        bits=round(reason.bits, 1),
    )


def groups(found: Sequence[Found]) -> list[list[Found]]:
    """Appearances that are one person, by way of one another as well."""
    made: list[list[Found]] = []
    for one in found:
        joined_to = [group for group in made if any(one.same_as(other) for other in group)]
        merged = [other for group in joined_to for other in group]
        made = [group for group in made if group not in joined_to]
        made.append([*merged, one])
    return made


def known(group: Sequence[Found], lines: Mapping[str, Summary], *, household: bool, of: str = "") -> KnownPerson:
    """A group as the answer has it, the likest appearance's evidence first."""
    likest = sorted(group, key=lambda one: -_bits(one))
    evidence = _each_once(told for one in likest for told in one.evidence)
    newest = max(group, key=lambda one: (one.report.received_at is not None, one.report.received_at))
    words = [one.word for one in group if one.word]
    by_key = [told for told in evidence if not told.words]
    strengths = [*words, *([strongest(by_key)] if by_key else [])]
    return KnownPerson(
        name=newest.person.name,
        born=next((one.person.born for one in group if one.person.born), ""),
        household=household,
        strength=WEAK if household else min(strengths, key=[STRONG, FAIR, WEAK].index, default=WEAK),
        evidence=evidence,
        appearances=tuple(
            Appearance(
                report_id=one.report.report_id,
                version=one.report.version,
                person_key=PersonKey(one.person.key),
                name=one.person.name,
                born=one.person.born,
                roles=one.person.roles,
                summary=lines[one.report.report_id],
            )
            for one in group
        ),
        of=of,
        probability=round(
            max((one.linked.likeness.probability for one in group if one.linked and one.linked.likeness), default=0.0),
            4,
        ),
    )


def _bits(one: Found) -> float:
    return one.linked.likeness.bits if one.linked and one.linked.likeness else -1e9


def _each_once(told: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Of a kind and its words the first: the same reason from several reports is one."""
    found: dict[tuple[str, str, str], Evidence] = {}
    for one in told:
        found.setdefault((one.kind, one.words, one.value if not one.words else ""), one)
    return tuple(found.values())


async def lines_of(connection: AsyncConnection, report_ids: Iterable[ReportId], now: datetime) -> dict[str, Summary]:
    query = selection().where(tables.reports.c.report_id.in_(list(report_ids)))
    rows: Sequence[RowMapping] = (await connection.execute(query)).mappings().all()
    return {row["report_id"]: summary_at(from_row(row), now) for row in rows}
