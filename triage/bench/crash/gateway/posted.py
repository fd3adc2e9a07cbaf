"""Rows: what comes by mail and what leaves by it: the mailbox, answers to letters, words about alarms."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from email.message import EmailMessage

from sqlalchemy import select

from triage.bench.crash.gateway.around import Around
from triage.bench.crash.gateway.beside import PROCESSED, Post
from triage.bench.crash.gateway.itself import POST
from triage.bench.crash.gateway.row import Row
from triage.bench.crash.gateway.ruling import watched
from triage.bench.crash.points.scene import PLAIN
from triage.bench.faults.force import STORY, payload
from triage.gateway import tables
from triage.models import codec
from triage.models.ids import ReportId
from triage.models.messages import ContactLine, MessageState

LEASE = 61
"""Seconds after which the mailbox of a dead gateway is another's."""
TOLD = 6 * 60
"""Seconds after which a word about an alarm that a dead gateway was telling is told again."""
DUTY = "duty@force.example"
ANSWER = "The bicycle is a red one."
_posts: dict[int, Post] = {}


def post_of(there: Around) -> Post:
    """The post office around this gateway."""
    return _posts[id(there)]


@asynccontextmanager
async def post_office(there: Around) -> AsyncIterator[None]:
    """A mailbox that the gateway works, and a relay that takes its letters."""
    post = _posts[id(there)] = Post()
    await post.open(there)
    try:
        yield
    finally:
        await post.end()
        del _posts[id(there)]


@asynccontextmanager
async def duty_desk(there: Around) -> AsyncIterator[None]:
    """A relay, and somebody who is written to about alarms."""
    async with post_office(there):
        there.surroundings = replace(there.surroundings, mailbox=0, told=(DUTY,))
        yield


async def _worked(there: Around) -> None:
    """The gateway has the mailbox, and has looked into it."""
    await there.until(lambda _connection: _is_worked(there))


async def _is_worked(there: Around) -> bool:
    boxes = tables.mailboxes
    return await there.count(boxes, boxes.c.holder != "", boxes.c.last_success_at.is_not(None)) == 1


async def _mail(there: Around) -> None:
    """A report comes by mail."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "hub@online.example", "reports@force.example"
    mail["Subject"], mail["Message-ID"] = "Report", "<1@online.example>"
    mail.set_content("The report is attached.")
    content = payload(PLAIN, f"{STORY}, told 0 times.")
    mail.add_attachment(content, maintype="application", subtype="json", filename="report.json")
    post_of(there).deliver(there, mail)
    await _until_taken(there)


async def _until_taken(there: Around) -> None:
    await there.until(lambda _connection: _taken(there))


async def _after_the_lease(there: Around) -> None:
    there.clock.advance(seconds=LEASE)
    await _until_taken(there)


async def _taken(there: Around) -> bool:
    """One report, told once in the audit, and the mail lies where the mailbox's people look for what is done."""
    mails, audit, post = tables.mails, tables.audit, post_of(there)
    moved = await there.count(mails, mails.c.moved, mails.c.outcome == "report")
    told = await there.count(audit, audit.c.action == "mailbox.report")
    stored = await there.count(tables.submissions)
    return (moved, told, stored) == (1, 1, 1) and (post.waiting, post.lying(PROCESSED)) == (0, 1)


async def _work_it(there: Around) -> None:
    """What came by mail is a promise like any other."""
    report_id = ReportId(str(await there.scalar(select(tables.submissions.c.report_id))))
    there.promised[PLAIN, 0] = report_id
    there.reports.append(report_id)
    await there.read_all()
    await there.finish()


async def _cut(there: Around) -> None:
    """The line breaks, and a mail comes."""
    post_of(there).cut()
    await _mail(there)


async def _refuse(there: Around) -> None:
    post_of(there).refuse()
    await there.until(lambda _connection: _fault_is_told(there))


async def _refuse_longer(there: Around) -> None:
    there.clock.advance(seconds=LEASE)
    await _refuse(there)


async def _fault_is_told(there: Around) -> bool:
    return await there.count(tables.mailboxes, tables.mailboxes.c.last_fault != "") == 1


async def _mended(there: Around) -> None:
    """The mail server is there again: what came meanwhile is taken."""
    post_of(there).refuse(refused=False)
    there.clock.advance(seconds=LEASE)
    await _mail(there)
    await _work_it(there)


async def _asked(there: Around) -> None:
    """The reporter has a letter of the force."""
    await _worked(there)
    await there.arrive()
    await POST.ask(there)
    await there.until(lambda _connection: _letter_left(there))


async def _letter_left(there: Around) -> bool:
    return await there.count(tables.messages, tables.messages.c.state == MessageState.SENT.value) == 1


async def _answer(there: Around) -> None:
    """And answers it."""
    post = post_of(there)
    letter = post.letters[0]
    mail = EmailMessage()
    mail["From"], mail["To"] = str(letter["To"]), str(letter["Reply-To"])
    mail["Subject"], mail["Message-ID"] = f"Re: {letter['Subject']}", "<2@example.org>"
    mail["In-Reply-To"] = str(letter["Message-ID"])
    mail.set_content(ANSWER)
    post.deliver(there, mail)
    await there.until(lambda _connection: _answered(there))


async def _answer_after_the_lease(there: Around) -> None:
    there.clock.advance(seconds=LEASE)
    await there.until(lambda _connection: _answered(there))


async def _answered(there: Around) -> bool:
    """Its words are a version of the report and one line of the contact log, and the mail is put away."""
    post = post_of(there)
    async with there.books() as books, books.read() as connection:
        lines = [
            codec.decode(ContactLine, bytes(one))
            for one in await connection.scalars(select(tables.contact_lines.c.line))
        ]
    noted = [line.note for line in lines if line.kind == "answer"]
    versions = await there.count(tables.submissions)
    if versions == 2:
        there.promised[PLAIN, 1] = there.report
    return noted == [ANSWER] and versions == 2 and (post.waiting, post.lying(PROCESSED)) == (0, 1)


async def _finish_answered(there: Around) -> None:
    await there.read_all()
    await there.finish()


async def _alarm(there: Around) -> None:
    await there.until(lambda _connection: _told(there))


async def _alarm_later(there: Around) -> None:
    there.clock.advance(seconds=TOLD)
    await _alarm(there)


async def _told(there: Around) -> bool:
    """Whoever is on duty has a letter about it, at least one, and nothing waits."""
    posts = tables.alarm_posts
    told = await there.count(posts, posts.c.sent_at.is_not(None))
    return told >= 1 and not await there.count(posts, posts.c.next_at.is_not(None)) and bool(post_of(there).letters)


def _mailed(step: str, act: Callable[[Around], Awaitable[object]] = _mail) -> Row:
    return Row(
        point=f"mailbox.ledger.Ledger.{step}",
        before=_worked,
        act=act,
        again=_after_the_lease,
        holds=_taken,
        after=_work_it,
        beside=post_office,
    )


ROWS = (
    *(_mailed(step) for step in ("begin", "finish", "moved", "hold")),
    _mailed("let_go", act=_cut),
    Row(
        point="mailbox.ledger.Ledger.fault",
        before=_worked,
        act=_refuse,
        again=_refuse_longer,
        holds=_fault_is_told,
        after=_mended,
        beside=post_office,
    ),
    Row(
        point="messages.replies.MessageReplies._logged",
        before=_asked,
        act=_answer,
        again=_answer_after_the_lease,
        holds=_answered,
        after=_finish_answered,
        beside=post_office,
    ),
    *(
        Row(
            point=f"alarms.posting.AlarmPosts.{step}",
            before=watched,
            act=_alarm,
            again=_alarm_later,
            holds=_told,
            beside=duty_desk,
        )
        for step in ("_take", "_send")
    ),
)
