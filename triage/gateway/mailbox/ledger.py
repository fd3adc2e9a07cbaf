"""What the database knows of the mailbox: who works it, and what became of each mail.

A mail is known by the folder's UIDVALIDITY and its UID (RFC 9051 §2.3.1.1). Its row is written before it is read, so
that a mail which kills the gateway is left alone after `MOST_ATTEMPTS`; and again with what became of it, before it is
moved. A crash between the two lets it be taken once more, which stores nothing twice: a payload is known by its
submissionId and content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway.config import MailboxConfig
from triage.gateway.database import Database
from triage.gateway.mailbox.replies import Mail
from triage.models import codec
from triage.models.clock import Clock
from triage.models.mailbox import LyingMail, MailboxStatus

MOST_ATTEMPTS = 5
TAKING = "taking"


class MailboxLost(Exception):
    """Another gateway works the mailbox now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a mail. ``outcome``: "report", "reply" or "attention" (then ``reason`` says why)."""

    outcome: str
    reason: str = ""
    report_id: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a look at the folders gave."""

    waiting: int
    attention: int
    lying: tuple[LyingMail, ...]


class Ledger:
    """The rows of one mailbox, for the gateway ``holder``."""

    def __init__(self, database: Database, clock: Clock, mailbox: str, holder: str, lease_seconds: float) -> None:
        self._database = database
        self._clock = clock
        self._mailbox = mailbox
        self._holder = holder
        self._lease = timedelta(seconds=lease_seconds)

    async def hold(self, standing: Standing | None = None) -> bool:
        """Take the mailbox, or hold it on; False: another gateway has it. ``standing``: what a good look gave."""
        now = self._clock.now()
        told: dict[str, object] = {"holder": self._holder, "held_until": now + self._lease}
        if standing is not None:
            told |= {
                "last_success_at": now,
                "waiting": standing.waiting,
                "attention": standing.attention,
                "lying": codec.builtins(standing.lying),
            }
        async with self._database.write() as connection:
            await self._database.serialise(connection, f"mailbox {self._mailbox}")
            if not await self._is_free(connection, now):
                return False
            await self._set(connection, told)
        return True

    async def let_go(self) -> None:
        """Another gateway may work the mailbox at once."""
        async with self._database.write() as connection:
            await connection.execute(
                update(tables.mailboxes)
                .where(tables.mailboxes.c.mailbox == self._mailbox, tables.mailboxes.c.holder == self._holder)
                .values(holder="", held_until=None)
            )

    async def fault(self, word: str) -> None:
        """Keep what went wrong for people to see."""
        async with self._database.write() as connection:
            await self._database.serialise(connection, f"mailbox {self._mailbox}")
            await self._set(connection, {"last_fault_at": self._clock.now(), "last_fault": word})

    async def begin(self, uidvalidity: int, uid: int) -> Fate | None:
        """A mail is about to be read: None; or what became of it before.

        Raises:
            MailboxLost: another gateway works the mailbox now.
        """
        now = self._clock.now()
        mails = tables.mails
        here = self._here(uidvalidity, uid)
        async with self._database.write() as connection:
            await self._guard(connection)
            query = select(mails.c.outcome, mails.c.reason, mails.c.attempts, mails.c.report_id).where(here)
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                key = {"mailbox": self._mailbox, "uidvalidity": uidvalidity, "uid": uid}
                await connection.execute(
                    insert(mails).values(**key, outcome=TAKING, attempts=1, first_seen_at=now, at=now)
                )
                return None
            if row.outcome != TAKING:
                return Fate(outcome=row.outcome, reason=row.reason, report_id=row.report_id)
            if row.attempts >= MOST_ATTEMPTS:
                return Fate(outcome="attention", reason="unfinished")
            await connection.execute(update(mails).where(here).values(attempts=mails.c.attempts + 1, at=now))
            return None

    async def finish(self, uidvalidity: int, uid: int, fate: Fate, mail: Mail | None) -> None:
        """Keep what became of a mail, with its line in the audit; only then may it be moved.

        Raises:
            MailboxLost: another gateway works the mailbox now.
        """
        now = self._clock.now()
        values: dict[str, object] = {
            "outcome": fate.outcome,
            "reason": fate.reason,
            "report_id": fate.report_id,
            "at": now,
        }
        if mail is not None:
            values |= {"message_sha256": mail.key, "content_sha256": mail.content_sha256}
        async with self._database.write() as connection:
            await self._guard(connection)
            await connection.execute(update(tables.mails).where(self._here(uidvalidity, uid)).values(**values))
            await audit.record(
                connection,
                now,
                "mailbox",
                f"mailbox.{fate.outcome}",
                report_id=fate.report_id,
                request_id=request_id(mail) if mail else "",
                details={"uidvalidity": uidvalidity, "uid": uid, "reason": fate.reason, "word": fate.word},
            )

    async def moved(self, uidvalidity: int, uid: int) -> None:
        """It lies in its folder."""
        async with self._database.write() as connection:
            await connection.execute(update(tables.mails).where(self._here(uidvalidity, uid)).values(moved=True))

    async def unmarked(self, uidvalidity: int) -> frozenset[int]:
        """The UIDs of mails that were dealt with and are not marked as moved: each is still to be moved, or a gateway
        ended when it had moved it.
        """
        mails = tables.mails
        query = select(mails.c.uid).where(
            mails.c.mailbox == self._mailbox,
            mails.c.uidvalidity == uidvalidity,
            mails.c.outcome != TAKING,
            mails.c.moved.is_(False),
        )
        async with self._database.read() as connection:
            return frozenset((await connection.scalars(query)).all())

    async def report_of(self, content: str) -> str:
        """The report that a mail of the very same content gave; "" when there is none."""
        mails = tables.mails
        query = select(mails.c.report_id).where(
            mails.c.content_sha256 == content, mails.c.outcome == "report", mails.c.mailbox == self._mailbox
        )
        async with self._database.read() as connection:
            return str(await connection.scalar(query.limit(1)) or "")

    def _here(self, uidvalidity: int, uid: int) -> ColumnElement[bool]:
        mails = tables.mails
        return and_(mails.c.mailbox == self._mailbox, mails.c.uidvalidity == uidvalidity, mails.c.uid == uid)

    async def _is_free(self, connection: AsyncConnection, now: datetime) -> bool:
        boxes = tables.mailboxes
        query = select(boxes.c.holder, boxes.c.held_until).where(boxes.c.mailbox == self._mailbox)
        row = (await connection.execute(query)).one_or_none()
        return row is None or row.holder in ("", self._holder) or row.held_until is None or row.held_until <= now

    async def _guard(self, connection: AsyncConnection) -> None:
        boxes = tables.mailboxes
        query = select(boxes.c.holder).where(boxes.c.mailbox == self._mailbox).with_for_update()
        if await connection.scalar(query) != self._holder:
            raise MailboxLost

    async def _set(self, connection: AsyncConnection, told: dict[str, object]) -> None:
        boxes = tables.mailboxes
        changed = await connection.execute(update(boxes).where(boxes.c.mailbox == self._mailbox).values(**told))
        if not changed.rowcount:
            await connection.execute(insert(boxes).values(**{"lying": [], **told}, mailbox=self._mailbox))


def request_id(mail: Mail) -> str:
    """What ties the audit lines of one mail together: no word of it, but the same whenever it is read."""
    return f"mailbox-{mail.key[:32]}"


def mailbox_name(config: MailboxConfig) -> str:
    """The mailbox and folder by a hash: an address stays out of the database."""
    told = f"{config.host.lower()}\n{config.user}\n{config.folder}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


async def status_of(database: Database, mailbox: str, now: datetime) -> MailboxStatus:
    """What the database knows of a mailbox; any gateway can tell it."""
    async with database.read() as connection:
        return await read_status(connection, mailbox, now)


async def read_status(connection: AsyncConnection, mailbox: str, now: datetime) -> MailboxStatus:
    """The same, in a transaction that is open already."""
    boxes, mails = tables.mailboxes, tables.mails
    row = (await connection.execute(select(boxes).where(boxes.c.mailbox == mailbox))).one_or_none()
    counted = await connection.execute(
        select(mails.c.outcome, func.count()).where(mails.c.mailbox == mailbox).group_by(mails.c.outcome)
    )
    taken = {str(outcome): int(number) for outcome, number in counted if outcome != TAKING}
    if row is None:
        return MailboxStatus(configured=True, taken=taken)
    return MailboxStatus(
        configured=True,
        worked=bool(row.holder) and row.held_until is not None and row.held_until > now,
        last_success_at=row.last_success_at,
        last_fault_at=row.last_fault_at,
        last_fault=row.last_fault,
        waiting=row.waiting,
        taken=taken,
        attention=row.attention,
        lying=_lying(row.lying),
    )


def _lying(told: Sequence[object]) -> tuple[LyingMail, ...]:
    return codec.convert(tuple[LyingMail, ...], list(told))
