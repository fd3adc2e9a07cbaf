"""Which report a claim serves: exactly the order of the pure model, by index; and what running out leads to."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text

from tests.builders import a_profile
from tests.gateway.bench import Bench, Handler, ok, open_bench, refused, settings_for
from triage.gateway import tables
from triage.gateway.claims import FUNCTION
from triage.gateway.config import Config, QueueConfig
from triage.gateway.settings import GatewaySettings
from triage.gateway.sweeper import sweep
from triage.models.clock import ManualClock
from triage.models.profile import Leases
from triage.models.query import LIFTED_RANK, lift_at
from triage.models.stage import Stage

NOW = ManualClock().now()


@dataclass(frozen=True, slots=True)
class Line:
    """A waiting report, as far as its place in the queue goes."""

    report_id: str
    rank: int
    due_at: datetime
    deferred_until: datetime | None = None
    stage: str = "incoming"

    def place(self) -> tuple[int, datetime, str]:
        """Its place by models/query.py: risk first; what is due soon is lifted, never above the highest risk."""
        lifted = self.rank > LIFTED_RANK and self.due_at <= lift_at(NOW, 10)
        return (LIFTED_RANK if lifted else self.rank, self.due_at, self.report_id)

    @property
    def served(self) -> bool:
        return self.stage == "incoming" and (self.deferred_until is None or self.deferred_until <= NOW)


MINUTES = st.integers(-30, 40).map(lambda minutes: NOW + timedelta(minutes=minutes))
QUEUES = st.lists(
    st.tuples(
        st.integers(0, 3),
        MINUTES | st.just(lift_at(NOW, 10)),
        st.none() | MINUTES,
        st.sampled_from(["incoming"] * 5 + ["held", "closed", "claimed"]),
    ),
    max_size=14,
)


async def fill(bench: Bench, template: str, lines: list[Line]) -> None:
    """Replace all reports by copies of one that stand as the lines say."""
    reports, versions = tables.reports, tables.versions
    async with bench.parts.database.write() as connection:
        row = dict((await connection.execute(select(reports).where(reports.c.report_id == template))).mappings().one())
        report = await connection.scalar(select(versions.c.report).where(versions.c.report_id == template))
        for table in (tables.leases, versions, reports):
            await connection.execute(delete(table).where(table.c.report_id.like("line-%")))
        for line in lines:
            told = {"rank": line.rank, "due_at": line.due_at, "deferred_until": line.deferred_until}
            values = {**row, **told, "report_id": line.report_id, "submission_id": line.report_id, "stage": line.stage}
            await connection.execute(insert(reports).values(values))
            values = {"report_id": line.report_id, "version": 1, "report": report, "received_at": NOW}
            await connection.execute(insert(versions).values(values))


async def test_the_order_served_is_that_of_the_model(database_url: str) -> None:
    """Reports are taken by several claims of several sizes; one after the other they give the model's order."""
    profile = a_profile(leases=Leases(max_held=50))
    async with open_bench(settings_for(database_url, profile=profile)) as bench:
        template = await bench.arrive("s-template")
        async with bench.parts.database.write() as connection:
            await connection.execute(tables.reports.update().values(stage="closed"))
        loop = asyncio.get_running_loop()

        async def check(queue: list[tuple[int, datetime, datetime | None, str]], sizes: list[int], high: bool) -> None:
            lines = [Line(f"line-{n:02}", *drawn) for n, drawn in enumerate(queue)]
            await fill(bench, template, lines)
            expected = [line for line in sorted(lines, key=Line.place) if line.served]
            if high:
                expected = [line for line in expected if line.rank == 0]
            served: list[str] = []
            for size in sizes:
                body = {"max": size, "view": "high_risk" if high else "to_do"}
                answer = await bench.ann.call("POST", "/v1/claims", body)
                served += [one["report_id"] for one in (answer.json() if answer.status_code == 200 else [])]
            assert served == [line.report_id for line in expected][: sum(sizes)]

        @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(queue=QUEUES, sizes=st.lists(st.integers(1, 5), min_size=1, max_size=5), high=st.booleans())
        def run(queue: list[Any], sizes: list[int], high: bool) -> None:
            asyncio.run_coroutine_threadsafe(check(queue, sizes, high), loop).result(60)

        await asyncio.to_thread(run)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_no_claim_sorts_or_scans_the_whole_queue(bench: Bench) -> None:
    """With 20,000 waiting each of the claim's three looks reads a handful of index entries."""
    async with bench.parts.database.write() as connection:
        await connection.execute(
            text(
                "INSERT INTO reports (report_id, submission_id, version, stage, rank, due_at, received_at, summary, "
                "assessment) SELECT 'r' || n, 's' || n, 1, 'incoming', n % 4, timestamptz '2026-11-20 06:00+00' "
                "+ (n * 7919) % 2880 * interval '1 minute', now(), '', '' FROM generate_series(1, 20000) n"
            )
        )
    looks = (
        ("rank < 1", "rank, due_at, report_id"),
        ("rank >= 1 AND due_at <= '2026-11-20 06:10+00'", "due_at, report_id"),
        ("rank >= 1 AND due_at > '2026-11-20 06:10+00'", "rank, due_at, report_id"),
    )
    async with bench.parts.database.read() as connection:
        await connection.execute(text("SET LOCAL enable_sort = off"))
        for where, order in looks:
            query = f"SELECT report_id FROM reports WHERE stage = 'incoming' AND {where} ORDER BY {order} LIMIT 3"
            plan = (await connection.execute(text(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}"))).scalar_one()
            told = plan if isinstance(plan, list) else json.loads(plan)
            root = told[0]["Plan"]
            assert "Sort" not in str(told), told
            assert root["Shared Hit Blocks"] + root["Shared Read Blocks"] < 50, told


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_claim_is_never_compiled(bench: Bench) -> None:
    """Sorts that are turned off look so dear that PostgreSQL compiled each claim: 180 ms where it takes two."""
    query = text("SELECT proconfig FROM pg_proc WHERE proname = :name").bindparams(name=FUNCTION)
    async with bench.parts.database.read() as connection:
        assert "jit=off" in (await connection.execute(query)).scalar_one()


async def test_two_calls_of_one_person_at_once_stay_within_what_one_may_hold(bench: Bench, ann: Handler) -> None:
    for number in range(6):
        await bench.arrive(f"s-{number}")
    answers = await asyncio.gather(*(ann.call("POST", "/v1/claims", {"max": 2}) for _ in range(4)))
    taken = [one["report_id"] for answer in answers if answer.status_code == 200 for one in answer.json()]
    assert len(taken) == len(set(taken)) == 3
    assert {answer.status_code for answer in answers} <= {200, 409}


async def test_a_run_out_report_is_served_by_the_very_next_claim(bench: Bench, ann: Handler, bob: Handler) -> None:
    held = (await ann.take(seconds=2))[0] if await bench.arrive("s-1") else None
    assert held is not None
    assert await bob.take() == ()
    bench.clock.advance(seconds=2)
    taken = (await bob.take())[0]
    assert (taken.report_id, taken.fence, taken.delivery_count) == (held.report_id, 2, 2)


async def test_the_answer_is_the_same_as_reading_the_report(bench: Bench, ann: Handler, bob: Handler) -> None:
    await bench.arrive("s-1")
    first = (await bob.take())[0]
    ok(await bob.put_draft(first))
    ok(await bob.release(first))
    taken = (await ann.take())[0]
    read = await ann.report(taken.report_id)
    assert taken.report == read
    assert taken.report.draft is not None
    assert taken.report.summary.held_by == "ann"


@pytest.fixture
def patient(settings: GatewaySettings) -> GatewaySettings:
    return replace(settings, config=Config(queue=QueueConfig(most_deliveries=2)))


async def run_out(bench: Bench, me: Handler, *, by_claim: bool) -> str:
    taken = (await me.take(seconds=60))[0]
    bench.clock.advance(seconds=61)
    if not by_claim:
        await sweep(bench.parts)
    return taken.report_id


@pytest.mark.parametrize("by_claim", [True, False])
async def test_a_report_that_ran_out_too_often_waits_for_a_person(patient: GatewaySettings, by_claim: bool) -> None:
    async with open_bench(patient) as bench:
        await bench.arrive("s-1")
        report_id = await run_out(bench, bench.ann, by_claim=by_claim)
        assert await run_out(bench, bench.bob, by_claim=by_claim) == report_id
        assert await bench.ann.take() == ()
        summary = (await bench.ann.report(report_id)).summary
        assert (summary.stage, summary.delivery_count) == (Stage.HELD, 2)
        assert summary.waiting_why == "Its lease ran out 2 times"
        held = await bench.ann.claim(report_id)
        assert (held.fence, held.delivery_count) == (3, 3)


async def test_the_last_lease_of_a_held_report_is_lost(patient: GatewaySettings) -> None:
    async with open_bench(patient) as bench:
        await bench.arrive("s-1")
        await run_out(bench, bench.ann, by_claim=False)
        held = (await bench.ann.take(seconds=60))[0]
        bench.clock.advance(seconds=61)
        await sweep(bench.parts)
        refused(await bench.ann.renew(held), 409, "lease-lost")
        refused(await bench.ann.begin(held), 409, "lease-lost")


async def test_giving_back_and_reviving_are_no_failed_delivery(patient: GatewaySettings) -> None:
    async with open_bench(patient) as bench:
        await bench.arrive("s-1")
        for _ in range(3):
            ok(await bench.ann.release((await bench.ann.take())[0]))
        held = (await bench.ann.take(seconds=60))[0]
        for _ in range(3):
            bench.clock.advance(seconds=61)
            await sweep(bench.parts)
            ok(await bench.ann.renew(held, 60))
        assert (await bench.ann.report(held.report_id)).summary.stage is Stage.CLAIMED


async def test_a_begun_report_outlasts_its_lease_and_is_not_held(patient: GatewaySettings) -> None:
    async with open_bench(patient) as bench:
        await bench.arrive("s-1")
        held = (await bench.ann.take(seconds=60))[0]
        await bench.ann.begun(held)
        for _ in range(3):
            bench.clock.advance(seconds=61)
            await sweep(bench.parts)
        ok(await bench.ann.settle(held))


async def test_a_grant_never_begins_before_the_one_before_it_ended(bench: Bench, ann: Handler, bob: Handler) -> None:
    """The clock of the gateway that grants is behind that of the gateway that gave the report back."""
    await bench.arrive("s-1")
    first = (await ann.take(seconds=60))[0]
    bench.clock.advance(seconds=90)
    await sweep(bench.parts)
    bench.clock.advance(seconds=-80)
    second = (await bob.take(seconds=60))[0]
    assert second.granted_at >= first.lease_expires_at
    ok(await bob.release(second))
    bench.clock.advance(seconds=-80)
    third = await ann.claim(first.report_id)
    assert third.granted_at >= second.granted_at
