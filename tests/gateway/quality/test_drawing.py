"""The draw: the same for whoever asks again, no decision likelier than another, nobody's work changes another's."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.gateway.bench import Bench
from triage.gateway.quality.drawing import Settled, draw, secret_of

AT = datetime(2026, 11, 18, 9, tzinfo=UTC)
SECRET = bytes(range(32))
WEEK = "2026-W47"


def settled(name: int, handler: str = "ann") -> Settled:
    return Settled(f"report-{name}", 1, handler, AT, "incident", erased=False)


some = st.lists(
    st.builds(settled, st.integers(0, 200), st.sampled_from(("ann", "bob"))), max_size=30, unique_by=lambda one: one.key
)


@given(some, st.randoms(use_true_random=False), st.integers(1, 5))
def test_the_order_in_which_rows_come_and_the_work_of_others_change_nothing(found, random, most) -> None:  # type: ignore[no-untyped-def]
    told = draw(SECRET, WEEK, found, most)
    random.shuffle(found)
    assert draw(SECRET, WEEK, found, most) == told
    alone = draw(SECRET, WEEK, [one for one in found if one.handler == "ann"], most)
    assert alone.get("ann") == told.get("ann")
    for theirs in told.values():
        assert len(theirs) == min(most, sum(1 for one in found if one.handler == theirs[0].handler))


def test_an_erased_one_keeps_its_place() -> None:
    ten = [settled(name) for name in range(10)]
    first = draw(SECRET, WEEK, ten, 3)["ann"]
    gone = replace(first[0], erased=True)
    told = draw(SECRET, WEEK, [gone if one == first[0] else one for one in ten], 3)["ann"]
    assert told == (gone, *first[1:])


def test_each_is_drawn_about_as_often_over_many_secrets() -> None:
    ten = [settled(name) for name in range(10)]
    counted = Counter(one.report_id for seed in range(2000) for one in draw(seed.to_bytes(32), WEEK, ten, 3)["ann"])
    assert len(counted) == 10
    assert all(500 < number < 700 for number in counted.values()), counted  # 600 expected, 20.5 the deviation


def test_another_week_or_secret_draws_otherwise() -> None:
    many = [settled(name) for name in range(100)]
    drawn = {draw(secret, week, many, 5)["ann"] for secret in (SECRET, bytes(32)) for week in (WEEK, "2026-W48")}
    assert len(drawn) == 4


async def test_all_gateways_of_a_database_have_one_secret(bench: Bench) -> None:
    first = await secret_of(bench.parts.database)
    assert (len(first), await secret_of(bench.parts.database)) == (32, first)
