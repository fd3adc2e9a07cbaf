"""Answers come back to their report as a new version of it; machines' mails only as lines of the log."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.gateway.bench import Bench, ok
from tests.gateway.mailbox.dovecot import Dovecot
from tests.gateway.messages.post import GOT, answer_to, notification, read
from tests.gateway.messages.relay import Relay
from tests.gateway.messages.writing import JANE, Desk
from triage.gateway import tables
from triage.gateway.mailbox.box import Mailbox
from triage.gateway.mailbox.replies import Mail, Replies
from triage.models.messages import ContactLine, MessageState
from triage.models.queue import Claimed
from triage.models.stage import Stage

PICTURE = b"\x89PNG not really"


@pytest.fixture
def replies(bench: Bench) -> Replies:
    return bench.parts.messages.replies


async def asked(desk: Desk, relay: Relay, submission_id: str = "s-1", **more: str) -> tuple[Claimed, EmailMessage]:
    """Ann has asked Jane something and it has left."""
    held = await desk.held(submission_id, **more)
    await desk.wrote(held.report_id, key=submission_id, ask=True, lease_id=held.lease_id, fence=held.fence)
    await desk.sender.round()
    return held, relay.taken[-1]


async def took(desk: Desk, replies: Replies, mail: Mail) -> None:
    assert await replies.take(mail)
    await desk.bench.parts.reader.catch_up()


async def lines(desk: Desk, report_id: str) -> list[ContactLine]:
    return [line for line in (await desk.log(report_id)).lines if line.kind != "message"]


async def versions(bench: Bench) -> int:
    async with bench.parts.database.read() as connection:
        return await connection.scalar(select(func.count()).select_from(tables.submissions)) or 0


async def test_an_answer_is_a_new_version_and_the_report_comes_back(
    desk: Desk, relay: Relay, replies: Replies, bench: Bench
) -> None:
    held, sent = await asked(desk, relay)
    mail = answer_to(sent, "It was the back door.\n\nJane\n")
    mail.add_attachment(PICTURE, maintype="image", subtype="png", filename="door.png")
    await took(desk, replies, read(mail))
    line = await desk.line(held.report_id)
    assert (line.stage, line.version) == (Stage.INCOMING, 2)
    assert {"Answered", "Version 2"} <= set(line.marks)
    report = (await bench.bob.report(held.report_id)).report
    assert report.narrative == (
        "My shed was opened in the night.\n\nAnswer of 20 Nov 2026 14:05:\nIt was the back door.\n\nJane"
    )
    whole = next(told.text for told in report.other if told.path.endswith("/wholeAnswer"))
    assert "wrote:" in whole
    assert [file.name for file in report.attachments] == ["door.png"]
    picture = ok(await bench.bob.call("GET", f"/v1/reports/{held.report_id}/attachments/1"))
    assert picture.content == PICTURE
    (logged,) = await lines(desk, held.report_id)
    assert (logged.kind, logged.version, logged.address, logged.flags) == ("answer", 2, JANE, ())
    assert logged.note == "It was the back door.\n\nJane"
    before = held.report.report
    assert (report.people[0].name, report.people[0].contacts) == (before.people[0].name, before.people[0].contacts)


async def test_a_mail_taken_twice_is_one_version(desk: Desk, relay: Relay, replies: Replies, bench: Bench) -> None:
    held, sent = await asked(desk, relay)
    mail = read(answer_to(sent))
    await took(desk, replies, mail)
    await took(desk, replies, mail)
    assert await versions(bench) == 2
    assert len(await lines(desk, held.report_id)) == 1


async def test_a_crash_between_version_and_log_is_made_good(
    desk: Desk, relay: Relay, replies: Replies, bench: Bench
) -> None:
    held, sent = await asked(desk, relay)
    mail = read(answer_to(sent))
    await took(desk, replies, mail)
    async with bench.parts.database.write() as connection:
        await connection.execute(tables.contact_lines.delete())
    await took(desk, replies, mail)
    assert await versions(bench) == 2
    assert [line.version for line in await lines(desk, held.report_id)] == [2]


async def test_a_second_answer_keeps_the_first(desk: Desk, relay: Relay, replies: Replies, bench: Bench) -> None:
    held, sent = await asked(desk, relay)
    await took(desk, replies, read(answer_to(sent, "First words\n")))
    await took(desk, replies, read(answer_to(sent, "Second words\n", key="answer-2"), GOT + timedelta(hours=1)))
    narrative = (await bench.ann.report(held.report_id)).report.narrative
    assert narrative.index("My shed") < narrative.index("First words") < narrative.index("Second words")


async def test_two_answers_at_once_lose_nothing(desk: Desk, relay: Relay, replies: Replies, bench: Bench) -> None:
    held, sent = await asked(desk, relay)
    mails = [read(answer_to(sent, f"Words {number}\n", key=f"answer-{number}")) for number in range(4)]
    assert all(await asyncio.gather(*(replies.take(mail) for mail in mails)))
    await bench.parts.reader.catch_up()
    narrative = (await bench.ann.report(held.report_id)).report.narrative
    assert all(f"Words {number}" in narrative for number in range(4))


async def test_an_answer_to_a_closed_report_opens_it_again(
    desk: Desk, relay: Relay, replies: Replies, bench: Bench
) -> None:
    held = await desk.held()
    await bench.ann.begun(held)
    ok(await bench.ann.settle(held))
    await desk.wrote(held.report_id)
    await desk.sender.round()
    await took(desk, replies, read(answer_to(relay.taken[0])))
    assert (await desk.line(held.report_id)).stage is Stage.INCOMING


async def test_an_answer_from_elsewhere_is_taken_and_flagged(desk: Desk, relay: Relay, replies: Replies) -> None:
    held, sent = await asked(desk, relay)
    await took(desk, replies, read(answer_to(sent, From="someone@else.example")))
    assert "Answer from another address" in (await desk.line(held.report_id)).marks
    assert [line.flags for line in await lines(desk, held.report_id)] == [("another_address",)]


@pytest.mark.parametrize(
    "lost",
    [
        {"To": "reports@force.example", "In-Reply-To": "", "References": ""},
        {"To": "reports@force.example", "Subject": "Re:"},
    ],
    ids=["by its subject", "by the mail it answers"],
)
async def test_an_answer_that_lost_the_plus_address_is_found(
    desk: Desk, relay: Relay, replies: Replies, lost: dict[str, str]
) -> None:
    held, sent = await asked(desk, relay)
    await took(desk, replies, read(answer_to(sent, **lost)))
    assert (await desk.line(held.report_id)).version == 2


async def test_a_token_that_is_unknown_or_too_old_is_not_ours(
    desk: Desk, relay: Relay, replies: Replies, bench: Bench
) -> None:
    _, sent = await asked(desk, relay)
    strange = {"To": f"reports+{'a' * 20}@force.example", "Subject": "Re:", "In-Reply-To": "", "References": ""}
    assert not await replies.take(read(answer_to(sent, **strange)))
    assert not await replies.take(read(answer_to(sent), GOT + timedelta(days=181)))
    assert await versions(bench) == 1


async def test_an_automatic_answer_is_logged_only(desk: Desk, relay: Relay, replies: Replies, bench: Bench) -> None:
    held, sent = await asked(desk, relay)
    mail = read(answer_to(sent, "I am away until Monday.\n", Auto_Submitted="auto-replied"))
    await took(desk, replies, mail)
    (logged,) = await lines(desk, held.report_id)
    assert (logged.kind, logged.note) == ("auto_reply", "I am away until Monday.")
    assert await versions(bench) == 1
    assert (await desk.line(held.report_id)).stage is Stage.AWAITING_REPORTER


@pytest.mark.parametrize("to", ["", "reports@force.example"], ids=["by its address", "by the Message-ID"])
async def test_a_bounce_marks_its_message(desk: Desk, relay: Relay, replies: Replies, to: str) -> None:
    held, sent = await asked(desk, relay)
    await took(desk, replies, read(notification(sent, to=to)))
    told = await desk.message(held.report_id)
    assert told.state is MessageState.BOUNCED
    assert "No such user here" in told.reason
    assert "Message bounced" in (await desk.line(held.report_id)).marks
    (logged,) = await lines(desk, held.report_id)
    assert (logged.kind, logged.outcome, logged.message) == ("bounce", "failed", 1)


async def test_a_late_mail_is_not_a_bounce_and_a_delivered_one_is_delivered(
    desk: Desk, relay: Relay, replies: Replies
) -> None:
    held, sent = await asked(desk, relay)
    await took(desk, replies, read(notification(sent, action="delayed", status="4.4.1")))
    assert (await desk.message(held.report_id)).state is MessageState.SENT
    await took(desk, replies, read(notification(sent, action="delivered", status="2.0.0")))
    assert (await desk.message(held.report_id)).state is MessageState.DELIVERED
    assert [line.outcome for line in await lines(desk, held.report_id)] == ["delayed", "delivered"]


async def test_a_bounce_in_prose_is_known_by_our_message_id(desk: Desk, relay: Relay, replies: Replies) -> None:
    held, sent = await asked(desk, relay)
    mail = EmailMessage()
    mail["From"] = "postmaster@relay.example"
    mail["To"] = "reports@force.example"
    mail["Subject"] = "Undeliverable: About your report"
    mail["Message-ID"] = "<prose@relay.example>"
    mail.set_content(f"The mailbox is full.\n\n--- The header ---\nMessage-ID: {sent['Message-ID']}\n")
    await took(desk, replies, read(mail))
    told = await desk.message(held.report_id)
    assert (told.state, told.reason[:20]) == (MessageState.BOUNCED, "The mailbox is full.")


async def test_there_and_back_by_a_real_relay_and_a_real_mailbox(
    desk: Desk, relay: Relay, bench: Bench, server: Dovecot, tmp_path: Path
) -> None:
    held, sent = await asked(desk, relay)
    account = f"reports-{held.report_id[:12]}-{bench.parts.database.embedded}"
    config = server.config(account, tmp_path)
    server.post(account, answer_to(sent, "By post.\n").as_bytes(), notification(sent))
    assert await Mailbox(config, bench.parts, bench.parts.messages.replies).empty_once() == 2
    await bench.parts.reader.catch_up()
    assert server.lying(account) == {"INBOX": 0, "Processed": 2, "Needs attention": 0}
    assert "By post." in (await bench.ann.report(held.report_id)).report.narrative
    assert sorted(line.kind for line in await lines(desk, held.report_id)) == ["answer", "bounce"]
