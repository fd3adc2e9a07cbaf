"""The files of a week: what was to go to records, and what is there.

A file is due where the profile sends it, at the record of each decision that was settled, unless the gateway could not
have it or a person made the record elsewhere by hand (then only its reference is known).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from sqlalchemy import select

from triage.bench.week.world import GOES, World
from triage.gateway import tables
from triage.models import codec
from triage.models.decision import Reference
from triage.models.files import STORED

Due = dict[tuple[str, str], set[str]]
"""By report and destination: the hashes."""


async def compare(world: World) -> dict[str, Any]:
    """Figures; ``lost``, ``doubled`` and ``astray`` are to be 0."""
    due, records = await _due(world)
    there = await asyncio.to_thread(_there, world.home / "records.db")
    beside: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for place, record_ids in records.items():
        for record_id in record_ids:
            beside[place].update(there.get(record_id, ()))
    known = {record_id for found in records.values() for record_id in found}
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for (report_id, _), record_ids in records.items():
        for record_id in record_ids:
            owners[record_id] |= await _every(world, report_id)
    return {
        "due": sum(len(wanted) for wanted in due.values()),
        "at_records": sum(len(found) for found in there.values()),
        "lost": sum(len(wanted - set(beside[place])) for place, wanted in due.items()),
        "doubled": sum(len(found) - len(set(found)) for found in there.values()),
        "astray": sum(len(set(there[record_id]) - owners[record_id]) for record_id in known & set(there)),
    }


async def _due(world: World) -> tuple[Due, dict[tuple[str, str], set[str]]]:
    """What is due, and the records of each report in each system."""
    settlements, decisions = tables.settlements, tables.decisions
    of_decision = (decisions.c.report_id == settlements.c.report_id) & (
        decisions.c.number == settlements.c.decision_number
    )
    asked = select(settlements.c.report_id, settlements.c.references, decisions.c.report_version)
    async with world.parts.database.read() as connection:
        rows = (await connection.execute(asked.join(decisions, of_decision))).all()
    due: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    records: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for report_id, references, version in rows:
        made = [one for one in codec.decode(tuple[Reference, ...], bytes(references)) if one.record_id]
        files = [file for file in await world.parts.media.store.files(report_id, version) if file.state == STORED]
        for one in made:
            records[report_id, one.destination].add(one.record_id)
            due[report_id, one.destination] |= {
                file.sha256 for file in files if _goes(file.sniffed or file.media_type, one.destination)
            }
    return due, records


async def _every(world: World, report_id: str) -> set[str]:
    """The hashes of all files of all versions of a report."""
    table = tables.attachments
    async with world.parts.database.read() as connection:
        return set((await connection.scalars(select(table.c.sha256).where(table.c.report_id == report_id))).all())


def _goes(media_type: str, destination: str) -> bool:
    kinds = GOES.get(destination, ())
    return "*/*" in kinds or f"{media_type.partition('/')[0]}/*" in kinds


def _there(path: Path) -> dict[str, list[str]]:
    """The hashes at each record, as often as they are there."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as connection:
        for record_id, sha256 in connection.execute("SELECT record_id, sha256 FROM attachments"):
            found[str(record_id)].append(str(sha256))
    connection.close()
    return found
