"""Any order of new reports, re-sends, versions, readings and closings, beside a small model of what must come of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.gateway.bench import Bench, ok, open_bench, payload, settings_for
from triage.gateway import tables
from triage.models.ids import report_id_for
from triage.models.queue import Summary
from triage.models.stage import Stage

POSTS = st.tuples(st.integers(0, 2), st.integers(0, 3))
"""A report and one of its contents; the same twice is a re-send."""
ACTS: st.SearchStrategy[tuple[str, list[Any]]] = st.one_of(
    st.lists(POSTS, min_size=1, max_size=6).map(lambda posts: ("post", posts)),
    st.just(("read", [])),
    st.integers(0, 2).map(lambda report: ("close", [(report, 0)])),
)


@dataclass
class Told:
    """One report in the model: the contents in the order of their versions, how many were read, and whether it was
    closed since."""

    versions: list[int] = field(default_factory=list)
    read: int = 0
    closed: bool = False


class World:
    """One example: its reports have ids of their own, so that examples share a database."""

    def __init__(self, bench: Bench, run: int) -> None:
        self.bench = bench
        self.run = run
        self.told = {number: Told() for number in range(3)}

    def submission(self, report: int) -> str:
        return f"run-{self.run}-{report}"

    def report_id(self, report: int) -> str:
        return report_id_for(self.bench.parts.profiles.current.force.id, self.submission(report))

    async def post(self, posts: list[tuple[int, int]]) -> None:
        """All at once; the answers say which version each content became, and that is what the model takes over."""
        bodies = [payload(self.submission(report), f"Telling {content}.") for report, content in posts]
        answers = await asyncio.gather(*(self.bench.send(body) for body in bodies))
        for report in {report for report, _ in posts}:
            mine = [(c, _version(a)) for (r, c), a in zip(posts, answers, strict=True) if r == report]
            versions = self.told[report].versions
            fresh = sorted({(version, content) for content, version in mine if content not in versions})
            assert [version for version, _ in fresh] == list(range(len(versions) + 1, len(versions) + len(fresh) + 1))
            versions += [content for _, content in fresh]
            assert all(versions[version - 1] == content for content, version in mine)

    async def read(self) -> None:
        await self.bench.parts.reader.catch_up()
        for told in self.told.values():
            if told.read < len(told.versions):
                told.read, told.closed = len(told.versions), False

    async def close(self, report: int) -> None:
        told = self.told[report]
        if not told.read or told.closed:
            return
        ann = self.bench.ann
        held = await ann.claim(self.report_id(report))
        await ann.begun(held, key=f"begin-{held.lease_id}")
        ok(await ann.settle(held, key=f"settle-{held.lease_id}"))
        told.closed = True

    async def check(self) -> None:
        """The queue shows what was read; the database keeps every content once, byte for byte."""
        shown = await _feed(self.bench)
        for report, told in self.told.items():
            item = shown.get(self.report_id(report))
            assert (item is not None) == bool(told.read)
            if item is not None:
                stage = Stage.CLOSED if told.closed else Stage.INCOMING
                assert (item.version, item.stage) == (told.read, stage)
                assert item.gist == f"Telling {told.versions[told.read - 1]}."
            assert await self._kept(report) == [
                payload(self.submission(report), f"Telling {content}.") for content in told.versions
            ]

    async def _kept(self, report: int) -> list[bytes]:
        table = tables.submissions
        query = select(table.c.raw).where(table.c.report_id == self.report_id(report)).order_by(table.c.version)
        async with self.bench.parts.database.read() as connection:
            return [bytes(raw) for raw in (await connection.scalars(query)).all()]


def _version(answer: httpx.Response) -> int:
    assert answer.status_code == 201, answer.text
    return int(answer.json()["data"]["attributes"]["version"])


async def _feed(bench: Bench) -> dict[str, Summary]:
    shown: dict[str, Summary] = {}
    page = await bench.ann.changes(limit=500)
    while True:
        shown |= {item.report_id: item for item in page.items}
        if page.next is None:
            return shown
        page = await bench.ann.changes(page.next, limit=500)


async def _follow(world: World, acts: list[tuple[str, list[Any]]]) -> None:
    for act, what in [*acts, ("read", [])]:
        if act == "post":
            await world.post(what)
        elif act == "read":
            await world.read()
        else:
            await world.close(what[0][0])
        await world.check()


def test_any_order_of_arrivals(database_url: str) -> None:
    with asyncio.Runner() as runner:
        opening = open_bench(settings_for(database_url))
        bench = runner.run(opening.__aenter__())
        runs = iter(range(1_000_000))

        # Without the explaining phase, which traces every line of each example.
        phases = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)

        @settings(max_examples=12, deadline=None, phases=phases, suppress_health_check=list(HealthCheck))
        @given(st.lists(ACTS, min_size=1, max_size=6))
        def follow(acts: list[tuple[str, list[Any]]]) -> None:
            runner.run(_follow(World(bench, next(runs)), acts))

        try:
            follow()
        finally:
            runner.run(opening.__aexit__(None, None, None))


@pytest.mark.parametrize("posters", [8])
async def test_many_posters_of_one_report_and_many_versions_of_another(bench: Bench, posters: int) -> None:
    same = [payload("s-same") for _ in range(posters)]
    versions = [payload("s-many", f"Telling {number}.") for number in range(posters)]
    answers = await asyncio.gather(*(bench.send(body) for body in (*same, *versions)))
    assert {_version(answer) for answer in answers[:posters]} == {1}
    assert sorted(_version(answer) for answer in answers[posters:]) == list(range(1, posters + 1))
    await bench.parts.reader.catch_up()
    shown = await _feed(bench)
    assert sorted(item.version for item in shown.values()) == [1, posters]
