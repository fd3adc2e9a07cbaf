"""From the call to the relay: sent once, tried again, refused, given up, uncertain."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.gateway.authority import Authority
from tests.gateway.bench import Bench, ok, open_bench, refused, settings_for
from tests.gateway.messages.relay import Relay, config_for
from tests.gateway.messages.writing import JANE, Desk
from triage.gateway.config import Config
from triage.gateway.messages.tokens import token_of_address, token_of_subject
from triage.models.messages import Message, MessageState
from triage.models.stage import Stage

S = MessageState


async def after_round(desk: Desk, report_id: str) -> Message:
    await desk.sender.round()
    return await desk.message(report_id)


async def test_a_message_leaves_by_the_relay(desk: Desk, relay: Relay) -> None:
    held = await desk.held()
    posted = await desk.wrote(held.report_id)
    assert posted.message.state is S.QUEUED
    assert await desk.sender.round()
    told = await desk.message(held.report_id)
    assert (told.state, told.tries, told.address) == (S.SENT, 1, JANE)
    (mail,) = relay.taken
    assert (mail["To"], mail.get_content_type(), mail.get_content_charset()) == (JANE, "text/plain", "utf-8")
    assert mail.get_content().strip() == "Which door was it?"
    assert mail["Message-ID"].endswith("@force.example>")
    assert not await desk.sender.round()
    assert len(relay.taken) == 1


async def test_two_rounds_side_by_side_send_each_message_once(desk: Desk, relay: Relay) -> None:
    held = await desk.held()
    for number in range(3):
        await desk.wrote(held.report_id, key=f"k-{number}")
    await asyncio.gather(desk.sender.round(), desk.sender.round(), desk.sender.round())
    assert [(await desk.message(held.report_id, number)).state for number in (1, 2, 3)] == [S.SENT] * 3
    assert len(relay.taken) == 3


async def test_the_reply_address_the_subject_and_the_envelope_carry_one_token(desk: Desk, relay: Relay) -> None:
    held = await desk.held()
    await desk.wrote(held.report_id)
    await desk.sender.round()
    (mail,), (envelope,) = relay.taken, relay.envelopes
    sender = "reports@force.example"
    tokens = {
        token_of_address(mail["From"].addresses[0].addr_spec, sender),
        token_of_address(mail["Reply-To"].addresses[0].addr_spec, sender),
        token_of_address(envelope.mail_from or "", sender),
        token_of_subject(mail["Subject"]),
    }
    assert len(tokens) == 1
    assert "" not in tokens
    assert mail["Subject"].startswith("About your report TST-1-26-0100-000 [ref: ")


async def test_a_template_is_filled_and_a_missing_field_is_named(desk: Desk, relay: Relay) -> None:
    held = await desk.held()
    fields = {"crime_reference": "42/12345/26", "contact": "PC Ŵyn"}
    missing = await desk.write(held.report_id, template="recorded", text="", fields={"contact": "PC Ŵyn"})
    assert [one.pointer for one in refused(missing, 422, "invalid").errors] == ["/fields/crime_reference"]
    await desk.wrote(held.report_id, template="recorded", text="", fields=fields)
    await desk.sender.round()
    words = relay.taken[0].get_content()
    assert "42/12345/26" in words
    assert "PC Ŵyn is your contact" in words


async def test_the_same_key_writes_one_message(desk: Desk) -> None:
    held = await desk.held()
    first = await desk.wrote(held.report_id)
    again = ok(await desk.write(held.report_id))
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len((await desk.log(held.report_id)).lines) == 1
    assert first.message.number == 1


async def test_a_temporary_refusal_is_tried_again_later(desk: Desk, relay: Relay) -> None:
    held = await desk.held()
    await desk.wrote(held.report_id)
    relay.script = ["451 try later", "rcpt 450 busy"]
    told = await after_round(desk, held.report_id)
    assert (told.state, told.tries) == (S.QUEUED, 1)
    assert "451" in told.reason
    assert told.next_at is not None
    desk.bench.clock.advance(seconds=20)
    assert (await after_round(desk, held.report_id)).tries == 2
    desk.bench.clock.advance(seconds=60)
    assert (await after_round(desk, held.report_id)).state is S.SENT
    assert len(relay.taken) == 1


@pytest.mark.parametrize("words", ["550 no such user", "rcpt 550 no such user"])
async def test_a_permanent_refusal_is_shown_and_not_tried_again(desk: Desk, relay: Relay, words: str) -> None:
    held = await desk.held()
    await desk.wrote(held.report_id)
    relay.script = [words]
    told = await after_round(desk, held.report_id)
    assert told.state is S.FAILED
    assert "550 no such user" in told.reason
    assert "Message not sent" in (await desk.line(held.report_id)).marks
    desk.bench.clock.advance(hours=1)
    assert not await desk.sender.round()


async def test_a_relay_that_stays_busy_is_given_up(desk: Desk, relay: Relay) -> None:
    held = await desk.held()
    await desk.wrote(held.report_id)
    relay.script = ["451 try later"]
    desk.bench.clock.advance(hours=49)
    assert (await after_round(desk, held.report_id)).state is S.GIVEN_UP


@pytest.mark.parametrize("does", ["close", "close after", "slow"])
async def test_a_line_that_dies_within_the_mail_is_uncertain_and_a_person_decides(
    database_url: str, relay: Relay, authority: Authority, tmp_path: Path, does: str
) -> None:
    config = config_for(relay, authority, tmp_path)
    assert config.smtp is not None
    config = replace(config, smtp=replace(config.smtp, timeout_seconds=3))
    async with open_bench(settings_for(database_url, config=Config(messages=config))) as bench:
        desk = Desk(bench)
        held = await desk.held()
        await desk.wrote(held.report_id)
        relay.script = [does]
        told = await after_round(desk, held.report_id)
        assert told.state is S.UNCERTAIN
        assert "Message uncertain" in (await desk.line(held.report_id)).marks
        bench.clock.advance(minutes=10)
        assert not await desk.sender.round()
        ok(await desk.again(held.report_id))
        assert (await after_round(desk, held.report_id)).state is S.SENT
        assert (await desk.line(held.report_id)).marks == (await desk.held("s-2")).report.summary.marks
        assert len({mail["Message-ID"] for mail in relay.taken}) == 1


async def test_what_is_sent_is_not_sent_again_on_request(desk: Desk) -> None:
    held = await desk.held()
    await desk.wrote(held.report_id)
    await desk.sender.round()
    refused(await desk.again(held.report_id), 409, "not-again")
    refused(await desk.again(held.report_id, 7), 404, "unknown-message")


async def test_a_relay_that_is_away_costs_nothing_but_time(
    database_url: str, relay: Relay, authority: Authority, tmp_path: Path
) -> None:
    config = config_for(replace(relay, port=1), authority, tmp_path)
    async with open_bench(settings_for(database_url, config=Config(messages=config))) as bench:
        desk = Desk(bench)
        held = await desk.held()
        await desk.wrote(held.report_id)
        assert (await after_round(desk, held.report_id)).state is S.QUEUED


async def test_a_gateway_that_died_while_sending_leaves_it_uncertain_not_sent_twice(desk: Desk, relay: Relay) -> None:
    held = await desk.held()
    await desk.wrote(held.report_id)
    await desk.sender._take()  # what a killed gateway leaves behind: taken, and nothing more
    desk.bench.clock.advance(seconds=60)
    assert (await after_round(desk, held.report_id)).state is S.SENDING
    desk.bench.clock.advance(minutes=5)
    told = await after_round(desk, held.report_id)
    assert (told.state, relay.taken) == (S.UNCERTAIN, [])


async def test_two_gateways_send_each_message_once(desk: Desk, relay: Relay, bench: Bench) -> None:
    held = await desk.held()
    for number in range(12):
        await desk.wrote(held.report_id, key=f"k-{number}", text=f"Words {number}\n")
    async with open_bench(bench.parts.settings, bench.clock) as other:
        one, two = desk.sender, Desk(other).sender
        while any(await asyncio.gather(one.round(), two.round())):
            pass
    assert sorted(mail.get_content().split()[1] for mail in relay.taken) == sorted(map(str, range(12)))


async def test_asking_sets_the_report_aside_and_the_clock_runs_on(desk: Desk) -> None:
    held = await desk.held()
    without = await desk.write(held.report_id, ask=True)
    assert [one.pointer for one in refused(without, 422, "invalid").errors] == ["/lease_id"]
    stale = await desk.write(held.report_id, key="k-2", ask=True, lease_id=held.lease_id, fence=held.fence + 1)
    refused(stale, 409, "lease-lost")
    posted = await desk.wrote(held.report_id, key="k-3", ask=True, lease_id=held.lease_id, fence=held.fence)
    assert posted.stage is Stage.AWAITING_REPORTER
    line = await desk.line(held.report_id)
    assert (line.stage, line.held_by, line.due_at) == (Stage.AWAITING_REPORTER, "", held.report.summary.due_at)
    assert line.waiting_why == "The reporter was asked"
    # Whoever asked may write once more.
    assert (await desk.wrote(held.report_id, key="k-4")).stage is Stage.AWAITING_REPORTER


async def test_only_the_holder_or_a_supervisor_writes(desk: Desk) -> None:
    held = await desk.held()
    assert refused(await desk.write(held.report_id, "bob"), 409, "not-holder").held_by == "ann"
    assert (await desk.write(held.report_id, "sue", "k-2")).status_code == 201
    assert (await desk.write(held.report_id, "aud", "k-3")).status_code == 403


async def test_after_closing_the_last_holder_still_confirms(desk: Desk) -> None:
    held = await desk.held()
    await desk.bench.ann.begun(held)
    ok(await desk.bench.ann.settle(held))
    assert (await desk.write(held.report_id)).status_code == 201
    refused(await desk.write(held.report_id, "bob", "k-2"), 409, "not-holder")


async def test_without_settings_nothing_is_sent_but_contacts_are_logged(database_url: str) -> None:
    async with open_bench(settings_for(database_url)) as bench:
        desk = Desk(bench)
        held = await desk.held()
        refused(await desk.write(held.report_id), 409, "switched-off")
        body = {"outcome": "no_answer"}
        path = f"/v1/reports/{held.report_id}/contacts"
        ok(await bench.ann.call("POST", path, body, Idempotency_Key="c-1"))
        assert [line.outcome for line in (await desk.log(held.report_id)).lines] == ["no_answer"]


async def test_no_line_break_gets_into_a_header(desk: Desk) -> None:
    held = await desk.held()
    evil = "x@home.example\r\nBcc: all@home.example"
    for at, body in enumerate(
        (
            {"person": "", "address": evil},
            {"fields": {"name": "a\nb"}},
            {"template": "ask_more", "text": "", "fields": {"question": "a\r\nBcc: b"}},
            {"person": "p1\n"},
        )
    ):
        refused(await desk.write(held.report_id, key=f"k-{at}", **body), 422, "invalid")
