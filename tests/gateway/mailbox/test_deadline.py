"""One mail has its time: what takes longer is put aside, and the rest goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from tests.gateway.bench import ON_SQLITE, Bench, payload
from tests.gateway.mailbox.dovecot import Dovecot
from tests.gateway.mailbox.seeing import attention_of, audited, reports
from tests.gateway.mailbox.writing import a_mail, with_file
from triage.gateway.config import MailboxConfig
from triage.gateway.intake import Accepted, Delivered, Intake
from triage.gateway.mailbox.box import Mailbox
from triage.gateway.mailbox.replies import Mail, NoReplies


class Stalling:
    """Keeps the mail of this subject for ever."""

    async def take(self, mail: Mail) -> bool:
        if mail.subject == "for ever":
            await asyncio.Event().wait()
        return False


async def test_a_mail_that_takes_for_ever_is_put_aside_and_the_rest_goes_on(
    bench: Bench, server: Dovecot, account: str, config: MailboxConfig
) -> None:
    server.post(account, a_mail("One.", subject="for ever").as_bytes(), a_mail("Two.").as_bytes())
    mailbox = Mailbox(replace(config, mail_seconds=2), bench.parts, Stalling())
    assert await mailbox.empty_once() == 2
    assert server.lying(account) == {"INBOX": 0, "Processed": 1, "Needs attention": 1}
    assert [one["reason"] for one in (await attention_of(bench, config))["lying"]] == ["too-slow"]
    assert [report.narrative for report in await reports(bench)] == ["Two."]


@ON_SQLITE
async def test_a_mail_that_never_comes_to_its_end_is_put_aside_by_another_connection(
    bench: Bench, server: Dovecot, account: str, config: MailboxConfig
) -> None:
    long = with_file(a_mail("One."), b"x" * 600_000, "form.dat", "application/octet-stream")
    server.post(account, long.as_bytes(), a_mail("Two.").as_bytes())
    async with stopping_at(200_000, config.port) as port:
        mailbox = Mailbox(replace(config, port=port, mail_seconds=2), bench.parts, NoReplies())
        assert await mailbox.empty_once() == 2
    assert server.lying(account) == {"INBOX": 0, "Processed": 1, "Needs attention": 1}
    assert [report.narrative for report in await reports(bench)] == ["Two."]


class StallingIntake(Intake):
    """Stores the first payload, and hangs with the second."""

    def __init__(self, real: Intake) -> None:
        self._real = real
        self._asked = 0

    async def accept(self, sent: Delivered) -> Accepted:
        self._asked += 1
        if self._asked > 1:
            await asyncio.Event().wait()
        return await self._real.accept(sent)


async def test_a_mail_put_aside_when_half_of_it_was_stored_gives_no_second_report(
    bench: Bench, server: Dovecot, account: str, config: MailboxConfig
) -> None:
    mail = a_mail("Two reports.")
    for number in (1, 2):
        mail = with_file(mail, payload(f"s-{number}"), f"{number}.json")
    server.post(account, mail.as_bytes())
    stalling = replace(bench.parts, intake=StallingIntake(bench.parts.intake))
    await Mailbox(replace(config, mail_seconds=1), stalling, NoReplies()).empty_once()
    assert server.lying(account) == {"INBOX": 0, "Processed": 0, "Needs attention": 1}
    assert len(await reports(bench)) == 1
    server.post(account, mail.as_bytes())  # as when a person moves it back
    await Mailbox(config, bench.parts, NoReplies()).empty_once()
    assert [report.version for report in await reports(bench)] == [1, 1]
    assert [len(await audited(bench, f"intake.{word}")) for word in ("new", "resent", "version")] == [2, 1, 0]


@asynccontextmanager
async def stopping_at(most: int, port: int) -> AsyncIterator[int]:
    """A way to the server on which each connection falls silent after so many bytes."""

    async def carry(came: asyncio.StreamReader, goes: asyncio.StreamWriter, left: int) -> None:
        while left > 0 and (piece := await came.read(min(left, 65536))):
            goes.write(piece)
            left -= len(piece)
        if left > 0:
            goes.close()

    async def serve(came: asyncio.StreamReader, goes: asyncio.StreamWriter) -> None:
        answers, asks = await asyncio.open_connection("127.0.0.1", port)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(carry(came, asks, 10**9))
                group.create_task(carry(answers, goes, most))
        finally:
            asks.close()
            goes.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
