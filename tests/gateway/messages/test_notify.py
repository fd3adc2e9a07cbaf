"""Sending by GOV.UK Notify, against a stand-in (`standin_notify` says what it knows of the real service)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.gateway.bench import open_bench, refused, settings_for
from tests.gateway.messages.standin_notify import KEY, TEMPLATE, TEXT_TEMPLATE, Notify, notifying
from tests.gateway.messages.writing import JANE, Desk
from triage.gateway.config import Config
from triage.gateway.config.messages import MessagesConfig, NotifyConfig
from triage.gateway.messages.notify import NotifyCarrier
from triage.models.clock import ManualClock
from triage.models.errors import InputError
from triage.models.messages import Message, MessageState

S = MessageState


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def notify(clock: ManualClock) -> AsyncIterator[Notify]:
    async with notifying(clock.now) as running:
        yield running


def notify_config(notify: Notify, folder: Path, key: str = KEY) -> MessagesConfig:
    (folder / "key").write_text(f"{key}\n")
    to = NotifyConfig(
        key_file=str(folder / "key"),
        url=notify.url,
        templates={"any": TEMPLATE},
        text_templates={"please_call": TEXT_TEMPLATE},
        timeout_seconds=30,
    )
    return MessagesConfig(sender="reports@force.example", notify=to)


@pytest.fixture
async def desk(database_url: str, notify: Notify, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Desk]:
    settings = settings_for(database_url, config=Config(messages=notify_config(notify, tmp_path)))
    async with open_bench(settings, clock) as bench:
        yield Desk(bench)


async def after_round(desk: Desk, report_id: str) -> Message:
    await desk.sender.round()
    return await desk.message(report_id)


async def test_an_e_mail_is_given_to_notify_and_followed(desk: Desk, notify: Notify, clock: ManualClock) -> None:
    held = await desk.held()
    await desk.wrote(held.report_id)
    assert (await after_round(desk, held.report_id)).state is S.SENT
    (taken,) = notify.taken
    assert (taken["email_address"], taken["template_id"]) == (JANE, TEMPLATE)
    assert taken["personalisation"]["body"] == "Which door was it?\n"
    assert "[ref: " in taken["personalisation"]["subject"]
    clock.advance(seconds=10)
    assert (await after_round(desk, held.report_id)).state is S.SENT
    taken["status"] = "delivered"
    clock.advance(minutes=2)
    assert (await after_round(desk, held.report_id)).state is S.DELIVERED


@pytest.mark.parametrize(
    ("status", "state"),
    [("permanent-failure", S.BOUNCED), ("temporary-failure", S.BOUNCED), ("technical-failure", S.FAILED)],
)
async def test_what_notify_could_not_deliver_is_shown(
    desk: Desk, notify: Notify, clock: ManualClock, status: str, state: MessageState
) -> None:
    held = await desk.held()
    await desk.wrote(held.report_id)
    await desk.sender.round()
    notify.taken[0]["status"] = status
    clock.advance(seconds=10)
    told = await after_round(desk, held.report_id)
    assert (told.state, told.reason.startswith("GOV.UK Notify")) == (state, True)


async def test_a_text_message_needs_a_template_of_its_own(desk: Desk, notify: Notify) -> None:
    held = await desk.held()
    free = await desk.write(held.report_id, channel="sms")
    assert [one.pointer for one in refused(free, 422, "invalid").errors] == ["/channel"]
    fields = {"number": "101"}
    await desk.wrote(held.report_id, key="k-2", channel="sms", template="please_call", text="", fields=fields)
    assert (await after_round(desk, held.report_id)).state is S.SENT
    assert (notify.taken[0]["phone_number"], notify.taken[0]["personalisation"]["number"]) == ("07700900123", "101")


@pytest.mark.parametrize("does", ["429", "500"])
async def test_what_is_for_now_is_tried_again(desk: Desk, notify: Notify, clock: ManualClock, does: str) -> None:
    held = await desk.held()
    await desk.wrote(held.report_id)
    notify.script = [does]
    assert (await after_round(desk, held.report_id)).state is S.QUEUED
    clock.advance(minutes=1)
    assert (await after_round(desk, held.report_id)).state is S.SENT
    assert len(notify.taken) == 1


async def test_a_lost_answer_is_looked_up_and_nothing_is_sent_twice(
    desk: Desk, notify: Notify, clock: ManualClock
) -> None:
    held = await desk.held()
    await desk.wrote(held.report_id)
    notify.script = ["lose 201"]
    assert (await after_round(desk, held.report_id)).state is S.QUEUED
    clock.advance(minutes=1)
    assert (await after_round(desk, held.report_id)).state is S.SENT
    assert len(notify.taken) == 1


async def test_a_gateway_that_died_while_sending_looks_it_up(desk: Desk, notify: Notify, clock: ManualClock) -> None:
    held = await desk.held()
    await desk.wrote(held.report_id)
    (message,) = await desk.sender._take()
    await desk.sender._carrier.send(message)  # and then it was killed
    clock.advance(minutes=3)
    assert (await after_round(desk, held.report_id)).state is S.SENT
    assert len(notify.taken) == 1


async def test_a_refusal_for_ever_is_shown(desk: Desk, notify: Notify) -> None:
    held = await desk.held()
    await desk.wrote(held.report_id)
    desk.sender._carrier._notify.templates["any"] = "another"  # type: ignore[attr-defined]
    told = await after_round(desk, held.report_id)
    assert (told.state, "Template not found" in told.reason) == (S.FAILED, True)


async def test_a_wrong_clock_is_told_by_the_check_and_tried_again(notify: Notify, tmp_path: Path) -> None:
    to = notify_config(notify, tmp_path).notify
    assert to is not None
    wrong = ManualClock()
    wrong.advance(minutes=5)
    assert "AuthError" in (await NotifyCarrier(to, KEY, wrong).check())[0]
    assert await NotifyCarrier(to, KEY, ManualClock()).check() == ()


def test_what_is_no_key_is_refused_at_once() -> None:
    with pytest.raises(InputError, match="holds no GOV"):
        NotifyCarrier(NotifyConfig(key_file="key"), "not-a-key", ManualClock())
