"""What comes back by the mailbox: answers become new versions of their report, bounces the state of their message.

A mail is ours when it carries a token of ours (in the address it was sent to, or in its subject) or names one of our
Message-IDs. Each step can be done twice without a trace, because a mail is offered again after a crash.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway import state as states
from triage.gateway.config.messages import MessagesConfig
from triage.gateway.database import Database
from triage.gateway.intake import Delivered, Intake
from triage.gateway.mailbox.replies import Bounced, Mail, MailKind
from triage.gateway.messages import contacts, outbox
from triage.gateway.messages.addresses import same_address
from triage.gateway.messages.answers import Answer, AnswerFile, has, with_answer
from triage.gateway.messages.quoting import trimmed
from triage.gateway.messages.tokens import token_of_address, token_of_subject
from triage.gateway.profiles import ProfileBook
from triage.models.clock import Clock
from triage.models.errors import InputError
from triage.models.messages import ContactLine, Message, MessageState

RACES = 5
CONTENT_TYPE = "application/vnd.api+json"
LOOKED_THROUGH = 64 * 1024
"""Letters of a plain bounce that are looked through for our Message-ID."""
ANSWERED, OTHER_ADDRESS = "Answered", "Answer from another address"
_MAILER = re.compile(
    r"(?:mailer-daemon|postmaster|mail-daemon|mailerdaemon|microsoftexchange[0-9a-f]*)@", re.IGNORECASE
)
_UNDELIVERED = re.compile(
    r"undeliver|delivery (?:status|has failed|failure|failed)|returned (?:mail|to sender)|failure notice"
    r"|mail delivery (?:failed|system)|could not be delivered",
    re.IGNORECASE,
)
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_WORST_FIRST = {"failed": 0, "delayed": 1}
_REACHES = (MessageState.SENDING, MessageState.UNCERTAIN, MessageState.SENT)


MOST_MADE = 64 * 1024 * 1024
"""Bytes of a version that an answer makes: each holds all earlier answers and their files."""


class MessageReplies:
    """Implements `triage.gateway.mailbox.replies.Replies`."""

    def __init__(
        self,
        config: MessagesConfig,
        database: Database,
        clock: Clock,
        intake: Intake,
        profiles: ProfileBook,
        pool: ThreadPoolExecutor,
    ) -> None:
        self._config = config
        self._database = database
        self._clock = clock
        self._intake = intake
        self._profiles = profiles
        self._pool = pool
        self._one_answer = asyncio.Lock()

    async def take(self, mail: Mail) -> bool:
        async with self._database.read() as connection:
            found = await self._find(connection, mail)
        if found is None:
            return False
        message = outbox.message_of(found)
        if mail.received_at > message.created_at + timedelta(days=self._config.answer_days):
            return False
        bounces = mail.bounces or self._plain_bounce(mail)
        if bounces or mail.kind is MailKind.BOUNCE:
            await self._bounced(mail, message, bounces or (Bounced(recipient="", action="failed"),))
        elif mail.kind is MailKind.AUTO_REPLY:
            await self._logged(mail, message, self._line(mail, message, "auto_reply"))
        else:
            await self._answered(mail, message)
        return True

    async def _find(self, connection: AsyncConnection, mail: Mail) -> RowMapping | None:
        sender = self._config.sender
        addresses = (*mail.recipients, *(bounced.recipient for bounced in mail.bounces))
        tokens = [token_of_address(address, sender) for address in addresses]
        for token in (*tokens, token_of_subject(mail.subject), token_of_subject(mail.about.get("subject", ""))):
            found = await outbox.by_token(connection, token)
            if found is not None:
                return found
        return await outbox.by_mime_ids(connection, list(self._mime_ids(mail)))

    def _mime_ids(self, mail: Mail) -> Iterator[str]:
        """Message-IDs in our form that the mail names as what it is about."""
        domain = re.escape(self._config.sender.rpartition("@")[2])
        ours = re.compile(rf"{_UUID}@{domain}", re.IGNORECASE)
        places = [
            *mail.in_reply_to,
            *mail.references,
            mail.about.get("message-id", ""),
            mail.about.get("references", ""),
        ]
        if _is_mailer(mail):
            places += [mail.text[:LOOKED_THROUGH], mail.raw[:LOOKED_THROUGH].decode("latin-1")]
        for place in places:
            yield from (found[0].lower() for found in ours.finditer(place))

    def _plain_bounce(self, mail: Mail) -> tuple[Bounced, ...]:
        """A bounce in prose only: from a mail server's own address, saying that it could not deliver."""
        if not _is_mailer(mail) or not _UNDELIVERED.search(f"{mail.subject}\n{mail.text[:2000]}"):
            return ()
        words = " ".join(mail.text.split())[:300]
        return (Bounced(recipient="", action="failed", diagnostic=words),)

    async def _bounced(self, mail: Mail, message: Message, bounces: tuple[Bounced, ...]) -> None:
        worst = min(bounces, key=lambda one: _WORST_FIRST.get(one.action, len(_WORST_FIRST)))
        reason = " ".join(part for part in (worst.status, worst.diagnostic) if part)[:500]
        kind = "bounce" if worst.action in _WORST_FIRST else "delivery"
        line = replace(self._line(mail, message, kind), outcome=worst.action, note=reason)

        async def beside(connection: AsyncConnection, now: datetime) -> None:
            if worst.action == "failed":
                values = {"state": MessageState.BOUNCED, "reason": reason or "It came back.", "next_at": None}
                await outbox.tell(connection, message, [*_REACHES, MessageState.DELIVERED], now, **values)
            elif worst.action == "delivered":
                values = {"state": MessageState.DELIVERED, "reason": "", "next_at": None}
                await outbox.tell(connection, message, _REACHES, now, **values)

        await self._logged(mail, message, line, beside)

    async def _trimmed(self, mail: Mail) -> str:
        """Beside the event loop: an answer may be long."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, trimmed, mail.text)

    async def _answered(self, mail: Mail, message: Message) -> None:
        """A new version of the report, then its line in the log: after a crash in between the version is found."""
        if await self._is_logged(mail, message):
            return
        version = await self._version(mail, message)
        other = not same_address(mail.sender, message.address)
        line = replace(
            self._line(mail, message, "answer"),
            version=version,
            note=(await self._trimmed(mail))[: contacts.LONGEST_NOTE],
            flags=("another_address",) if other else (),
        )

        async def beside(connection: AsyncConnection, now: datetime) -> None:
            await audit.record(
                connection, now, "mailbox", "message.answered", report_id=message.report_id,
                details={"number": message.number, "version": version, "another_address": other},
            )  # fmt: skip
            mark = OTHER_ADDRESS if other else ANSWERED
            await outbox.publish(connection, message.report_id, now, answer=mark)

        await self._logged(mail, message, line, beside)

    async def _version(self, mail: Mail, message: Message) -> int:
        """The number of the version that holds this answer and all that the version before it said."""
        answer = Answer(
            key=mail.key,
            at=mail.received_at,
            sender=mail.sender,
            subject=mail.subject,
            text=mail.text,
            message=message.number,
            files=[AnswerFile(name=one.name, media_type=one.media_type, content=one.content) for one in mail.files],
        )
        # One answer of a report at a time, here and in other gateways: each is put on top of the one before.
        async with self._one_answer, self._database.read() as connection:
            await self._database.serialise(connection, f"answers of {message.report_id}")
            return await self._put_on_top(message.report_id, answer)

    async def _put_on_top(self, report_id: str, answer: Answer) -> int:
        base, raw = await self._raw(report_id, None)
        if has(raw, answer):
            return base
        own: set[int] = set()
        for _ in range(RACES):
            work = partial(with_answer, raw, answer, self._profiles.current)
            made = await asyncio.get_running_loop().run_in_executor(self._pool, work)
            if len(made) > MOST_MADE:
                raise InputError("This answer makes its report too large.", do="Read it in the mailbox.")
            request_id = f"mail-{answer.key[:16]}"
            accepted = await self._intake.accept(
                Delivered(raw=made, content_type=CONTENT_TYPE, header_names=(), request_id=request_id, by="mailbox")
            )
            if accepted.report_id != report_id:
                raise InputError("This answer cannot be added to its report.", do="Read it in the mailbox.")
            own.add(accepted.version)
            missed = [number for number in range(base + 1, accepted.version) if number not in own]
            if not missed or accepted.word == "resent":
                return accepted.version
            # The hub sent a version in between, which this one does not hold.
            base, raw = await self._raw(report_id, missed[-1])
        raise InputError("Too many versions of this report arrived at once.", do="Offer the answer again.")

    async def _raw(self, report_id: str, version: int | None) -> tuple[int, bytes]:
        submissions = tables.submissions
        this = submissions.c.report_id == report_id
        async with self._database.read() as connection:
            if version is None:
                version = await connection.scalar(select(func.max(submissions.c.version)).where(this)) or 0
            raw = await connection.scalar(select(submissions.c.raw).where(this, submissions.c.version == version))
        if not raw:
            raise InputError("The report of this answer has been erased.", do="Treat the mail as a new report.")
        return version, bytes(raw)

    async def _is_logged(self, mail: Mail, message: Message) -> bool:
        async with self._database.read() as connection:
            return await contacts.knows_mail(connection, message.report_id, mail.key)

    async def _logged(
        self, mail: Mail, message: Message, line: ContactLine, beside: contacts.Beside | None = None
    ) -> None:
        """Add the line with what goes with it, once for each mail."""
        async with self._database.write() as connection:
            await self._database.serialise(connection, f"mail {mail.key}")
            if await contacts.knows_mail(connection, message.report_id, mail.key):
                return
            now = self._clock.now()
            # Before the line: it points at the report, and two that share a lock by that cannot both make it theirs.
            await states.load(connection, message.report_id, lock=True)
            await contacts.add(connection, message.report_id, replace(line, logged_at=now), mail_key=mail.key)
            if beside:
                await beside(connection, now)

    def _line(self, mail: Mail, message: Message, kind: str) -> ContactLine:
        note = trimmed(mail.text)[:500] if kind == "auto_reply" else ""
        return ContactLine(
            kind=kind,
            at=mail.received_at,
            logged_at=mail.received_at,
            who="mailbox",
            channel="email",
            direction="in",
            person=message.person,
            address=mail.sender,
            note=note,
            message=message.number,
        )


def _is_mailer(mail: Mail) -> bool:
    return mail.kind is MailKind.BOUNCE or not mail.sender or bool(_MAILER.match(mail.sender))
