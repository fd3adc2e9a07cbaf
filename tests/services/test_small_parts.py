"""Hub, tasks, back-off, links, audit chain, key sources."""

from __future__ import annotations

import asyncio
import os
import random
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.builders import NOW
from tests.services.rig import Rig
from triage.models.clock import ManualClock
from triage.models.errors import KnownError
from triage.models.verdict import Reply, Transport
from triage.models.views import Link
from triage.services import audit
from triage.services.backoff import LONGEST, delay
from triage.services.hub import Hub, LinkChanged, Notice
from triage.services.links import Links, Probes
from triage.services.secret import OpenedKey, PassphraseKey, TrainingKeyFile
from triage.services.tasks import Tasks


@dataclass(frozen=True)
class Rang:
    number: int


def test_one_bad_subscriber_never_hurts_the_others() -> None:
    hub = Hub()
    heard: list[int] = []

    def breaks(_event: Rang) -> None:
        raise RuntimeError

    hub.subscribe(Rang, breaks)
    end = hub.subscribe(Rang, lambda event: heard.append(event.number))
    hub.publish(Rang(1))
    end()
    end()
    hub.publish(Rang(2))
    assert heard == [1]


async def test_a_known_error_of_a_task_is_told_at_once() -> None:
    hub = Hub()
    told: list[Notice] = []
    hub.subscribe(Notice, told.append)
    tasks = Tasks(hub)

    async def fails() -> None:
        raise KnownError("The disk is full.", "Free some space.")

    task = tasks.spawn("saving", fails())
    assert task is not None
    await asyncio.wait([task])
    assert [(notice.what, notice.do) for notice in told] == [("The disk is full.", "Free some space.")]


async def test_a_bug_is_told_once_and_without_the_words_of_its_error() -> None:
    hub = Hub()
    told: list[Notice] = []
    hub.subscribe(Notice, told.append)
    tasks = Tasks(hub)

    async def fails() -> None:
        raise RuntimeError("Dilys Probart")

    for _ in range(2):
        task = tasks.spawn("sending", fails())
        assert task is not None
        await asyncio.wait([task])
    assert [notice.level for notice in told] == ["error"]
    assert "Dilys" not in repr(told)


async def test_tasks_end_last_started_first_and_none_starts_after() -> None:
    tasks = Tasks(Hub())
    ended: list[str] = []

    async def works(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    for name in ("first", "second"):
        tasks.spawn(name, works(name))
    await asyncio.sleep(0)
    await tasks.close()
    assert ended == ["second", "first"]
    assert tasks.spawn("late", works("late")) is None


@given(st.integers(0, 10_000), st.integers(), st.none() | st.floats(0, 100_000))
def test_back_off_stays_between_its_bounds_and_honours_the_server(
    attempts: int, seed: int, retry_after: float | None
) -> None:
    wait = delay(attempts, random.Random(seed), retry_after).total_seconds()
    assert max(1.0, retry_after or 0) - 1e-6 <= wait <= max(LONGEST, retry_after or 0) + 1e-6


@pytest.mark.parametrize(
    ("outcome", "latency", "link"),
    [
        (Reply(status=200), 12.0, Link.ONLINE),
        (Reply(status=404), 12.0, Link.ONLINE),
        (Reply(status=200), 2500.0, Link.DEGRADED),
        (Reply(status=503), 12.0, Link.DEGRADED),
        (Reply(status=401), 12.0, Link.SIGNED_OUT),
        (Reply(status=200, expected_type=False), 12.0, Link.OFFLINE),
        (Transport.NOT_SENT, None, Link.OFFLINE),
        (Transport.NO_ANSWER, None, Link.OFFLINE),
    ],
)
def test_a_link_is_what_the_last_exchange_says(outcome: Reply | Transport, latency: float | None, link: Link) -> None:
    hub = Hub()
    told: list[LinkChanged] = []
    hub.subscribe(LinkChanged, told.append)
    links = Links(hub, ManualClock(NOW), {"gateway": "Gateway"})
    links.heard("gateway", outcome, latency)
    links.heard("gateway", outcome, latency)
    assert [event.link.state for event in told] == [link]


async def test_probes_ask_what_is_away_or_quiet_and_leave_the_rest_alone() -> None:
    clock = ManualClock(NOW)
    asked: list[str] = []
    links = Links(Hub(), clock, {"away": "Away", "well": "Well"})

    async def probe(name: str) -> None:
        asked.append(name)

    probes = Probes(links, clock, {name: lambda name=name: probe(name) for name in ("away", "well")})  # type: ignore[misc]
    links.heard("well", Reply(status=200), 1.0)
    links.heard("away", Transport.NOT_SENT, None)
    await probes.round()
    assert asked == ["away"]
    clock.advance(seconds=31)
    await probes.round()
    assert sorted(asked) == ["away", "away", "well"]


async def test_the_chain_holds_and_a_changed_line_breaks_it(rig: Rig) -> None:
    await rig.arrive(1)
    assert await rig.store.read(audit.verify) is None
    await rig.store.write(lambda conn: conn.execute(text("DROP TRIGGER audit_stays")).rowcount)
    await rig.store.write(lambda conn: conn.execute(text("UPDATE audit SET who = 'x' WHERE seq = 1")).rowcount)
    assert await rig.store.read(audit.verify) == 1


async def test_a_line_taken_out_breaks_the_chain(rig: Rig) -> None:
    for number in (1, 2):
        await rig.arrive(number)
    await rig.store.write(lambda conn: conn.execute(text("DROP TRIGGER audit_kept")).rowcount)
    await rig.store.write(lambda conn: conn.execute(text("DELETE FROM audit WHERE seq = 1")).rowcount)
    assert await rig.store.read(audit.verify) == 1


async def test_audit_lines_hold_no_words_of_the_report(rig: Rig) -> None:
    report_id = await rig.arrive(1)
    await rig.triage.decide(report_id)
    await rig.settle_down()
    told = repr(await rig.store.read(audit.lines))
    for word in ("Probart", "07700", "bike", "Baths", "Balance"):
        assert word not in told


def test_a_training_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    source = TrainingKeyFile(tmp_path / "home" / "training.key")
    assert source.load() == source.load()
    assert len(source.load()) == 32
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["training.key"]


@pytest.mark.skipif(os.name != "posix", reason="file modes mean nothing on Windows")
def test_a_training_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "training.key"
    TrainingKeyFile(path).load()
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(KnownError, match="read by other people"):
        TrainingKeyFile(path).load()


def test_no_new_key_is_made_for_a_store_that_is_there_already(tmp_path: Path) -> None:
    sources = (TrainingKeyFile(tmp_path / "t.key"), PassphraseKey(tmp_path / "p.key", lambda: "words"))
    for source in sources:
        with pytest.raises(KnownError, match="is not there"):
            source.load(may_make=False)
    assert not list(tmp_path.iterdir())


def test_a_passphrase_opens_what_it_closed_and_another_does_not(tmp_path: Path) -> None:
    path = tmp_path / "desk.key"
    key = PassphraseKey(path, lambda: "four quiet words here").load()
    assert PassphraseKey(path, lambda: "four quiet words here").load() == key
    assert key.hex() not in path.read_text("utf-8")
    with pytest.raises(KnownError, match="does not fit"):
        PassphraseKey(path, lambda: "other words").load()
    with pytest.raises(KnownError, match="does not fit"):
        PassphraseKey(path, lambda: "four quiet words here", OpenedKey(bytes(32))).load()


def test_a_wrapped_key_may_need_this_machine_as_well(tmp_path: Path) -> None:
    path, machine = tmp_path / "store.key", OpenedKey(bytes(range(32)))
    key = PassphraseKey(path, lambda: "four quiet words here", machine).load()
    assert PassphraseKey(path, lambda: "four quiet words here", machine).load() == key
    for beside in (None, OpenedKey(bytes(32))):
        with pytest.raises(KnownError, match="does not fit"):
            PassphraseKey(path, lambda: "four quiet words here", beside).load()


def test_a_damaged_key_file_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "desk.key"
    path.write_text("{}", "utf-8")
    with pytest.raises(KnownError, match="damaged"):
        PassphraseKey(path, lambda: "words").load()


def test_back_off_grows() -> None:
    assert delay(1, random.Random(5)) < delay(6, random.Random(5)) <= timedelta(seconds=LONGEST)
