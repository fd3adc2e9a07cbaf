"""SQLite and PostgreSQL find the very same, and what a plain reading of the query says: for generated words."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from tests.gateway.bench import Bench, open_bench, settings_for
from triage.gateway import tables
from triage.gateway.knowledge import match
from triage.gateway.knowledge.document import document_of
from triage.gateway.knowledge.index import Entry, keep
from triage.gateway.knowledge.terms import Query, Term, read_query
from triage.gateway.problems import Refusal
from triage.models.fold import spots, words
from triage.models.ids import ReportId, SubmissionId
from triage.models.report import Report, Submission

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
PIECES = st.sampled_from(
    ["van", "Van's", "vanish", "ŵyn", "wyn", "Straße", "STRASSE", "ab12", "cde", "AB12CDE", "07700", "900123", "x", "٣",
     "o’b", "ﬁ", "-", "'", "&", "|", "!", ":*", "<->", "(", "\\", "\u202e", "a\u0301", "ø", "中文", "^", "e-mail", "\0"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=7).map(" ".join)
QUERIES = st.lists(
    st.tuples(st.sampled_from(["", "-"]), TEXTS, st.booleans(), st.sampled_from(["", "*"])).map(
        lambda one: f'{one[0]}"{one[1].replace(chr(34), "")}"' if one[2] else f"{one[0]}{one[1]}{one[3]}"
    ),
    min_size=1,
    max_size=3,
).map(lambda parts: " ".join(parts)[:200])


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as made:
        yield made


@pytest.fixture(scope="module")
def engines(
    runner: asyncio.Runner, postgres_url: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[tuple[Bench, Bench]]:
    """A gateway on each engine."""
    folder: Path = tmp_path_factory.mktemp("engines")
    name = f"triage_engines_{worker_id}_{folder.name}".lower()
    stack = AsyncExitStack()

    async def made() -> tuple[Bench, Bench]:
        await _run(f"{postgres_url}/postgres", f'CREATE DATABASE "{name}" TEMPLATE template0')
        urls = (f"sqlite:///{folder / 'gateway.db'}", f"{postgres_url}/{name}")
        one, other = [await stack.enter_async_context(open_bench(settings_for(url))) for url in urls]
        return one, other

    yield runner.run(made())
    runner.run(stack.aclose())
    runner.run(_run(f"{postgres_url}/postgres", f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _run(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4), asked=QUERIES)
def test_both_engines_find_what_the_query_says(
    runner: asyncio.Runner, engines: tuple[Bench, Bench], texts: list[tuple[str, str]], asked: str
) -> None:
    try:
        query = read_query(asked)
    except Refusal:
        return
    reports = [a_report(number, *told) for number, told in enumerate(texts)]
    expected = {report.report_id: weight(query, report) for report in reports if fits(query, report)}
    for bench in engines:
        assert runner.run(found(bench, reports, query)) == expected


async def found(bench: Bench, reports: list[Report], query: Query) -> dict[str, int]:
    """Ids of what the engine finds, with how much it weighs."""
    documents, embedded = tables.search_documents, bench.parts.database.embedded
    async with bench.parts.database.write() as connection:
        await connection.execute(delete(documents))
        await connection.execute(delete(tables.reports))
        for report in reports:
            row = {"report_id": report.report_id, "submission_id": "s", "version": 1, "stage": "incoming", "rank": 1}
            blobs = {"due_at": NOW, "received_at": NOW, "summary": b"", "assessment": b""}
            await connection.execute(insert(tables.reports).values(**row, **blobs))
        entries = [
            Entry(report_id=report.report_id, version=1, kind="other", document=document_of(report), keys=())
            for report in reports
        ]
        await keep(connection, entries)
        rows = await connection.execute(
            select(documents.c.report_id, match.relevance(query, embedded=embedded)).where(
                match.matches(query, embedded=embedded)
            )
        )
        return {row[0]: row[1] for row in rows}


def a_report(number: int, reference: str, narrative: str) -> Report:
    sent = Submission(submission_id=SubmissionId(""), customer_reference=reference)
    return Report(report_id=ReportId(f"r{number}"), submission=sent, title="", narrative=narrative)


def fits(query: Query, report: Report) -> bool:
    """A plain reading of the query, over the document's words."""
    document = document_of(report)
    sides = [part.split() for side in (document.head, document.body) for part in side.split("|")]
    every = [word for side in sides for word in side]

    def has(term: Term) -> bool:
        if term.phrase:
            return any(_run_of(side, term) for side in sides)
        return _all_of(every, term)

    return all(has(term) for term in query.wanted) and not any(has(term) for term in query.unwanted)


def weight(query: Query, report: Report) -> int:
    head = document_of(report).head.replace("|", " ").split()
    return sum(_all_of(head, term) for term in query.wanted)


def _all_of(every: list[str], term: Term) -> bool:
    if term.number and any(word.startswith(term.number) for word in every):
        return True
    last = len(term.words) - 1
    return all(
        any(_same(word, wanted, prefix=term.prefix and (at == last or bool(term.number))) for word in every)
        for at, wanted in enumerate(term.words)
    )


def _run_of(side: list[str], term: Term) -> bool:
    size = len(term.words)
    return any(
        all(
            _same(word, wanted, prefix=term.prefix and at == size - 1)
            for at, (word, wanted) in enumerate(zip(side[start : start + size], term.words, strict=True))
        )
        for start in range(len(side) - size + 1)
    )


def _same(word: str, wanted: str, *, prefix: bool) -> bool:
    return word.startswith(wanted) if prefix else word == wanted


@given(text=st.text())
def test_spots_are_the_words_with_their_places(text: str) -> None:
    spotted = list(spots(text))
    assert [spot.word for spot in spotted] == words(text)
    assert all(0 <= spot.start < spot.end <= len(text) for spot in spotted)
    assert all(spot.word in words(text[spot.start : spot.end]) for spot in spotted if len(spot.word) < 64)


@given(text=st.text())
def test_folding_folded_words_changes_nothing(text: str) -> None:
    found = words(text)
    assert words(" ".join(found)) == found
