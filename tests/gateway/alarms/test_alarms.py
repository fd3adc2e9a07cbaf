"""An alarm is raised once, told again in its rhythm, and told as over; by real mail and a real webhook."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.gateway.alarms.receiver import Receiver, receiving
from tests.gateway.authority import Authority
from tests.gateway.bench import ON_SQLITE, Bench, ok, open_bench, payload, refused
from tests.gateway.messages.relay import Relay, config_for, relaying
from tests.gateway.workflow.desk import workflow_settings
from triage.gateway import tables
from triage.gateway.alarms import raising
from triage.gateway.alarms.conditions import Holds, holding
from triage.gateway.alarms.tellers import signature
from triage.gateway.config import AlertsConfig, Config, LimitsConfig
from triage.gateway.config.alerts import WebhookConfig
from triage.models import codec
from triage.models.alarms import Alarms, ViewAlarmPut
from triage.models.errors import InputError
from triage.models.oversight import StaffedHours, staffed_since
from triage.models.query import ListQuery, View
from triage.models.view_store import ViewList, ViewPut

DUTY = "duty@force.example"
SECRET = "a-shared-secret"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "alarms")


@pytest.fixture
async def relay(authority: Authority) -> AsyncIterator[Relay]:
    async with relaying(authority) as running:
        yield running


@pytest.fixture
async def receiver(authority: Authority) -> AsyncIterator[Receiver]:
    async with receiving(authority) as running:
        yield running


@pytest.fixture
def config(relay: Relay, receiver: Receiver, authority: Authority, tmp_path: Path) -> Config:
    (tmp_path / "hook").write_text(f"{SECRET}\n")
    webhook = WebhookConfig(
        url=f"https://localhost:{receiver.port}/alarms", secret_file=str(tmp_path / "hook"), ca_file=str(authority.file)
    )
    return Config(
        limits=LimitsConfig(calls_per_minute=0),
        messages=config_for(relay, authority, tmp_path),
        alerts=AlertsConfig(addresses=(DUTY,), webhook=webhook),
    )


@pytest.fixture
async def bench(database_url: str, config: Config) -> AsyncIterator[Bench]:
    async with open_bench(workflow_settings(database_url, config=config)) as opened:
        yield opened


async def high_risk(bench: Bench, name: str = "s-1", **more: Any) -> str:
    """A report whose risk is high, whatever the words of the day make of it."""
    report_id = await bench.arrive(name, "He has a knife and says he will kill me.", **more)
    reports = tables.reports
    async with bench.parts.database.write() as connection:
        await connection.execute(update(reports).where(reports.c.report_id == report_id).values(rank=0))
    return report_id


async def round_(bench: Bench, minutes: float = 0) -> None:
    """Time passes, the gateway looks and tells all that is due."""
    await bench.parts.figures.presence.round()
    bench.clock.advance(minutes=minutes)
    await bench.parts.alarms.look()
    while await bench.parts.alarms.posts.round():
        pass


def words(receiver: Receiver) -> list[tuple[str, str]]:
    told = [json.loads(body) for _, body in receiver.taken]
    return [(one["what"], one["word"]) for one in told]


async def standing(bench: Bench) -> Alarms:
    return codec.decode(Alarms, ok(await bench.handler("sue").call("GET", "/v1/alarms")).content)


async def test_high_risk_that_nobody_takes_is_told_once_then_in_its_rhythm_then_as_over(
    bench: Bench, receiver: Receiver, relay: Relay
) -> None:
    report_id = await high_risk(bench)
    await round_(bench, 14)
    assert receiver.taken == []
    await round_(bench, 2)
    await round_(bench, 30)
    assert words(receiver) == [("high_unseen", "raised")]
    await round_(bench, 30)
    assert words(receiver)[1:] == [("high_unseen", "still")]
    (one,) = (await standing(bench)).standing
    assert (one.count, one.report_ids) == (1, (report_id,))
    await bench.ann.claim(report_id)
    await round_(bench, 1)
    assert words(receiver)[2:] == [("high_unseen", "over")]
    assert (await standing(bench)).standing == ()
    subjects = [str(mail["Subject"]) for mail in relay.taken]
    assert [subject.partition(". ")[2].partition(":")[0] for subject in subjects] == ["Alarm", "Alarm, still", "Over"]
    text = relay.taken[0].get_content()
    assert report_id[:8] in text
    assert "knife" not in "".join([text, *(body.decode() for _, body in receiver.taken)])


async def test_a_webhook_is_signed_and_named_for_once(bench: Bench, receiver: Receiver) -> None:
    await high_risk(bench)
    await round_(bench, 16)
    ((headers, body),) = receiver.taken
    at, _, told = headers["triage-signature"].partition(",v1=")
    assert told == signature(SECRET, int(at.removeprefix("t=")), body)
    assert headers["idempotency-key"].startswith("triage-alarm-")
    assert json.loads(body)["oldest_seconds"] == 16 * 60


@pytest.mark.parametrize("answers", [[503, 500], [0], [302], [404]])
async def test_what_is_not_taken_is_told_again_in_order(bench: Bench, receiver: Receiver, answers: list[int]) -> None:
    receiver.script = list(answers)
    report_id = await high_risk(bench)
    await round_(bench, 16)
    await bench.ann.claim(report_id)
    for _ in range(len(answers) + 2):
        await round_(bench, 10)
    assert words(receiver) == [("high_unseen", "raised")] * (len(answers) + 1) + [("high_unseen", "over")]
    keys = [headers["idempotency-key"] for headers, _ in receiver.taken]
    assert len(set(keys)) == 2


async def test_a_dead_receiver_is_given_up_and_holds_up_nobody(bench: Bench, receiver: Receiver, relay: Relay) -> None:
    receiver.script = [503] * 40
    await high_risk(bench)
    await round_(bench, 16)
    assert len(relay.taken) == 1
    heard = await standing(bench)
    assert (heard.standing[0].outside, heard.outside.sent_at) == (heard.outside, bench.clock.now())
    assert (heard.outside.word, heard.outside.reason) == ("raised", "The webhook answered 503.")
    assert heard.outside.trying
    await round_(bench, 24 * 60)
    await round_(bench, 30)
    async with bench.parts.database.read() as connection:
        posts = tables.alarm_posts
        rows = (await connection.execute(posts.select().order_by(posts.c.id))).mappings().all()
    first = next(row for row in rows if row["target"] == "webhook")
    assert (first["next_at"], first["sent_at"], first["reason"]) == (None, None, "The webhook answered 503.")


async def test_two_gateways_raise_it_once(bench: Bench, receiver: Receiver, config: Config) -> None:
    await high_risk(bench)
    bench.clock.advance(minutes=16)
    async with open_bench(replace(bench.parts.settings, config=config), bench.clock) as other:
        await other.parts.alarms.look()
        await round_(bench)
        await round_(other)
    assert words(receiver) == [("high_unseen", "raised")]


@ON_SQLITE
async def test_what_is_watched_is_counted_beside_the_writer(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look took the one writer's place for as long as all views took to count."""
    writing: list[bool] = []

    async def counted(connection: AsyncConnection, *_rest: object) -> list[Holds]:
        async with bench.parts.database.write() as writer:  # would wait for ever
            writing.append(writer is not connection)
        return await holding(connection, bench.parts.alarms.config, bench.parts.profiles.current, bench.clock.now())

    monkeypatch.setattr(raising, "holding", counted)
    await high_risk(bench)
    bench.clock.advance(minutes=16)
    async with asyncio.timeout(5):
        assert await bench.parts.alarms.look() == 1
    assert writing == [True]


async def test_a_shared_view_that_is_deleted_takes_its_alarm_with_it(bench: Bench) -> None:
    sue, put = bench.handler("sue"), ViewPut(name="Hate", query=ListQuery(view=View.ALL), shared=True)
    for told in (put, replace(put, shared=False)):
        ok(await sue.call("PUT", "/v1/views/hate", told))
    ok(await sue.call("PUT", "/v1/alarms/views/hate", ViewAlarmPut(most_count=1)))
    for shared, left in ((False, ["hate"]), (True, [])):
        views = codec.decode(ViewList, ok(await sue.call("GET", "/v1/views")).content).items
        (etag,) = (one.etag for one in views if one.shared is shared)
        path = f"/v1/views/hate?shared={str(shared).lower()}"
        assert (await sue.call("DELETE", path, If_Match=f'"{etag}"')).status_code == 204
        assert [one.view for one in (await standing(bench)).views] == left


async def test_the_key_of_a_view_does_not_leave(bench: Bench, receiver: Receiver) -> None:
    """The end of a key may be a word that somebody chose."""
    sue, view = bench.handler("sue"), ViewPut(name="Smiths", query=ListQuery(view=View.ALL), shared=True)
    ok(await sue.call("PUT", "/v1/views/dv-smiths", view))
    ok(await sue.call("PUT", "/v1/alarms/views/dv-smiths", ViewAlarmPut(most_count=0)))
    await bench.arrive("s-1")
    await round_(bench, 1)
    (one,) = (await standing(bench)).standing
    told = receiver.taken[0][1]
    assert (json.loads(told)["view"], len(one.mark)) == (one.mark, 6)
    assert b"smiths" not in told


async def test_silence_counts_in_staffed_hours_only(bench: Bench, receiver: Receiver) -> None:
    hours = (StaffedHours(start="07:00", end="19:00"),)
    profile = replace(bench.parts.profiles.current, version="hours-1", staffing=hours)
    await bench.parts.profiles.offer(profile, "test")
    await bench.arrive("s-1", sent="2026-11-20T05:50:00+00:00")
    await bench.ann.call("GET", "/v1/changes")  # at 06:00, before anybody has to be there
    await round_(bench, 60 + 74)
    assert words(receiver) == []
    await round_(bench, 2)
    assert words(receiver) == [("nobody", "raised")]
    await bench.ann.claim((await bench.ann.changes()).items[0].report_id)
    await round_(bench, 46)
    assert words(receiver)[1:] == [("nobody", "over"), ("silent", "raised")]
    ok(await bench.post(payload("s-2")))
    await round_(bench, 0)
    assert words(receiver)[3:] == [("silent", "over")]
    bench.clock.at = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
    await round_(bench)
    assert words(receiver)[4:] == []


async def test_the_alarm_on_a_view(bench: Bench, receiver: Receiver) -> None:
    sue = bench.handler("sue")
    for limits, field in ((ViewAlarmPut(), "most_count"), (ViewAlarmPut(most_count=-1), "most_count")):
        problem = refused(await sue.call("PUT", "/v1/alarms/views/to_do", limits), 422, "invalid")
        assert problem.errors[0].pointer == f"/{field}"
    refused(await sue.call("PUT", "/v1/alarms/views/mine", ViewAlarmPut(most_count=1)), 404, "not-found")
    refused(await bench.ann.call("PUT", "/v1/alarms/views/to_do", ViewAlarmPut(most_count=1)), 403, "forbidden")
    ok(await sue.call("PUT", "/v1/alarms/views/to_do", ViewAlarmPut(most_count=1, most_minutes=30)))
    await bench.arrive("s-1")
    await round_(bench, 1)
    assert words(receiver) == []
    await bench.arrive("s-2")
    await round_(bench, 1)
    assert words(receiver) == [("view", "raised")]
    assert json.loads(receiver.taken[0][1])["view"] == "to_do"
    assert [one.view for one in (await standing(bench)).views] == ["to_do"]
    assert (await sue.call("DELETE", "/v1/alarms/views/to_do")).status_code == 204
    await round_(bench, 1)
    assert words(receiver)[1:] == [("view", "over")]


@ON_SQLITE
@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (AlertsConfig(addresses=("nobody",)), "alerts.addresses[0]"),
        (AlertsConfig(give_up_hours=0), "alerts.give_up_hours"),
        (AlertsConfig(nobody_minutes=0.5), "alerts.nobody_minutes"),
        (AlertsConfig(webhook=WebhookConfig(url="http://force.example/a", bearer_file="b")), "alerts.webhook.url"),
        (AlertsConfig(webhook=WebhookConfig(url="https://force.example/a")), "alerts.webhook"),
    ],
)
async def test_wrong_settings_are_named(database_url: str, config: Config, wrong: AlertsConfig, key: str) -> None:
    with pytest.raises(InputError) as error:
        async with open_bench(workflow_settings(database_url, config=replace(config, alerts=wrong))):
            pass
    assert [fault.pointer for fault in error.value.errors] == [key]


def test_staffed_hours_over_midnight_and_when_the_clocks_go_back() -> None:
    nights = (StaffedHours(days=("sat",), start="22:00", end="06:00"), StaffedHours(days=("sun",), start="06:00"))
    began = datetime(2026, 10, 24, 21, 0, tzinfo=UTC)  # 22:00 in summer time; the clocks go back at 02:00
    assert staffed_since(nights, began - timedelta(seconds=1)) is None
    assert staffed_since(nights, datetime(2026, 10, 25, 5, 59, tzinfo=UTC)) == began
    assert staffed_since(nights, datetime(2026, 10, 25, 23, 59, tzinfo=UTC)) == began
    assert staffed_since(nights, datetime(2026, 10, 26, 0, 0, tzinfo=UTC)) is None
    assert staffed_since((), began) == datetime.min.replace(tzinfo=UTC)
