"""The second look raises what the first senses left low, as one change of the feed, once, and takes nothing back."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from sqlalchemy import func, select

from tests.gateway.bench import Bench
from triage.gateway import tables
from triage.gateway.pressure import Pressure
from triage.gateway.second_looks import BATCH, RAISED, SecondLooks
from triage.insight.risk.second_look import SecondLook, shipped_second_look
from triage.models.indicators import RiskLevel

PLAIN = "A shed was opened in the night and two bicycles are gone from it, the lock is on the lawn."


@cache
def eager() -> SecondLook:
    """The shipped model, told that everything speaks."""
    shipped = shipped_second_look()
    assert shipped is not None
    return replace(shipped, least=dict.fromkeys(shipped.outputs, -100.0))


def looks(bench: Bench, *, wanted: bool = True) -> SecondLooks:
    parts = bench.parts
    return SecondLooks(parts.database, parts.clock, parts.pool, Pressure(), wanted=wanted, source=eager)


async def words(bench: Bench, report_id: str) -> list[str]:
    changes = tables.changes
    async with bench.parts.database.read() as connection:
        found = await connection.scalars(
            select(changes.c.word).where(changes.c.report_id == report_id).order_by(changes.c.seq)
        )
        return list(found.all())


async def waiting(bench: Bench) -> int:
    async with bench.parts.database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(tables.second_looks)) or 0)


async def test_what_is_raised_is_a_change_with_the_words_that_made_it(bench: Bench) -> None:
    report_id = await bench.arrive("s-1", PLAIN)
    before = await bench.ann.report(report_id)
    assert before.summary.risk is not RiskLevel.HIGH
    await looks(bench).round()
    after = await bench.ann.report(report_id)
    assert after.summary.risk is RiskLevel.HIGH
    assert after.assessment.min_grade == "emergency"
    assert all(hit.quote == PLAIN[hit.start : hit.end] for hit in after.assessment.indicators if hit.start >= 0)
    assert after.summary.etag == before.summary.etag  # whoever decides meanwhile decides on the same words
    assert await words(bench, report_id) == ["new", RAISED]


async def test_it_is_looked_at_once(bench: Bench) -> None:
    report_id = await bench.arrive("s-1", PLAIN)
    room = looks(bench)
    await room.round()
    assert await waiting(bench) == 0
    assert not await room.round()
    assert (await words(bench, report_id)).count(RAISED) == 1


async def test_a_claim_outlives_it(bench: Bench) -> None:
    report_id = await bench.arrive("s-1", PLAIN)
    held = await bench.ann.claim(report_id)
    await looks(bench).round()
    assert (await bench.ann.report(report_id)).summary.held_by == "ann"
    assert held.fence == 1


async def test_only_the_newest_version_is_looked_at(bench: Bench) -> None:
    report_id = await bench.arrive("s-1", PLAIN)
    await bench.arrive("s-1", "Please take no notice, my son had moved the bicycles into the house for the winter.")
    await looks(bench).round()
    assert await waiting(bench) == 0
    assert (await words(bench, report_id)).count(RAISED) == 1


async def test_what_may_still_rise_is_looked_at_before_what_came_earlier(bench: Bench) -> None:
    early = [await bench.arrive(f"early-{number}", f"{PLAIN} It was number {number}.") for number in range(BATCH + 2)]
    late = await bench.arrive("late", "My neighbour punched me in the arm on Saturday. It is bruised.")
    assert (await bench.ann.report(late)).summary.risk is RiskLevel.RAISED
    assert await looks(bench).round()
    assert RAISED in await words(bench, late)
    assert RAISED in await words(bench, early[0])
    assert RAISED not in await words(bench, early[-1])


async def test_unwanted_it_lets_go_of_what_waits(bench: Bench) -> None:
    report_id = await bench.arrive("s-1", PLAIN)
    await looks(bench, wanted=False).round()
    assert await waiting(bench) == 0
    assert RAISED not in await words(bench, report_id)
