"""Who goes together, and that nobody is forgotten, doubled or told what belongs to another."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.gateway.database import DatabaseDown
from triage.gateway.gathering import MOST, Gathering

Item = tuple[str, int]
"""A key, and which of its items."""
BAD = "bad"


class Store:
    """Keeps what it is given; a flight ends when the test lets it."""

    def __init__(self) -> None:
        self.kept: list[Item] = []
        self.flights: list[list[Item]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.under_way = 0
        self.error: Exception | None = None
        self.raced: set[Item] = set()
        self.gathering = Gathering(self.together, self.alone, key=lambda item: item[0])

    async def together(self, items: Sequence[Item]) -> list[str | None]:
        self.flights.append(list(items))
        self.under_way += 1
        try:
            assert self.under_way == 1
            await asyncio.sleep(0)
            await self.gate.wait()
        finally:
            self.under_way -= 1
        if self.error:
            raise self.error
        if any(key == BAD for key, _ in items):
            raise ValueError(BAD)
        self.kept += [item for item in items if item not in self.raced]
        return [None if item in self.raced else f"kept {item}" for item in items]

    async def alone(self, item: Item) -> str:
        await asyncio.sleep(0)
        await self.gate.wait()
        if item[0] == BAD:
            raise ValueError(BAD)
        self.kept.append(item)
        return f"kept {item}"

    async def send(self, *items: Item) -> list[str | BaseException]:
        return await asyncio.gather(*(self.gathering.store(item) for item in items), return_exceptions=True)


async def turns(count: int = 5) -> None:
    """Let everybody who can go on go on."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_whoever_comes_during_a_flight_takes_the_next_together() -> None:
    store = Store()
    store.gate.clear()
    async with asyncio.TaskGroup() as group:
        group.create_task(store.send(("first", 0)))
        await turns()
        group.create_task(store.send(*((f"r{n}", n) for n in range(MOST + 1))))
        await turns()
        store.gate.set()
    assert [len(flight) for flight in store.flights] == [MOST]
    assert len(store.kept) == MOST + 2


async def test_a_bad_one_is_refused_alone() -> None:
    store = Store()
    answers = await store.send(("a", 1), (BAD, 1), ("b", 1))
    assert isinstance(answers[1], ValueError)
    assert [answers[0], answers[2]] == ["kept ('a', 1)", "kept ('b', 1)"]


async def test_a_database_that_nobody_reaches_is_told_to_all_and_asked_once() -> None:
    store = Store()
    store.error = DatabaseDown()
    store.error.__cause__ = ConnectionRefusedError()
    answers = await store.send(("a", 1), ("b", 1), ("c", 1))
    assert all(isinstance(answer, DatabaseDown) for answer in answers)
    assert (len(store.flights), store.kept) == (1, [])


@pytest.mark.parametrize("error", [DatabaseDown(), ValueError()])
async def test_whatever_else_fails_is_tried_one_by_one(error: Exception) -> None:
    store = Store()
    store.error = error
    assert await store.send(("a", 1), ("b", 1)) == ["kept ('a', 1)", "kept ('b', 1)"]


ITEMS = st.lists(st.tuples(st.sampled_from(["a", "b", "c", BAD]), st.integers(0, 3)), min_size=1, max_size=12)


async def follow(items: list[Item], cancelled: set[int], raced: set[int], wait: int) -> None:
    store = Store()
    store.raced = {items[at] for at in raced if at < len(items)}
    tasks: list[asyncio.Task[str]] = []
    for at, item in enumerate(items):
        tasks.append(asyncio.get_running_loop().create_task(store.gathering.store(item)))
        await turns(at % (wait + 1))
        for other in cancelled & set(range(at + 1)):
            tasks[other].cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    for at, (item, answer) in enumerate(zip(items, answers, strict=True)):
        if isinstance(answer, asyncio.CancelledError):
            assert at in cancelled
        elif item[0] == BAD:
            assert isinstance(answer, ValueError)
        else:
            assert answer == f"kept {item}"
            assert item in store.kept
    for flight in store.flights:
        assert len({key for key, _ in flight}) == len(flight) > 1
    async with asyncio.timeout(5):  # and nobody blocks the way
        assert await store.gathering.store(("last", 0)) == "kept ('last', 0)"


@settings(deadline=None, max_examples=100)
@given(ITEMS, st.sets(st.integers(0, 11)), st.sets(st.integers(0, 11)), st.integers(0, 4))
def test_everybody_is_told_what_is_theirs(items: list[Item], cancelled: set[int], raced: set[int], wait: int) -> None:
    """Some are cancelled (before, while or after they fly), some lose a race and go alone."""
    asyncio.run(follow(items, cancelled, raced, wait))
