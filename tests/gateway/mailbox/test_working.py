"""The mailbox at work: woken by the server, back after its restart, one gateway at a time, nothing twice."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.bench import Bench, ok, open_bench, payload
from tests.gateway.mailbox.dovecot import Dovecot, dovecot
from tests.gateway.mailbox.seeing import attention_of, reports
from tests.gateway.mailbox.writing import a_mail, with_file
from triage.gateway.check.finding import Level, Setup
from triage.gateway.check.neighbours import check_mailbox
from triage.gateway.config import Config, MailboxConfig
from triage.gateway.mailbox.box import Mailbox
from triage.gateway.mailbox.check import check
from triage.gateway.mailbox.faults import MailboxFault
from triage.gateway.mailbox.figures import mailbox_figures
from triage.gateway.mailbox.remote import opened
from triage.gateway.mailbox.replies import Mail, MailKind, NoReplies
from triage.gateway.serve import running
from triage.gateway.settings import GatewaySettings
from triage.gateway.workers import Worker
from triage.models.clock import SystemClock
from triage.models.errors import InputError

SOON = 30
ON_SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


class Seen:
    """Replies that take what they are told to, and tell when a mail came."""

    def __init__(self, *takes: str) -> None:
        self.takes = takes
        self.mails: list[Mail] = []
        self.came = asyncio.Event()

    async def take(self, mail: Mail) -> bool:
        self.mails.append(mail)
        self.came.set()
        if mail.subject == "refuse me":
            raise InputError("No.")
        return mail.subject in self.takes

    async def next(self) -> Mail:
        async with asyncio.timeout(SOON):
            await self.came.wait()
        self.came.clear()
        return self.mails[-1]


@asynccontextmanager
async def at_work(mailbox: Mailbox) -> AsyncIterator[Worker]:
    worker = Worker(name="mailbox", every=0.05, round=mailbox.round)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(worker.work_for_ever())
        try:
            yield worker
        finally:
            task.cancel()


@ON_SQLITE
async def test_new_mail_is_told_by_the_server(
    bench: Bench, server: Dovecot, account: str, config: MailboxConfig
) -> None:
    told = Seen()
    slow = replace(config, poll_seconds=3600)
    async with at_work(Mailbox(slow, bench.parts, told)):
        for number in range(3):
            await asyncio.to_thread(server.post, account, a_mail(f"It happened {number} times.").as_bytes())
            assert str(number) in (await told.next()).text


async def test_mail_that_came_while_another_folder_was_looked_through_is_seen_at_once(
    server: Dovecot, account: str, config: MailboxConfig
) -> None:
    async with opened(config) as remote:
        assert await remote.waiting() == ()
        await asyncio.to_thread(server.post, account, a_mail().as_bytes())
        await remote.lying_in(config.needs_attention, 10)
        assert await remote.wait(5, 3600)
        assert len(await remote.waiting()) == 1


@ON_SQLITE
async def test_a_server_without_idle_move_and_uidplus_is_asked(bench: Bench, account: str, tmp_path: Path) -> None:
    with dovecot(without=("IDLE", "MOVE", "UIDPLUS")) as plain:
        told = Seen()
        config = plain.config(account, tmp_path)
        assert "is asked every 0.2 s" in await check(config)
        async with at_work(Mailbox(config, bench.parts, told)):
            for number in range(2):
                await asyncio.to_thread(plain.post, account, a_mail(f"It happened {number} times.").as_bytes())
                assert str(number) in (await told.next()).text
        await Mailbox(config, bench.parts, NoReplies()).empty_once()  # the last one, if the end came before its move
        assert plain.lying(account)["Processed"] == 2


@ON_SQLITE
async def test_a_restarted_server_is_found_again(bench: Bench, account: str, tmp_path: Path) -> None:
    with dovecot() as own:
        told = Seen()
        config = own.config(account, tmp_path, poll_seconds=3600)
        async with at_work(Mailbox(config, bench.parts, told)):
            await asyncio.to_thread(own.post, account, a_mail("Before.").as_bytes())
            assert (await told.next()).text == "Before."
            await asyncio.to_thread(own.stop)
            await asyncio.to_thread(own.start)
            await asyncio.to_thread(own.post, account, a_mail("Afterwards.").as_bytes())
            assert (await told.next()).text == "Afterwards."


@ON_SQLITE
async def test_it_stops_within_a_second(bench: Bench, server: Dovecot, account: str, config: MailboxConfig) -> None:
    told = Seen()
    async with at_work(Mailbox(replace(config, poll_seconds=3600), bench.parts, told)):
        await asyncio.to_thread(server.post, account, a_mail().as_bytes())
        await told.next()
        begun = time.monotonic()
    assert time.monotonic() - begun < 1.5  # the second, and a busy machine


async def test_one_gateway_works_the_mailbox_and_another_takes_over(
    bench: Bench, server: Dovecot, account: str, config: MailboxConfig
) -> None:
    one, other = (Mailbox(config, bench.parts, NoReplies()) for _ in range(2))
    server.post(account, a_mail().as_bytes())
    async with one._held() as held:
        assert held is not None
        assert await other.empty_once() == 0
        bench.clock.advance(seconds=config.lease_seconds + 1)  # the first one hangs
        assert await other.empty_once() == 1
    assert len(await reports(bench)) == 1


async def test_a_gateway_that_lost_the_mailbox_moves_nothing_more(
    bench: Bench, server: Dovecot, account: str, config: MailboxConfig
) -> None:
    slow, quick = Mailbox(config, bench.parts, Hanging(bench, config)), Mailbox(config, bench.parts, NoReplies())
    server.post(account, a_mail().as_bytes())
    assert await slow.round() is False
    assert server.lying(account)["Processed"] == 1
    assert await quick.empty_once() == 0
    (report,) = await reports(bench)
    assert report.version == 1


class Hanging:
    """While it looks at the mail its gateway loses the mailbox to another, which takes the mail."""

    def __init__(self, bench: Bench, config: MailboxConfig) -> None:
        self._bench = bench
        self._config = config

    async def take(self, mail: Mail) -> bool:
        self._bench.clock.advance(seconds=self._config.lease_seconds + 1)
        other = Mailbox(self._config, self._bench.parts, NoReplies())
        assert await other._ledger.hold()
        async with other._held() as held:
            assert held is not None
            await other._empty(held)
            assert await other._ledger.hold()
        # It is still held by nobody now, or by the other one: never by us.
        assert await other._ledger.hold()
        return False


async def test_answers_are_offered_first_and_what_nobody_takes_is_put_aside(
    bench: Bench, server: Dovecot, account: str, config: MailboxConfig
) -> None:
    told = Seen("answer me")
    auto = a_mail("I am away.", subject="Out of office", Auto_Submitted="auto-replied")
    server.post(
        account,
        a_mail("Yes, it was red.", subject="answer me", To="force+TOKEN@force.example").as_bytes(),
        a_mail("No.", subject="refuse me").as_bytes(),
        auto.as_bytes(),
        BOUNCE,
    )
    assert await Mailbox(config, bench.parts, told).empty_once() == 4
    assert server.lying(account) == {"INBOX": 0, "Processed": 1, "Needs attention": 3}
    answer, _, away, bounce = told.mails
    assert answer.recipients == ("force+TOKEN@force.example",)
    assert (away.kind, bounce.kind) == (MailKind.AUTO_REPLY, MailKind.BOUNCE)
    assert [(one.recipient, one.action, one.status) for one in bounce.bounces] == [
        ("bob@home.example", "failed", "5.1.1")
    ]
    assert bounce.about["message-id"] == "<ours@force.example>"
    assert bounce.about["to"] == "bob@home.example"
    assert await reports(bench) == []
    assert [one["reason"] for one in (await attention_of(bench, config))["lying"]] == [
        "bounce",
        "auto-reply",
        "refused",
    ]


BOUNCE = b"""From: MAILER-DAEMON@relay.example
To: force+TOKEN@force.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; bob@home.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: text/rfc822-headers

Message-ID: <ours@force.example>
To: bob@home.example
Subject: Your report [T:abc]

--b--
""".replace(b"\n", b"\r\n")


async def test_a_new_uidvalidity_gives_no_second_report(
    bench: Bench, server: Dovecot, account: str, config: MailboxConfig
) -> None:
    mail = with_file(a_mail(), payload("s-1"), "report.json").as_bytes()
    with server.client(account) as client:
        client.create_folder("Reports")
        client.append("Reports", mail)
    mailbox = Mailbox(replace(config, folder="Reports"), bench.parts, NoReplies())
    await mailbox.empty_once()
    with server.client(account) as client:
        client.delete_folder("Reports")
        client.create_folder("Reports")
        client.append("Reports", mail)
        client.append("Reports", a_mail("Another one.").as_bytes())
    assert await mailbox.empty_once() == 2
    assert {report.version for report in await reports(bench)} == {1}
    assert len(await reports(bench)) == 2


@ON_SQLITE
@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"ca_file": ""}, "certificate"),
        ({"host": "127.0.0.2"}, "connection"),
        ({"user": "nobody-knows"}, "sign-in"),
        ({"ca_file": "/does/not/exist"}, "ca-file"),
        ({"password_file": "/does/not/exist"}, "password-file"),
        ({"folder": "No such folder"}, "folder"),
    ],
)
async def test_what_is_wrong_is_said_in_a_word(
    bench: Bench, server: Dovecot, config: MailboxConfig, change: dict[str, str], word: str, tmp_path: Path
) -> None:
    if word == "sign-in":
        (tmp_path / "wrong").write_text("wrong\n")
        change = {"password_file": str(tmp_path / "wrong")}
    with pytest.raises(MailboxFault) as caught:
        await check(replace(config, **change))  # type: ignore[arg-type]
    assert caught.value.word == word
    assert caught.value.do


@ON_SQLITE
@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"port": 143}, "mailbox.port"),
        ({"processed": "inbox"}, "mailbox.processed"),
        ({"lease_seconds": 0}, "mailbox.lease_seconds"),
    ],
)
async def test_settings_that_cannot_work_are_refused_at_the_start(
    settings: GatewaySettings, config: MailboxConfig, change: dict[str, Any], key: str
) -> None:
    with pytest.raises(InputError) as caught:
        async with running(replace(settings, config=Config(mailbox=replace(config, **change))), SystemClock()):
            pass
    assert [fault.pointer for fault in caught.value.errors] == [key]


@ON_SQLITE
async def test_a_folder_that_was_taken_away_is_made_again(
    bench: Bench, server: Dovecot, account: str, config: MailboxConfig
) -> None:
    told = Taken(lambda: delete(server, account, config.processed))
    server.post(account, a_mail().as_bytes())
    assert await Mailbox(config, bench.parts, told).empty_once() == 1
    assert server.lying(account)["Processed"] == 1


class Taken:
    """Somebody does something while the mail is being taken."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self._meanwhile = meanwhile

    async def take(self, mail: Mail) -> bool:
        await asyncio.to_thread(self._meanwhile)
        return True


def delete(server: Dovecot, account: str, folder: str) -> None:
    with server.client(account) as client:
        client.delete_folder(folder)


@ON_SQLITE
async def test_it_stops_within_a_second_before_a_server_that_never_answers(bench: Bench, config: MailboxConfig) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.setblocking(False)
        port = silent.getsockname()[1]
        async with at_work(Mailbox(replace(config, host="127.0.0.1", port=port), bench.parts, NoReplies())):
            async with asyncio.timeout(SOON):
                caller, _ = await asyncio.get_running_loop().sock_accept(silent)
            begun = time.monotonic()
        assert time.monotonic() - begun < 1.5
        caller.close()


@ON_SQLITE
async def test_starttls_is_asked_for_on_the_plain_port(bench: Bench, server: Dovecot, config: MailboxConfig) -> None:
    assert "at once (IDLE)" in await check(replace(config, port=server.plain_port, tls="starttls"))


async def test_people_see_how_the_mailbox_is_doing(
    settings: GatewaySettings, server: Dovecot, account: str, config: MailboxConfig
) -> None:
    server.post(account, a_mail().as_bytes(), a_mail(None, subject="nothing in it").as_bytes())
    async with open_bench(replace(settings, config=Config(mailbox=config))) as bench:
        await Mailbox(config, bench.parts, NoReplies()).empty_once()
        told = ok(await bench.handler("adm").call("GET", "/v1/mailbox")).json()
        assert (await bench.ann.call("GET", "/v1/mailbox")).status_code == 403
        async with bench.parts.database.read() as connection:
            figures = await mailbox_figures(config)(connection, bench.clock.now())
    assert {(one.name, *one.labels.values()): one.value for one in figures} == {
        ("mailbox_mails", "report"): 1,
        ("mailbox_mails", "attention"): 1,
        ("mailbox_waiting",): 0,
        ("mailbox_attention",): 1,
        ("mailbox_look_age_seconds",): 0,
    }
    assert (told["taken"], told["attention"], told["waiting"]) == ({"report": 1, "attention": 1}, 1, 0)
    assert told["last_success_at"] == "2026-11-20T06:00:00Z"
    assert [one["reason"] for one in told["lying"]] == ["no-text"]


@ON_SQLITE
async def test_a_gateway_without_a_mailbox_says_so(bench: Bench) -> None:
    assert ok(await bench.handler("sue").call("GET", "/v1/mailbox")).json()["configured"] is False


@ON_SQLITE
async def test_a_fault_is_kept_for_people(bench: Bench, config: MailboxConfig) -> None:
    mailbox = Mailbox(replace(config, port=1), bench.parts, NoReplies())
    assert await mailbox.round() is True
    told = await attention_of(bench, config)
    assert (told["last_fault"], told["worked"]) == ("connection", False)


@ON_SQLITE
@pytest.mark.parametrize(("hub_senders", "warned"), [((), 1), (("hub.example",), 0)])
async def test_the_check_warns_when_anybodys_json_is_taken_as_the_hubs(
    settings: GatewaySettings, config: MailboxConfig, hub_senders: tuple[str, ...], warned: int
) -> None:
    told = Config(mailbox=replace(config, hub_senders=hub_senders))
    found = await check_mailbox(Setup(settings=replace(settings, config=told), told={}, clock=SystemClock()))
    assert [one.level for one in found] == [Level.OK, *[Level.WARNING] * warned]
    assert all("mailbox.hub_senders" in one.do for one in found[1:])
