"""A mail as the mailbox reads it, and who is asked first whether it answers one of our messages.

The words of a mail come from anybody: nothing here says who really wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class MailKind(StrEnum):
    """What the mail says about itself."""

    MAIL = "mail"
    BOUNCE = "bounce"
    """A delivery status notification (multipart/report, RFC 3464): ``Mail.bounces`` says about what."""
    AUTO_REPLY = "auto-reply"
    """A machine's answer (Auto-Submitted: auto-replied, RFC 3834): out of office and the like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFile:
    """A file of a mail. ``media_type`` is the sender's word for it, lower case, without parameters."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced:
    """What a notification says of one recipient (RFC 3464 §2.3). ``action``: failed, delayed, delivered, relayed or
    expanded; ``status``: like "5.1.1"; ``diagnostic``: the other server's words.
    """

    recipient: str
    action: str
    status: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail, read leniently: whatever is missing or broken is "" or empty.

    ``key``: the same for the same mail however often it is read (SHA-256, hex, of its Message-ID; of its content when
    it has none). ``content_sha256``: of sender, date, subject, text and files. ``message_id``, ``in_reply_to``,
    ``references``: without angle brackets. ``sender``: the address of From. ``recipients``: the addresses of To, Cc
    and of the headers that servers write (Delivered-To, X-Original-To, Envelope-To), as written, plus sign and token
    included. ``sent_at``: its Date header; ``received_at``: when the server got it (INTERNALDATE); both UTC.
    ``text``: the plain part, else the words of the HTML part. ``about``: headers of the message that a bounce
    returns, by lower-case name ("message-id", "references", "subject", "to"), when it returns them.
    """

    raw: bytes = field(repr=False)
    key: str
    content_sha256: str
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sender: str = field(default="", repr=False)
    sender_name: str = field(default="", repr=False)
    recipients: tuple[str, ...] = field(default=(), repr=False)
    subject: str = field(default="", repr=False)
    sent_at: datetime | None = None
    received_at: datetime
    text: str = field(default="", repr=False)
    files: tuple[MailFile, ...] = field(default=(), repr=False)
    kind: MailKind = MailKind.MAIL
    bounces: tuple[Bounced, ...] = field(default=(), repr=False)
    about: Mapping[str, str] = field(default_factory=dict, repr=False)
    fault: str = ""
    """Why it could not be read to its end: "too-nested", "too-many-parts" or "broken"; "" when it could."""


class Replies(Protocol):
    """Who knows our own messages."""

    async def take(self, mail: Mail) -> bool:
        """Whether this mail answers one of our messages (or bounces it, or is a machine's answer to it), and if so,
        keep it: True only after the commit. The same mail may be offered again after a crash; it must then be True
        again and leave nothing twice.

        Raises:
            InputError: it is ours but cannot be kept; a person has to look at it ("needs attention").
            DatabaseDown: it could not be kept now; it is offered again.
        """
        ...


class NoReplies:
    """For a gateway that sends no messages: nothing is an answer."""

    async def take(self, mail: Mail) -> bool:  # noqa: ARG002 - the protocol's
        return False
