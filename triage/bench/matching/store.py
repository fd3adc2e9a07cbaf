"""A gateway's database with very many people in it, and the whole question asked of it: counts, keys, comparison."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import sqlite3
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from triage.bench.matching.ours import percentiles
from triage.bench.matching.population import Population, Told
from triage.bench.postgres import Server, server
from triage.bench.queue.filling import settle_down, sql
from triage.gateway import schema, tables
from triage.gateway.database import Database, database_url
from triage.gateway.knowledge.linking import linked
from triage.gateway.knowledge.listing import number_of
from triage.gateway.wake import Wake
from triage.insight.people.blocks import blocks
from triage.models import codec

QUERIES = 500
WARMING = 50
PER_REPORT = 3
CHUNK = 20_000
_REPORT = (
    "INSERT INTO reports (report_id, submission_id, version, stage, rank, due_at, received_at, summary, assessment)"
)
_PERSON = "known_people (id, document_id, report_id, version, person_key, traits)"
_AT = "2026-11-01 00:00:00.000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    people: int
    engine: str
    seed: int


def measure_store(plan: Plan) -> dict[str, Any]:
    """Fill a new database, ask, and throw it away.

    Raises:
        KnownError: PostgreSQL is wanted and not on this machine.
    """
    population = Population(plan.people, plan.seed)
    with tempfile.TemporaryDirectory(prefix="triage-bench-") as folder:
        begun = perf_counter()
        if plan.engine == "sqlite":
            url = f"sqlite:///{folder}/gateway.db"
            asyncio.run(_prepare(url))
            asked = _fill_sqlite(Path(folder) / "gateway.db", population, plan.people)
            size = (Path(folder) / "gateway.db").stat().st_size
            return {**_told(plan, begun, size), **asyncio.run(_ask(url, population, asked))}
        with server() as running:
            url = running.database("matching")
            asyncio.run(_prepare(url))
            asked = _fill_postgres(running, url, Path(folder), population, plan.people)
            size = int(sql(running, url, "SELECT pg_database_size(current_database())"))
            return {**_told(plan, begun, size), **asyncio.run(_ask(url, population, asked))}


def _told(plan: Plan, begun: float, size: int) -> dict[str, Any]:
    filled = round(perf_counter() - begun)
    return {"people": plan.people, "engine": plan.engine, "fill_seconds": filled, "database_mib": size // 2**20}


async def _prepare(url: str) -> None:
    database = Database(database_url(url), Wake())
    await schema.prepare(database)
    await database.close()


async def _ask(url: str, population: Population, asked: list[tuple[int, Told]]) -> dict[str, Any]:
    """People who are in the store, told again with mistakes: how long each takes, and whether they are found."""
    database = Database(database_url(url), Wake())
    before = _resident()
    taken, spent = [], []
    found, first, likely = 0, 0, 0
    with ThreadPoolExecutor(1) as pool:
        for number, (person_id, told) in enumerate(asked):
            person = population.mistaken(told).traits()
            begun, worked = perf_counter(), process_time()
            async with database.read() as connection:
                links = await linked(connection, pool, person, tables.reports.c.restricted == "")
            if number < WARMING:
                continue
            taken.append((perf_counter() - begun) * 1000)
            spent.append((process_time() - worked) * 1000)
            keys = [one.person_key for one in links if one.likeness and one.likeness.word in ("strong", "fair")]
            found += f"p{person_id}" in keys
            first += keys[:1] == [f"p{person_id}"]
            likely += len(keys)
    await database.close()
    count = len(taken)
    return {
        "queries": count,
        "query_ms": percentiles(taken),
        "query_cpu_ms": percentiles(spent),
        "found": round(found / count, 3),
        "found_first": round(first / count, 3),
        "named_each": round(likely / count, 2),
        "memory_mib": {"before": before, "after": _resident()},
    }


def _resident() -> int:
    """The most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _rows(population: Population, count: int, asked: list[tuple[int, Told]]) -> Iterator[tuple[int, bytes, list[int]]]:
    """Each person with number, traits and keys; every so many of them is remembered to be asked for."""
    every = max(count // (QUERIES + WARMING), 1)
    for number, told in enumerate(population.people(), 1):
        if number % every == 0 and len(asked) < QUERIES + WARMING:
            asked.append((number, told))
        person = told.traits()
        yield number, codec.encode(person), sorted({number_of(block) for block in blocks(person)})


def _fill_sqlite(path: Path, population: Population, count: int) -> list[tuple[int, Told]]:
    """Keys are sorted before they are put in: a million people otherwise take hours."""
    asked: list[tuple[int, Told]] = []
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA temp_store=FILE;"
            "DROP INDEX ix_people_blocks_person_id;"
            "CREATE TEMP TABLE keys (block INTEGER, person_id INTEGER)"
        )
        rows = _rows(population, count, asked)
        while chunk := list(islice(rows, CHUNK)):
            connection.executemany(
                f"{_REPORT} VALUES (?, ?, 1, 'closed', 3, ?, ?, x'', x'') ON CONFLICT DO NOTHING",
                [(_report(number), _report(number), _AT, _AT) for number, _, _ in chunk],
            )
            connection.executemany(
                f"INSERT INTO {_PERSON} VALUES (?, 1, ?, 1, ?, ?)",  # noqa: S608
                [(number, _report(number), f"p{number}", traits) for number, traits, _ in chunk],
            )
            connection.executemany(
                "INSERT INTO keys VALUES (?, ?)", [(block, number) for number, _, keys in chunk for block in keys]
            )
        connection.executescript(
            "INSERT INTO people_blocks SELECT block, person_id FROM keys ORDER BY 1, 2;"
            "CREATE INDEX ix_people_blocks_person_id ON people_blocks (person_id); DROP TABLE keys; ANALYZE"
        )
        connection.commit()
    return asked


def _fill_postgres(
    running: Server, url: str, folder: Path, population: Population, count: int
) -> list[tuple[int, Told]]:
    asked: list[tuple[int, Told]] = []
    folder.chmod(0o755)
    with (folder / "people").open("w") as people, (folder / "blocks").open("w") as keys:
        for number, traits, found in _rows(population, count, asked):
            people.write(f"{number}\t1\t{_report(number)}\t1\tp{number}\t\\\\x{traits.hex()}\n")
            keys.writelines(f"{block}\t{number}\n" for block in found)
    reports = (count - 1) // PER_REPORT
    one = "'bench-' || n, 'bench-' || n, 1, 'closed', 3, now(), now(), '', ''"
    made = f"{_REPORT} SELECT {one} FROM generate_series(0, {reports}) n;"  # noqa: S608 - our own words
    loose = (
        "ALTER TABLE people_blocks DROP CONSTRAINT fk_people_blocks_person_id;"
        "ALTER TABLE known_people DROP CONSTRAINT fk_known_people_document_id;"
    )
    sql(running, url, loose + made)
    sql(running, url, f"\\copy {_PERSON} from '{folder}/people'")
    sql(running, url, f"\\copy people_blocks (block, person_id) from '{folder}/blocks'")
    settle_down(running, url)
    return asked


def _report(number: int) -> str:
    return f"bench-{(number - 1) // PER_REPORT}"
