"""How often one caller may ask: people, the hub, and whoever guesses."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateway.bench import HUB, Bench, ok, open_bench, payload, refused
from triage.gateway import rates
from triage.gateway.config import Config, LimitsConfig
from triage.gateway.rates import Rate, network_of
from triage.gateway.settings import GatewaySettings
from triage.models.clock import ManualClock


@pytest.fixture
def engine() -> str:
    """What is asked here never reaches the database, or reaches both alike."""
    return "sqlite"


def limited(settings: GatewaySettings, **limits: int) -> GatewaySettings:
    return replace(settings, config=Config(limits=LimitsConfig(**limits)))


async def test_one_person_too_many_calls_and_others_are_served(settings: GatewaySettings) -> None:
    async with open_bench(limited(settings, calls_per_minute=3)) as bench:
        for _ in range(3):
            ok(await bench.ann.call("GET", "/v1/changes"))
        bench.clock.advance(seconds=20)
        answer = await bench.ann.call("GET", "/v1/changes")
        refused(answer, 429, "too-many-calls")
        assert answer.headers["retry-after"] == "40"
        ok(await bench.bob.call("GET", "/v1/changes"))
        bench.clock.advance(seconds=40)
        ok(await bench.ann.call("GET", "/v1/changes"))


async def test_the_hub_is_asked_to_send_again_later(settings: GatewaySettings) -> None:
    async with open_bench(limited(settings, intake_per_minute=2)) as bench:
        for number in range(2):
            ok(await bench.post(payload(f"s-{number}")))
        answer = await bench.post(payload("s-2"))
        told = answer.json()["errors"][0]
        assert (answer.status_code, told["code"], told["meta"]["kind"]) == (429, "too-many-calls", "system")
        assert answer.headers["retry-after"] == "60"
        bench.clock.advance(seconds=60)
        ok(await bench.post(payload("s-2")))


async def test_secrets_cannot_be_guessed(settings: GatewaySettings) -> None:
    """After so many wrong ones the right one is not told from them for the rest of the minute."""
    async with open_bench(limited(settings, wrong_secrets_per_minute=3)) as bench:
        for number in range(3):
            assert (await bench.post(payload("s"), client_secret=f"guess-{number}")).status_code == 401
        for secret in ("guess-4", HUB["client_secret"]):
            answer = await bench.post(payload("s"), client_secret=secret)
            assert (answer.status_code, "retry-after" in answer.headers) == (429, True)
        bench.clock.advance(seconds=61)
        ok(await bench.post(payload("s")))


async def test_right_secrets_are_never_counted_as_guesses(settings: GatewaySettings) -> None:
    async with open_bench(limited(settings, wrong_secrets_per_minute=2)) as bench:
        for number in range(5):
            ok(await bench.post(payload(f"s-{number}")))


async def test_tokens_cannot_be_guessed(settings: GatewaySettings) -> None:
    async with open_bench(limited(settings, wrong_secrets_per_minute=2)) as bench:
        for name in ("guess-1", "guess-2"):
            refused(await bench.handler(name).call("GET", "/v1/changes"), 401, "unauthorised")
        for name in ("guess-3", "ann"):
            refused(await bench.handler(name).call("GET", "/v1/changes"), 429, "too-many-calls")
        bench.clock.advance(seconds=61)
        ok(await bench.ann.call("GET", "/v1/changes"))


async def test_health_is_never_limited(bench: Bench) -> None:
    for _ in range(5):
        ok(await bench.http.get("/healthz"))


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_whom_an_address_stands_for(peer: str, network: str) -> None:
    assert network_of(peer) == network


@given(amount=st.integers(0, 5), waits=st.lists(st.integers(0, 70), max_size=60))
def test_never_more_than_twice_the_amount_in_any_minute(amount: int, waits: list[int]) -> None:
    """A window begins with its first call, so that the ends of two can lie in one minute, but never three."""
    clock = ManualClock()
    rate = Rate(amount, clock)
    passed: deque[float] = deque()
    for wait in waits:
        clock.advance(seconds=wait)
        now = clock.now().timestamp()
        left = rate.hit("x")
        assert (left == 0) or rate.spent("x") == left
        assert 0 <= left <= 60
        if left == 0:
            passed.append(now)
        while passed and passed[0] <= now - 60:
            passed.popleft()
        assert amount == 0 or len(passed) <= 2 * amount
        assert amount or left == 0


@given(amount=st.integers(1, 5), early=st.integers(0, 59))
def test_after_the_wait_that_was_told_the_next_call_passes(amount: int, early: int) -> None:
    clock = ManualClock()
    rate = Rate(amount, clock)
    for _ in range(amount):
        assert rate.hit("x") == 0
    clock.advance(seconds=early)
    clock.advance(seconds=rate.hit("x"))
    assert rate.hit("x") == 0


def test_callers_without_end_take_no_memory_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_CALLERS", 10)
    rate = Rate(1, ManualClock())
    for number in range(100):
        assert rate.hit(f"caller-{number}") == 0
    assert rate.hit("caller-99") == 60
    assert rate.hit("caller-0") == 0
