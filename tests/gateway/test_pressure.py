"""Reading steps aside while much arrives, for a bounded time."""

from __future__ import annotations

import asyncio

from tests.gateway.bench import Bench, payload
from triage.gateway.pressure import BUSY, HELD_SECONDS, Pressure
from triage.gateway.reader import Reader
from triage.gateway.readers import Readers


class Counter:
    """Seconds; ``step`` more at each look."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.step = 0.0

    def __call__(self) -> float:
        self.seconds += self.step
        return self.seconds


def under_pressure() -> tuple[Pressure, Counter]:
    counter = Counter()
    pressure = Pressure(counter)
    for _ in range(4 * BUSY):
        pressure.arrived()
    return pressure, counter


def test_a_few_reports_are_no_pressure_and_many_are_for_as_long_as_they_come() -> None:
    counter = Counter()
    pressure = Pressure(counter)
    for _ in range(20):
        pressure.arrived()
        counter.seconds += 1 / 10
    assert not pressure.busy
    for _ in range(10 * BUSY):
        pressure.arrived()
        counter.seconds += 1 / (4 * BUSY)
    assert pressure.busy
    counter.seconds += 2
    assert not pressure.busy


async def test_it_ends_when_it_is_calm_and_at_the_latest_after_the_time_given() -> None:
    pressure, counter = under_pressure()
    counter.step = 0.2
    await pressure.stand_back(60)
    assert not pressure.busy
    pressure, _ = under_pressure()
    async with asyncio.timeout(5):
        await pressure.stand_back(0)
    assert pressure.busy


async def test_other_work_lets_reading_go_first_for_a_bounded_time() -> None:
    counter = Counter()
    pressure = Pressure(counter)
    pressure.behind = True
    counter.step = HELD_SECONDS / 4
    await pressure.let_reading_go_first()
    assert counter.seconds >= HELD_SECONDS
    before = counter.seconds
    await pressure.stand_back(60)
    assert counter.seconds - before < HELD_SECONDS, "reading itself does not wait for reading"


async def test_reading_waits_while_the_oldest_is_young_and_not_longer(bench: Bench) -> None:
    pressure, _ = under_pressure()  # for ever
    readers = Readers(0)
    reader = Reader(bench.parts.database, bench.parts.clock, bench.parts.profiles, readers, pressure)
    await bench.send(payload("s-1"))
    waits = asyncio.get_running_loop().create_task(reader.round_behind())
    for _ in range(3):
        assert (await reader.waiting()).count == 1
    assert not waits.done()
    waits.cancel()
    bench.clock.advance(seconds=HELD_SECONDS)
    assert await reader.round_behind()
    assert (await reader.waiting()).count == 0
    readers.close()
