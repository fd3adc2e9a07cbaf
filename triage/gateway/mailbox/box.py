"""The mailbox at work: taken by one gateway at a time, read to its end, watched, left in order.

Everything here may be cut off at any point. A mail is moved only after what became of it is committed, and taking it
once more changes nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from triage.gateway.config import MailboxConfig
from triage.gateway.database import DatabaseDown
from triage.gateway.logs import say
from triage.gateway.mailbox.check import examine
from triage.gateway.mailbox.faults import MailboxFault
from triage.gateway.mailbox.figures import mailbox_figures
from triage.gateway.mailbox.ledger import Fate, Ledger, MailboxLost, Standing, mailbox_name
from triage.gateway.mailbox.remote import Remote, opened
from triage.gateway.mailbox.replies import Replies
from triage.gateway.mailbox.session import BATCH, Waiting
from triage.gateway.mailbox.taking import Taking
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal
from triage.gateway.workers import Worker
from triage.models.mailbox import LyingMail

LONGEST_DELAY = 300.0
SHOWN = 100
MEGABYTE = 1024 * 1024
KEYWORD = "$triage-"


class Mailbox:
    """``replies`` is asked first about every mail."""

    def __init__(self, config: MailboxConfig, parts: Parts, replies: Replies) -> None:
        self._config = config
        self._holder = str(uuid.uuid4())
        self._ledger = Ledger(parts.database, parts.clock, mailbox_name(config), self._holder, config.lease_seconds)
        self._taking = Taking(
            config=config,
            intake=parts.intake,
            profiles=parts.profiles,
            replies=replies,
            ledger=self._ledger,
            pool=parts.pool,
            most_payload=parts.settings.max_body,
        )
        self._faults = 0
        self._attention: tuple[int, int] | None = None
        self._lying: tuple[LyingMail, ...] = ()

    async def round(self) -> bool:
        """Work the mailbox for as long as it is ours and nothing breaks. True: try again at once."""
        try:
            async with self._held() as remote:
                while remote is not None:
                    await self._watch(remote)
        except MailboxFault as fault:
            await self._told(fault)
            return True
        except MailboxLost:
            say("mailbox-lost", logging.WARNING)
        return False

    async def empty_once(self) -> int:
        """Take what lies there now, without watching; how many mails were taken or put aside.

        Raises:
            MailboxFault: named by its word.
        """
        async with self._held() as remote:
            return 0 if remote is None else (await self._empty(remote))[0]

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[Remote | None]:
        """The mailbox, ours and open; None: another gateway works it."""
        if not await self._ledger.hold():
            yield None
            return
        try:
            async with opened(self._config) as remote:
                self._attention = None
                await self._mark(remote)
                yield remote
        finally:
            with contextlib.suppress(DatabaseDown):
                await self._ledger.let_go()

    async def _told(self, fault: MailboxFault) -> None:
        """Say it, keep it for people, and wait: longer each time, and not all gateways at the same moment."""
        self._faults += 1
        say("mailbox-fault", logging.WARNING, word=fault.word, tries=self._faults)
        await self._ledger.fault(fault.word)
        ceiling = min(LONGEST_DELAY, 2.0 ** min(self._faults, 10))
        await asyncio.sleep(random.uniform(ceiling / 4, ceiling / 2))

    async def _watch(self, remote: Remote) -> None:
        """Empty the folder, then wait until it is time to look again, holding the mailbox meanwhile."""
        _, stuck = await self._empty(remote)
        self._faults = 0
        look_after = self._config.poll_seconds if stuck else self._config.idle_seconds
        while not await remote.wait(self._config.lease_seconds / 3, look_after):
            await self._hold()

    async def _mark(self, remote: Remote) -> None:
        """What a gateway had moved when it ended, before it could say so: it does not wait any more."""
        dealt_with = await self._ledger.unmarked(remote.uidvalidity)
        if not dealt_with:
            return
        lying = [one.uid for one in await remote.waiting()]
        seen = lying[-1] if len(lying) == BATCH else max(dealt_with)
        for uid in sorted(dealt_with.difference(lying)):
            if uid <= seen:
                await self._ledger.moved(remote.uidvalidity, uid)

    async def _hold(self, standing: Standing | None = None) -> None:
        if not await self._ledger.hold(standing):
            raise MailboxLost

    async def _empty(self, remote: Remote) -> tuple[int, int]:
        """Take every mail, the oldest first: how many were put away, and how many cannot be and stay for now."""
        taken = 0
        stuck: set[int] = set()
        while True:
            waiting = [one for one in await remote.waiting() if one.uid not in stuck]
            await self._hold(await self._standing(remote, len(waiting) + len(stuck)))
            if not waiting:
                return taken, len(stuck)
            held_at = time.monotonic()
            for one in waiting:
                if time.monotonic() - held_at > self._config.lease_seconds / 3:
                    await self._hold()
                    held_at = time.monotonic()
                if await self._one(remote, one):
                    taken += 1
                else:
                    stuck.add(one.uid)

    async def _one(self, remote: Remote, one: Waiting) -> bool:
        """One mail from beginning to end; False: it stays where it is for now."""
        known = await self._ledger.begin(remote.uidvalidity, one.uid)
        fate = known if known and known.reason != "unfinished" else await self._take(remote, one, known)
        if fate is None:
            return False
        aside = fate.outcome == "attention"
        folder = self._config.needs_attention if aside else self._config.processed
        await remote.recover()
        try:
            await remote.move(one.uid, folder, f"{KEYWORD}{fate.reason}" if aside else "")
        except MailboxFault as fault:
            if fault.word != "server":
                raise
            say("mailbox-stuck", logging.WARNING, uid=one.uid)
            return False
        await self._ledger.moved(remote.uidvalidity, one.uid)
        return True

    async def _take(self, remote: Remote, one: Waiting, fate: Fate | None) -> Fate | None:
        """Store what the mail brings and what became of it; None: not now."""
        mail = None
        if fate is None and one.size > self._config.most_mb * MEGABYTE:
            fate = Fate(outcome="attention", reason="too-large")
        elif fate is None:
            try:
                async with asyncio.timeout(self._config.mail_seconds) as deadline:
                    mail = await remote.read(one.uid, one.received_at)
                    if mail is None:  # somebody has moved it away
                        return None
                    fate = await self._taking.take(mail)
            except Refusal:
                return None
            except TimeoutError:
                if not deadline.expired():
                    raise
                fate = Fate(outcome="attention", reason="too-slow")
        await self._ledger.finish(remote.uidvalidity, one.uid, fate, mail)
        if fate.outcome == "attention":
            say("mail-attention", logging.WARNING, reason=fate.reason)
        else:
            say("mail-taken", outcome=fate.outcome, report_id=fate.report_id, word=fate.word)
        return fate

    async def _standing(self, remote: Remote, waiting: int) -> Standing:
        """What lies where; the folder "needs attention" is looked through only when it has changed."""
        folder = self._config.needs_attention
        seen = await remote.count(folder)
        if seen != self._attention:
            found = await remote.lying_in(folder, SHOWN)
            self._attention = seen
            self._lying = tuple(_lying(one) for one in reversed(found))
        return Standing(waiting=waiting, attention=seen[0], lying=self._lying)


def mailbox_workers(parts: Parts, replies: Replies) -> list[Worker]:
    """The rounds of the mailbox, when there is one. A gateway that does not hold it asks again within the lease.

    Raises:
        InputError: settings that cannot work.
    """
    config = parts.settings.config.mailbox
    if config is None:
        return []
    examine(config)
    parts.metrics.add(mailbox_figures(config))
    return [Worker(name="mailbox", every=config.lease_seconds / 3, round=Mailbox(config, parts, replies).round)]


def _lying(one: Waiting) -> LyingMail:
    reason = next((word.removeprefix(KEYWORD) for word in one.keywords if word.startswith(KEYWORD)), "")
    return LyingMail(uid=one.uid, received_at=one.received_at, size=one.size, reason=reason)
