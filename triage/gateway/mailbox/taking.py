"""What becomes of one mail: an answer to us, the hub's own payload, a report of its words, or a person's to look at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from triage.gateway.config import MailboxConfig
from triage.gateway.intake import Accepted, Delivered, Intake
from triage.gateway.mailbox.ledger import Fate, Ledger, request_id
from triage.gateway.mailbox.payloads import payloads_of
from triage.gateway.mailbox.replies import Mail, MailKind, Replies
from triage.gateway.mailbox.skeleton import can_be_read, skeleton
from triage.gateway.profiles import ProfileBook
from triage.models.errors import InputError

T = TypeVar("T")
CONTENT_TYPE = "application/vnd.api+json"
REASONS = {
    "too-large": "The mail, or the report in it, is larger than the limit.",
    "too-nested": "The mail holds too many mails inside each other.",
    "too-many-parts": "The mail has too many parts.",
    "broken": "The mail cannot be read.",
    "no-text": "The mail has neither words nor a PDF.",
    "sender": "A report as data came from a sender who is not the hub.",
    "refused": "The report or answer in the mail was refused.",
    "bounce": "A message could not be delivered, and it is not known which.",
    "auto-reply": "A machine answered, and it is not known what.",
    "too-slow": "The mail could not be read in the time that one mail has.",
    "unfinished": "The gateway ended every time it took this mail.",
}
"""Why a mail needs a person's attention: the word of the mailbox page, of the log and (as $triage-WORD) of the mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """Takes mails into the gateway. ``most_payload``: bytes of a payload, as at POST /incidents."""

    config: MailboxConfig
    intake: Intake
    profiles: ProfileBook
    replies: Replies
    ledger: Ledger
    pool: ThreadPoolExecutor
    most_payload: int

    async def take(self, mail: Mail) -> Fate:
        """Store what the mail brings.

        Raises:
            DatabaseDown: nothing, or not all of it, is stored; the mail is taken again.
            Refusal: the same report is arriving from elsewhere at this moment; likewise.
        """
        if mail.fault:
            return Fate(outcome="attention", reason=mail.fault)
        try:
            if await self.replies.take(mail):
                return Fate(outcome="reply")
            if mail.kind is not MailKind.MAIL:
                return Fate(outcome="attention", reason=mail.kind.value)
            return await self._report(mail)
        except InputError:
            return Fate(outcome="attention", reason="refused")

    async def _report(self, mail: Mail) -> Fate:
        found = await self._beside(partial(payloads_of, mail))
        if not found:
            return await self._words(mail)
        if self.config.hub_senders and not _is_one_of(mail.sender, self.config.hub_senders):
            return Fate(outcome="attention", reason="sender")
        if any(len(raw) > self.most_payload for raw in found):
            return Fate(outcome="attention", reason="too-large")
        stored = [await self._accept(raw, mail) for raw in found]
        return Fate(outcome="report", report_id=stored[0].report_id, word=stored[0].word)

    async def _words(self, mail: Mail) -> Fate:
        if not can_be_read(mail):
            return Fate(outcome="attention", reason="no-text")
        known = await self.ledger.report_of(mail.content_sha256)
        if known:  # delivered twice: without a Date it would differ by the hour it came, and be a new version
            return Fate(outcome="report", report_id=known, word="resent")
        own = _is_one_of(mail.sender, self.config.platform_senders)
        made = await self._beside(partial(skeleton, mail, self.profiles.current, own_address=own))
        if len(made) > self.most_payload:
            return Fate(outcome="attention", reason="too-large")
        stored = await self._accept(made, mail)
        return Fate(outcome="report", report_id=stored.report_id, word=stored.word)

    async def _accept(self, raw: bytes, mail: Mail) -> Accepted:
        sent = Delivered(raw=raw, content_type=CONTENT_TYPE, header_names=(), request_id=request_id(mail), by="mailbox")
        return await self.intake.accept(sent)

    async def _beside(self, work: Callable[[], T]) -> T:
        """Megabytes are read and written beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, work)


def _is_one_of(address: str, known: tuple[str, ...]) -> bool:
    """Whether the address is one of these addresses or of these domains."""
    told = address.lower()
    domain = told.rpartition("@")[2]
    return bool(told) and any(told == one.lower() or domain == one.lower().removeprefix("@") for one in known)
